package io.ksail.testcontainers.internal;

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
import org.jspecify.annotations.Nullable;

/** Puts images onto the one node of an embedded host. */
record EmbeddedImages(HostContainer host) implements HostImages {

    private static final String DIRECTORY = "/tmp/";

    @Override
    public int load(ImageSource images) {
        try {
            String listing = ctr(images, List.of("ls")).out();
            if (Containerd.Images.parse(listing).hasAllOf(images)) {
                return 0;
            }
            send(images);
            return 1;
        } catch (KsailException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw failure(images, Causes.message(e), e);
        }
    }

    private void send(ImageSource images) throws IOException {
        Path file = Files.createTempFile("ksail-images-", ".tar");
        try (InputStream tar = images.open()) {
            Files.copy(tar, file, StandardCopyOption.REPLACE_EXISTING);
            host.copy(file, DIRECTORY);
            List<String> arguments = new ArrayList<>(List.of("import"));
            images.nameToGive().ifPresent(name -> arguments.add("--index-name=" + name));
            arguments.add(DIRECTORY + file.getFileName());
            ctr(images, arguments);
        } finally {
            host.exec("rm", "-f", DIRECTORY + file.getFileName());
            Files.deleteIfExists(file);
        }
    }

    private HostContainer.Output ctr(ImageSource images, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("ctr", "--namespace=k8s.io", "images"));
        command.addAll(arguments);
        HostContainer.Output result = host.exec(command.toArray(String[]::new));
        if (result.exitCode() != 0) {
            throw failure(images, result.err().strip(), null);
        }
        return result;
    }

    private static KsailException failure(ImageSource images, String seen, @Nullable Throwable cause) {
        return new KsailException(
                "The images of %s can't be loaded into the embedded host".formatted(images.name()),
                seen,
                "give an OCI or Docker archive, as docker save writes",
                cause);
    }
}
