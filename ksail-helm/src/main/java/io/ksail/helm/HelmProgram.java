package io.ksail.helm;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.SearchResult;
import com.marcnuri.helm.UpgradeCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What runs in Helm's own process. Needs nothing but helm-java. */
final class HelmProgram {

    private static final String REPOSITORY = "repository";
    private static final int MAX_OFFERS = 20;

    /** Registries on the machine itself speak plain HTTP, as container engines take it too. */
    private static final Pattern LOOPBACK = Pattern.compile("oci://(localhost|127(\\.\\d+){3}|\\[::1])(:\\d+)?/.*");

    /** How helm-java calls the directory into which it unpacks its library. */
    private static final String UNPACKED = "helm-java";

    /** Of the directory, by whoever made it. */
    private static final String LOCK = ".owner";

    private final HelmRequest request;
    private final Properties wanted;

    private HelmProgram(HelmRequest request) {
        this.request = request;
        this.wanted = request.wanted();
    }

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        HelmRequest request = HelmRequest.read(System.in);
        endWithWhoeverStartedUs(directory);
        String complaint = new HelmProgram(request).complaint(directory);
        try (OutputStream answer = new FileOutputStream(FileDescriptor.out)) {
            answer.write(complaint.getBytes(StandardCharsets.UTF_8));
        }
        // Not exit: Helm's library has hooks of its own.
        Runtime.getRuntime().halt(complaint.isEmpty() ? 0 : 1);
    }

    /** Standard input is open for as long as the other process is there. */
    private static void endWithWhoeverStartedUs(Path directory) {
        Thread lifeline = new Thread(() -> {
            try {
                while (System.in.read() >= 0) {
                    // Nobody writes.
                }
            } catch (IOException e) {
                // Broken is as good as ended.
            }
            delete(directory);
            Runtime.getRuntime().halt(2);
        });
        lifeline.setDaemon(true);
        lifeline.start();
    }

    /** It is loaded then, and large: nobody is to find it when this process is killed. */
    private static void load(Path directory) {
        Helm.version();
        try (Stream<Path> all = Files.list(directory)) {
            for (Path unpacked : all.filter(
                            path -> path.getFileName().toString().startsWith(UNPACKED))
                    .toList()) {
                deleteAll(unpacked);
            }
        } catch (IOException | UncheckedIOException e) {
            // Where a library that is loaded can't be deleted, it goes with the whole directory.
            return;
        }
    }

    /** The lock last, by which the next process finds what is left: Helm may be making files this very moment. */
    private static void delete(Path directory) {
        try (Stream<Path> all = Files.list(directory)) {
            for (Path path : all.filter(path -> !path.getFileName().toString().equals(LOCK))
                    .toList()) {
                deleteAll(path);
            }
        } catch (IOException | UncheckedIOException e) {
            return;
        }
        try (Stream<Path> left = Files.list(directory)) {
            if (left.count() <= 1) {
                Files.deleteIfExists(directory.resolve(LOCK));
                Files.deleteIfExists(directory);
            }
        } catch (IOException e) {
            return;
        }
    }

    private static void deleteAll(Path path) throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }

    /** What went wrong, in Helm's words; empty if nothing did. */
    private String complaint(Path directory) {
        boolean added = false;
        try {
            load(directory);
            if (wanted.containsKey(REPOSITORY)) {
                Helm.repo()
                        .add()
                        .withName(REPOSITORY)
                        .withUrl(URI.create(wanted.getProperty(REPOSITORY)))
                        .call();
                added = true;
            }
            installation(directory).run();
            return "";
        } catch (IOException | RuntimeException | LinkageError e) {
            return e.getMessage() + (added ? offers() : "");
        }
    }

    /** As a file: helm-java forgets the text when an upgrade turns out to be an installation. */
    private Path kubeconfig(Path directory) throws IOException {
        Path file = directory.resolve("kubeconfig.yaml");
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        Files.createFile(
                file,
                posix
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0]);
        return Files.writeString(file, request.kubeconfig());
    }

    private Runnable installation(Path directory) throws IOException {
        String chart = wanted.getProperty("chart");
        String place = wanted.containsKey(REPOSITORY) ? REPOSITORY + "/" + chart : chart;
        boolean plainHttp = LOOPBACK.matcher(chart).matches();
        return Boolean.parseBoolean(wanted.getProperty("fresh"))
                ? fresh(Helm.install(place), plainHttp)
                : upgrade(Helm.upgrade(place).install().withKubeConfig(kubeconfig(directory)), plainHttp);
    }

    /** Refused by Helm where there is a release of that name. */
    private Runnable fresh(InstallCommand command, boolean plainHttp) {
        command.createNamespace()
                .withName(wanted.getProperty("name"))
                .withNamespace(wanted.getProperty("namespace"))
                .withKubeConfigContents(request.kubeconfig())
                .withTimeout(Integer.parseInt(wanted.getProperty("seconds")));
        Optional.ofNullable(wanted.getProperty("version")).ifPresent(command::withVersion);
        request.values().forEach(command::withValuesFile);
        request.set().forEach(command::set);
        if (plainHttp) {
            command.plainHttp();
        }
        return isAwaited() ? command.waitReady()::call : command::call;
    }

    private Runnable upgrade(UpgradeCommand command, boolean plainHttp) {
        command.createNamespace()
                .withName(wanted.getProperty("name"))
                .withNamespace(wanted.getProperty("namespace"))
                .withTimeout(Integer.parseInt(wanted.getProperty("seconds")));
        Optional.ofNullable(wanted.getProperty("version")).ifPresent(command::withVersion);
        request.values().forEach(command::withValuesFile);
        request.set().forEach(command::set);
        if (plainHttp) {
            command.plainHttp();
        }
        return isAwaited() ? command.waitReady()::call : command::call;
    }

    private boolean isAwaited() {
        return Boolean.parseBoolean(wanted.getProperty("waiting"));
    }

    private String offers() {
        try {
            List<SearchResult> all = Helm.search().repo().devel().call();
            String chart = REPOSITORY + "/" + wanted.getProperty("chart");
            boolean known = all.stream().anyMatch(offer -> offer.getName().equals(chart));
            return "\nthe repository offers: "
                    + all.stream()
                            .filter(offer -> !known || offer.getName().equals(chart))
                            .map(offer ->
                                    offer.getName().substring(REPOSITORY.length() + 1) + " " + offer.getChartVersion())
                            .limit(MAX_OFFERS)
                            .collect(Collectors.joining(", "));
        } catch (RuntimeException e) {
            return "";
        }
    }
}
