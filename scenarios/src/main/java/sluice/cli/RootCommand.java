package sluice.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.zip.ZipFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/** The program itself: the options of every command, and the list of commands. */
@Command(
        name = "sluice",
        header = "Packet interception on emulated Windows and Linux network stacks.",
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        subcommands = {
            ReplayCommand.class,
            DecodeCommand.class,
            CaptureCommand.class,
            ConvertCommand.class,
            FilterCommand.class,
            RunCommand.class,
            MatrixCommand.class,
            LossTestCommand.class,
            AttachCommand.class,
            ListCommand.class,
            ValidateCommand.class,
            ExplainCommand.class,
            ConformanceCommand.class,
            FirewallCommand.class,
            CompletionCommand.class
        },
        footer = {
            "",
            "Exit codes: 0 done and as asked; 1 the answer is no; 2 wrong usage or unreadable"
                    + " input;",
            "3 a driver or hook broke its contract; 70 a bug of ours, with a report."
        })
final class RootCommand {
    @Option(
            names = "--format",
            paramLabel = "text|json",
            scope = ScopeType.INHERIT,
            converter = FormatConverter.class,
            completionCandidates = FormatWords.class,
            description = "How the result is written (default: text).")
    private GlobalOptions.Format format = GlobalOptions.DEFAULT.format();

    @Option(
            names = "--color",
            paramLabel = "auto|always|never",
            scope = ScopeType.INHERIT,
            converter = ColorConverter.class,
            completionCandidates = ColorWords.class,
            description = "Colour; auto: on a terminal only (default: auto).")
    private GlobalOptions.ColorChoice color = GlobalOptions.DEFAULT.color();

    @Option(
            names = "--log",
            paramLabel = "LEVEL",
            scope = ScopeType.INHERIT,
            converter = LogConverter.class,
            completionCandidates = LogWords.class,
            description =
                    "Diagnostics on the error stream: off, error, warn, info, debug, trace"
                            + " (default: warn).")
    private GlobalOptions.LogLevel log = GlobalOptions.DEFAULT.log();

    @Option(
            names = "--classpath",
            paramLabel = "JARS",
            scope = ScopeType.INHERIT,
            converter = PathsConverter.class,
            description =
                    "Jars and folders with your own drivers and hooks, parted as on a Java class"
                            + " path.")
    private PathList classpath = new PathList(List.of());

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli asks its own model
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            description = "Show the version.")
    private boolean version;

    boolean version() {
        return version;
    }

    GlobalOptions options() {
        return new GlobalOptions(format, color, log, classpath.paths());
    }

    /** Several paths in one argument. */
    record PathList(List<Path> paths) {}

    private static <E extends Enum<E>> E choice(String word, Class<E> type) {
        var words = new StringJoiner(", ");
        for (E constant : type.getEnumConstants()) {
            if (GlobalOptions.word(constant).equals(word)) {
                return constant;
            }
            words.add(GlobalOptions.word(constant));
        }
        throw new TypeConversionException("expected one of " + words + " but was \"" + word + "\"");
    }

    private static <E extends Enum<E>> List<String> words(Class<E> type) {
        var words = new ArrayList<String>();
        for (E constant : type.getEnumConstants()) {
            words.add(GlobalOptions.word(constant));
        }
        return words;
    }

    static final class FormatConverter implements ITypeConverter<GlobalOptions.Format> {
        @Override
        public GlobalOptions.Format convert(String word) {
            return choice(word, GlobalOptions.Format.class);
        }
    }

    static final class ColorConverter implements ITypeConverter<GlobalOptions.ColorChoice> {
        @Override
        public GlobalOptions.ColorChoice convert(String word) {
            return choice(word, GlobalOptions.ColorChoice.class);
        }
    }

    static final class LogConverter implements ITypeConverter<GlobalOptions.LogLevel> {
        @Override
        public GlobalOptions.LogLevel convert(String word) {
            return choice(word, GlobalOptions.LogLevel.class);
        }
    }

    static final class PathsConverter implements ITypeConverter<PathList> {
        @Override
        public PathList convert(String argument) {
            var paths = new ArrayList<Path>();
            for (String part : argument.split(File.pathSeparator, -1)) {
                try {
                    paths.add(jarOrFolder(Path.of(part)));
                } catch (InvalidPathException e) {
                    throw new TypeConversionException(e.getMessage());
                }
            }
            return new PathList(List.copyOf(paths));
        }

        /** What is not there is said when a class is looked for and not found. */
        private static Path jarOrFolder(Path path) {
            if (!Files.exists(path) || Files.isDirectory(path)) {
                return path;
            }
            try (var _ = new ZipFile(path.toFile())) {
                return path;
            } catch (IOException e) {
                throw new TypeConversionException(
                        "expected jars and folders, but " + path + " is no jar");
            }
        }
    }

    static final class FormatWords extends WordList {
        private static final long serialVersionUID = 1;

        FormatWords() {
            super(words(GlobalOptions.Format.class));
        }
    }

    static final class ColorWords extends WordList {
        private static final long serialVersionUID = 1;

        ColorWords() {
            super(words(GlobalOptions.ColorChoice.class));
        }
    }

    static final class LogWords extends WordList {
        private static final long serialVersionUID = 1;

        LogWords() {
            super(words(GlobalOptions.LogLevel.class));
        }
    }

    /** Words for completion. */
    abstract static class WordList extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        WordList(List<String> words) {
            super(words);
        }
    }
}
