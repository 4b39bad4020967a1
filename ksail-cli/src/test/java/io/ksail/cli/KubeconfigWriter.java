package io.ksail.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A process that merges contexts into a file, to be started beside others and to be killed. */
final class KubeconfigWriter {

    private KubeconfigWriter() {}

    /**
     * Merges contexts.
     *
     * @param args the file, how often to merge and remove before the end, and the names of the contexts
     */
    public static void main(String[] args) {
        UserKubeconfig file = new UserKubeconfig(Path.of(args[0]));
        List<String> contexts = Arrays.asList(args).subList(2, args.length);
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            contexts.forEach(context -> file.merge(SampleKubeconfig.named(context), true));
            contexts.forEach(file::remove);
        }
        contexts.forEach(context -> file.merge(SampleKubeconfig.named(context), false));
    }

    static Process start(Path file, int times, List<String> contexts) throws java.io.IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KubeconfigWriter.class.getName(),
                file.toString(),
                Integer.toString(times)));
        command.addAll(contexts);
        return new ProcessBuilder(command)
                .inheritIO()
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
