package io.ksail.junit;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/** The chart of the tests, in a chart repository and in an OCI registry, both of this JVM. */
final class ChartServer implements AutoCloseable {

    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    private final Path file;
    private final HttpServer server;
    private final Map<String, byte[]> content = new ConcurrentHashMap<>();

    private ChartServer(Path file, String name, String version) throws IOException {
        this.file = file;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] chart = Files.readAllBytes(file);
        content.put("/charts/index.yaml", """
                apiVersion: v1
                entries:
                  %1$s:
                    - apiVersion: v2
                      name: %1$s
                      version: %2$s
                      digest: %3$s
                      urls: [%1$s-%2$s.tgz]
                """.formatted(name, version, sha256(chart))
                .getBytes(StandardCharsets.UTF_8));
        content.put("/charts/%s-%s.tgz".formatted(name, version), chart);
        byte[] config = "{\"apiVersion\":\"v2\",\"name\":\"%s\",\"version\":\"%s\"}"
                .formatted(name, version)
                .getBytes(StandardCharsets.UTF_8);
        byte[] manifest = """
                {"schemaVersion":2,"mediaType":"%s",
                 "config":{"mediaType":"application/vnd.cncf.helm.config.v1+json","digest":"sha256:%s","size":%d},
                 "layers":[{"mediaType":"application/vnd.cncf.helm.chart.content.v1.tar+gzip","digest":"sha256:%s","size":%d}]}
                """.formatted(MANIFEST, sha256(config), config.length, sha256(chart), chart.length)
                .getBytes(StandardCharsets.UTF_8);
        content.put("/v2/", "{}".getBytes(StandardCharsets.UTF_8));
        content.put(
                "/v2/charts/" + name + "/tags/list",
                "{\"name\":\"charts/%s\",\"tags\":[\"%s\"]}"
                        .formatted(name, version)
                        .getBytes(StandardCharsets.UTF_8));
        content.put("/v2/charts/%s/manifests/%s".formatted(name, version), manifest);
        content.put("/v2/charts/" + name + "/manifests/sha256:" + sha256(manifest), manifest);
        content.put("/v2/charts/" + name + "/blobs/sha256:" + sha256(config), config);
        content.put("/v2/charts/" + name + "/blobs/sha256:" + sha256(chart), chart);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            byte[] found = content.get(path);
            if (found == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                boolean body = !"HEAD".equals(exchange.getRequestMethod());
                if (path.contains("/manifests/")) {
                    exchange.getResponseHeaders().add("Content-Type", MANIFEST);
                    exchange.getResponseHeaders().add("Docker-Content-Digest", "sha256:" + sha256(found));
                }
                if (!body) {
                    exchange.getResponseHeaders().add("Content-Length", String.valueOf(found.length));
                }
                exchange.sendResponseHeaders(200, body ? found.length : -1);
                if (body) {
                    exchange.getResponseBody().write(found);
                }
            }
            exchange.close();
        });
        server.start();
    }

    static ChartServer of(Path file) throws IOException {
        return of(file, "greeter", "0.1.0");
    }

    static ChartServer of(Path file, String name, String version) throws IOException {
        return new ChartServer(file, name, version);
    }

    /** The directory of the chart. */
    static Path chart() {
        return Path.of("src/test/resources/content/chart");
    }

    /** The chart as {@code helm package} writes it. */
    static Path packaged(Path directory) throws IOException {
        return packaged(chart(), directory, "greeter-0.1.0.tgz");
    }

    /** Any chart as {@code helm package} writes it. */
    static Path packaged(Path chart, Path directory, String name) throws IOException {
        Path file = directory.resolve(name);
        try (OutputStream out = Files.newOutputStream(file);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(out));
                Stream<Path> all = Files.walk(chart)) {
            List<Path> files = all.filter(Files::isRegularFile).sorted().toList();
            for (Path one : files) {
                TarArchiveEntry entry =
                        new TarArchiveEntry(name.replaceAll("-\\d.*", "") + "/" + chart.relativize(one));
                entry.setSize(Files.size(one));
                tar.putArchiveEntry(entry);
                Files.copy(one, tar);
                tar.closeArchiveEntry();
            }
        }
        return file;
    }

    Path file() {
        return file;
    }

    /** A file of values beside the chart. */
    Path values() throws IOException {
        return Files.writeString(file.resolveSibling("values.yaml"), "greeting: beaten by a single value\n");
    }

    String repository() {
        return "http://127.0.0.1:%d/charts".formatted(server.getAddress().getPort());
    }

    String registry() {
        return "oci://127.0.0.1:%d/charts".formatted(server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
