package io.ksail.cli;

import io.ksail.KsailException;
import io.ksail.internal.NearestName;
import io.ksail.internal.Redaction;
import io.ksail.spec.InvalidSpecException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Command lines that make no sense, in the three parts that every error has. */
final class Usage {

    private Usage() {}

    static InvalidSpecException wrong(String option, String seen, String remedy) {
        return new InvalidSpecException("The option %s can't be used".formatted(option), seen, remedy);
    }

    /** No option means anything by an empty value, which is mostly that of a variable of the shell that is not set. */
    static void requireValues(ParseResult parsed) {
        parsed.matchedArgs().stream()
                .filter(arg -> arg.arity().max() > 0)
                .filter(arg -> arg.originalStringValues().stream().anyMatch(String::isBlank))
                .findFirst()
                .ifPresent(arg -> {
                    throw new ParameterException(parsed.commandSpec().commandLine(), "an empty value", arg, "");
                });
    }

    /** What the parser does not take. */
    static KsailException wrong(ParameterException e) {
        CommandSpec command = e.getCommandLine().getCommandSpec();
        String help = "see: %s --help".formatted(command.qualifiedName());
        if (e.getArgSpec() != null && e.getValue() != null) {
            return unusable(e.getArgSpec(), e.getValue(), e.getCause(), help);
        }
        if (e instanceof UnmatchedArgumentException unmatched) {
            return unknown(unmatched.getUnmatched().get(0), unmatched.isUnknownOption(), command, help);
        }
        if (e instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            ArgSpec arg = missing.getMissing().get(0);
            return wrong(name(arg), "its value is missing", "give it: %s %s".formatted(name(arg), arg.paramLabel()));
        }
        if (e instanceof OverwrittenOptionException twice) {
            return wrong(name(twice.getOverwritten()), "it is given more than once", "give it once");
        }
        return new InvalidSpecException(
                "The command line can't be used", e.getMessage().replaceFirst("^Error: ", ""), help);
    }

    private static KsailException unusable(ArgSpec arg, String value, @Nullable Throwable cause, String help) {
        if (value.isBlank()) {
            return wrong(name(arg), "its value is empty", "give it one, or leave it out");
        }
        if (cause instanceof KsailException known) {
            return known;
        }
        boolean number = arg.type() == Integer.class;
        return new InvalidSpecException(
                "The %s '%s' can't be used".formatted("option " + name(arg), Redaction.quoted(value)),
                number ? "it is not a whole number, or too large" : "it takes no such value",
                number ? "write it in digits, such as 2" : help);
    }

    private static KsailException unknown(String argument, boolean option, CommandSpec command, String help) {
        String given = option ? argument.replaceFirst("=.*", "") : argument;
        String shown = Redaction.quoted(given);
        if (option) {
            List<String> names =
                    command.options().stream().map(OptionSpec::longestName).toList();
            return wrong(shown, command.qualifiedName() + " has no such option", meant(names, given) + help);
        }
        if (!command.subcommands().isEmpty()) {
            return new InvalidSpecException(
                    "The command %s can't be used".formatted(shown),
                    command.qualifiedName() + " has no such command",
                    below(command, given)
                                    .map("did you mean '%s'?\n"::formatted)
                                    .orElseGet(() -> meant(command.subcommands().keySet(), given))
                            + help);
        }
        return new InvalidSpecException(
                "The argument %s can't be used".formatted(shown),
                "%s takes no%s"
                        .formatted(
                                command.qualifiedName(),
                                command.positionalParameters().isEmpty() ? " argument" : " more arguments"),
                (command.optionsMap().containsKey("--name") ? "a name is given by --name\n" : "") + help);
    }

    /** A command of the right name, one level further down. */
    private static Optional<String> below(CommandSpec command, String given) {
        return command.subcommands().values().stream()
                .filter(sub -> sub.getSubcommands().containsKey(given))
                .map(sub -> sub.getSubcommands().get(given))
                .map(found -> found.getCommandSpec().qualifiedName())
                .findFirst();
    }

    /** Of other tools people know options by their last words: {@code --context} is {@code --host-context} here. */
    private static String meant(Collection<String> names, String given) {
        return names.stream()
                .filter(name -> given.startsWith("--") && name.endsWith(given.substring(1)))
                .findFirst()
                .or(() -> NearestName.among(names, given))
                .map("did you mean '%s'?\n"::formatted)
                .orElse("");
    }

    private static String name(ArgSpec arg) {
        return arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
    }
}
