package io.ksail.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class OwnDirectoryTest {

    @TempDir
    private Path parent;

    private Process other;

    @AfterEach
    void end_the_other_process() throws Exception {
        if (other != null) {
            other.destroyForcibly().waitFor();
        }
    }

    /** Another JVM that makes a directory with a file in it, says so, and stays until it is killed. */
    static final class Maker {
        public static void main(String[] arguments) throws IOException {
            OwnDirectory made = OwnDirectory.create("other");
            Files.writeString(made.file("config"), "token: planted");
            Files.createDirectories(made.path().resolve("deep/down"));
            System.out.println(made.path());
            if (System.in.read() < 0) {
                throw new IOException("nobody keeps this process");
            }
        }
    }

    @Test
    void only_its_owner_sees_what_is_in_it_and_it_goes_with_all_of_that() throws IOException {
        OwnDirectory own = OwnDirectory.create(parent, "own");
        Path file = own.file("config");
        Files.createDirectories(own.path().resolve("deep/down"));
        Files.writeString(own.path().resolve("deep/down/file"), "x");
        assertThat(mode(own.path())).isEqualTo("rwx------");
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(own.path().getFileName().toString()).startsWith("ksail-own-");
        own.close();
        assertThat(parent).isEmptyDirectory();
        own.close();
    }

    @Test
    void those_of_this_process_and_of_others_that_live_stay() throws IOException {
        Path others = others();
        OwnDirectory first = OwnDirectory.create(parent, "first");
        OwnDirectory second = OwnDirectory.create(parent, "second");
        assertThat(List.of(others, first.path(), second.path()))
                .allSatisfy(path -> assertThat(path).isDirectory());
        first.close();
        second.close();
    }

    @Test
    void what_a_killed_process_has_left_is_removed_by_the_next_one() throws Exception {
        Path others = others();
        other.destroyForcibly().waitFor();
        assertThat(others.resolve("config")).exists();
        OwnDirectory.create(parent, "next").close();
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void what_is_not_as_we_make_it_stays() throws Exception {
        Path open = Files.createDirectory(parent.resolve("ksail-open-1"));
        Files.createFile(open.resolve(".owner"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path without = Files.createDirectory(
                parent.resolve("ksail-without-1"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path target = Files.createDirectory(
                parent.resolve("target"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createFile(target.resolve(".owner"));
        Path link = Files.createSymbolicLink(parent.resolve("ksail-link-1"), target);
        OwnDirectory.create(parent, "next").close();
        assertThat(open.resolve(".owner")).exists();
        assertThat(without).exists();
        assertThat(link).exists();
        assertThat(target.resolve(".owner")).exists();
    }

    private Path others() throws IOException {
        other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + parent,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Maker.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader said = other.inputReader();
        return Path.of(said.readLine());
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
