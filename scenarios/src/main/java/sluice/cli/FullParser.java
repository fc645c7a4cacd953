package sluice.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;
import sluice.report.Suggestions;

/**
 * Reads any command line by the picocli model, and answers by itself what asks for help or is
 * wrong.
 */
final class FullParser {
    /** What came of a command line. */
    sealed interface Parsed {}

    /** It was understood. */
    record Asked(Invocation invocation) implements Parsed {}

    /** It was answered here: help, or what is wrong with it. */
    record Answered(ExitCode code) implements Parsed {}

    private FullParser() {}

    /** The model of all commands. */
    static CommandLine model() {
        return new CommandLine(new RootCommand())
                .setExpandAtFiles(false)
                .setUsageHelpAutoWidth(false)
                .setAbbreviatedOptionsAllowed(false);
    }

    static Parsed parse(String[] args, Streams streams) {
        CommandLine model = model();
        try {
            ParseResult result = model.parseArgs(args);
            List<CommandLine> path = result.asCommandLineList();
            for (CommandLine command : path) {
                if (command.isUsageHelpRequested()) {
                    usage(command, streams);
                    return new Answered(ExitCode.DONE);
                }
            }
            RootCommand root = model.getCommand();
            CommandLine last = path.getLast();
            if (root.version()) {
                return new Asked(new Invocation(root.options(), new Version.Ask()));
            }
            if (last.getCommand() instanceof Asking asking) {
                return new Asked(new Invocation(root.options(), asking.request()));
            }
            String commands = String.join(", ", last.getSubcommands().keySet());
            return wrong(last, "a command is missing: one of " + commands, streams);
        } catch (ParameterException e) {
            return wrong(e.getCommandLine(), message(e), streams);
        }
    }

    private static void usage(CommandLine command, Streams streams) {
        Ansi ansi = streams.outIsTerminal() ? Ansi.ON : Ansi.OFF;
        var writer = new PrintWriter(streams.out(), false, StandardCharsets.UTF_8);
        command.usage(writer, ansi);
        writer.flush();
    }

    private static Parsed wrong(CommandLine command, String message, Streams streams) {
        streams.err()
                .println(
                        "sluice: "
                                + message
                                + " ("
                                + command.getCommandSpec().qualifiedName()
                                + " --help)");
        return new Answered(ExitCode.USAGE);
    }

    private static String message(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            return unmatched(e.getCommandLine(), unmatched.getUnmatched().getFirst());
        }
        if (e instanceof MissingParameterException missing && !missing.getMissing().isEmpty()) {
            ArgSpec first = missing.getMissing().getFirst();
            String name = first instanceof OptionSpec option ? option.longestName() + " " : "";
            return "missing: " + name + first.paramLabel();
        }
        String text = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return text.isEmpty()
                ? "wrong usage"
                : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }

    private static String unmatched(CommandLine command, String argument) {
        CommandSpec spec = command.getCommandSpec();
        if (argument.startsWith("-")) {
            var names = new ArrayList<String>();
            for (OptionSpec option : spec.options()) {
                names.add(option.longestName());
            }
            int end = argument.indexOf('=');
            String name = end < 0 ? argument : argument.substring(0, end);
            return "unknown option \"" + name + "\"" + Suggestions.didYouMean(name, names);
        }
        if (!command.getSubcommands().isEmpty()) {
            return "unknown command \""
                    + argument
                    + "\""
                    + Suggestions.didYouMean(argument, command.getSubcommands().keySet());
        }
        return "unexpected argument \"" + argument + "\"";
    }
}
