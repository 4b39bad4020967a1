package io.ksail.testcontainers;

import io.ksail.KsailException;
import io.ksail.image.HostImages;
import io.ksail.image.ImageSource;
import io.ksail.internal.Causes;
import io.ksail.internal.image.Containerd;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.MountableFile;

/** Puts images onto the one node of an embedded host. */
record EmbeddedImages(K3sContainer host) implements HostImages {

    private static final String PLACE = "/tmp/ksail-images.tar";

    /** One at a time: they all take the same place in the container. */
    @Override
    public synchronized int load(ImageSource images) {
        try {
            String listing = ctr(images, List.of("ls")).getStdout();
            if (Containerd.Images.parse(listing).hasAllOf(images)) {
                return 0;
            }
            send(images);
            return 1;
        } catch (IOException e) {
            throw failure(images, Causes.message(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(images, "the thread was interrupted", e);
        }
    }

    private void send(ImageSource images) throws IOException, InterruptedException {
        Path file = Files.createTempFile("ksail-images-", ".tar");
        try (InputStream tar = images.open()) {
            Files.copy(tar, file, StandardCopyOption.REPLACE_EXISTING);
            host.copyFileToContainer(MountableFile.forHostPath(file), PLACE);
            List<String> arguments = new ArrayList<>(List.of("import"));
            images.nameToGive().ifPresent(name -> arguments.add("--index-name=" + name));
            arguments.add(PLACE);
            ctr(images, arguments);
        } finally {
            host.execInContainer("rm", "-f", PLACE);
            Files.deleteIfExists(file);
        }
    }

    private ExecResult ctr(ImageSource images, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ctr", "--namespace=k8s.io", "images"));
        command.addAll(arguments);
        ExecResult result = host.execInContainer(command.toArray(String[]::new));
        if (result.getExitCode() != 0) {
            throw failure(images, result.getStderr().strip(), null);
        }
        return result;
    }

    private static KsailException failure(
            ImageSource images, String seen, @org.jspecify.annotations.Nullable Throwable cause) {
        return new KsailException(
                "The images of %s can't be loaded into the embedded host".formatted(images.name()),
                seen,
                "give an OCI or Docker archive, as docker save writes",
                cause);
    }
}
