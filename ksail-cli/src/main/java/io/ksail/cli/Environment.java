package io.ksail.cli;

import io.ksail.internal.Home;
import io.ksail.internal.KubeconfigPath;
import io.ksail.internal.UserPath;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a process was started with, besides its arguments.
 *
 * @param environment gives the value of a variable, null when it is not set
 * @param directory what relative paths are relative to
 * @param home what {@code ~} stands for
 */
record Environment(UnaryOperator<@Nullable String> environment, Path directory, Path home) {

    static Environment ofProcess() {
        return new Environment(System::getenv, Path.of(""), Home.directory());
    }

    /** A variable's value; one that is set to nothing counts as not set. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.apply(name)).filter(value -> !value.isEmpty());
    }

    /**
     * A path as it was typed: {@code --kubeconfig=~/file} is not expanded by every shell.
     *
     * @throws io.ksail.spec.InvalidSpecException if it is none
     */
    Path path(String typed) {
        if (typed.equals("~") || typed.startsWith("~/")) {
            return home.resolve(UserPath.of(typed.substring(Math.min(2, typed.length()))));
        }
        return directory.resolve(UserPath.of(typed));
    }

    /**
     * The path of a kubeconfig file, as it was typed.
     *
     * @throws io.ksail.spec.InvalidSpecException if it is no path, such as a kubeconfig itself
     */
    Path kubeconfig(String option, String typed) {
        return path(KubeconfigPath.checked("option " + option, typed));
    }

    Path usersKubeconfig() {
        return home.resolve(".kube").resolve("config");
    }
}
