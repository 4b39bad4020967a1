package io.ksail.helm;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.SearchResult;
import com.marcnuri.helm.UpgradeCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What runs in Helm's own process. Needs nothing but helm-java. */
final class HelmProgram {

    private static final String REPOSITORY = "repository";
    private static final int MAX_OFFERS = 20;

    /** Registries on the machine itself speak plain HTTP, as container engines take it too. */
    private static final Pattern LOOPBACK = Pattern.compile("oci://(localhost|127(\\.\\d+){3}|\\[::1])(:\\d+)?/.*");

    private final HelmRequest request;
    private final Properties wanted;

    private HelmProgram(HelmRequest request, Properties wanted) {
        this.request = request;
        this.wanted = wanted;
    }

    public static void main(String[] arguments) throws IOException {
        endWithWhoeverStartedUs();
        HelmRequest request = new HelmRequest(Path.of(arguments[0]));
        String complaint = new HelmProgram(request, request.read()).complaint();
        try (OutputStream answer = new FileOutputStream(FileDescriptor.out)) {
            answer.write(complaint.getBytes(StandardCharsets.UTF_8));
        }
        // Not exit: Helm's library has hooks of its own.
        Runtime.getRuntime().halt(complaint.isEmpty() ? 0 : 1);
    }

    /** Standard input is open for as long as the other process is there. */
    private static void endWithWhoeverStartedUs() {
        Thread lifeline = new Thread(() -> {
            try {
                while (System.in.read() >= 0) {
                    // Nobody writes.
                }
            } catch (IOException e) {
                // Broken is as good as ended.
            }
            Runtime.getRuntime().halt(2);
        });
        lifeline.setDaemon(true);
        lifeline.start();
    }

    /** What went wrong, in Helm's words; empty if nothing did. */
    private String complaint() {
        boolean added = false;
        try {
            if (wanted.containsKey(REPOSITORY)) {
                Helm.repo()
                        .add()
                        .withName(REPOSITORY)
                        .withUrl(URI.create(wanted.getProperty(REPOSITORY)))
                        .call();
                added = true;
            }
            installation().call();
            return "";
        } catch (RuntimeException | LinkageError e) {
            return e.getMessage() + (added ? offers() : "");
        }
    }

    private UpgradeCommand installation() {
        String chart = wanted.getProperty("chart");
        UpgradeCommand command = Helm.upgrade(wanted.containsKey(REPOSITORY) ? REPOSITORY + "/" + chart : chart)
                .install()
                .createNamespace()
                .withName(wanted.getProperty("name"))
                .withNamespace(wanted.getProperty("namespace"))
                .withKubeConfig(request.kubeconfig())
                .withTimeout(Integer.parseInt(wanted.getProperty("seconds")));
        if (wanted.containsKey("version")) {
            command.withVersion(wanted.getProperty("version"));
        }
        if (LOOPBACK.matcher(chart).matches()) {
            command.plainHttp();
        }
        HelmRequest.values(wanted).forEach(command::withValuesFile);
        HelmRequest.set(wanted).forEach(command::set);
        return Boolean.parseBoolean(wanted.getProperty("waiting")) ? command.waitReady() : command;
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
