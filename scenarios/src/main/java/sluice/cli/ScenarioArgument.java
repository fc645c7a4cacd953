package sluice.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import sluice.report.Suggestions;
import sluice.script.Catalogue;
import sluice.script.ScenarioFile;

/** A scenario as named on the command line: a file, or one that comes with Sluice. */
final class ScenarioArgument {
    private ScenarioArgument() {}

    /**
     * Reads it. A file of that name comes first.
     *
     * @throws IOException if there is neither, or the file cannot be read
     */
    static ScenarioFile.Outcome read(String argument) throws IOException {
        Path path = path(argument);
        if (Files.isDirectory(path)) {
            throw new IOException(argument + ": a folder; expected a scenario file");
        }
        if (Files.exists(path)) {
            return ScenarioFile.read(path, Catalogue.SHIPPED);
        }
        Optional<ScenarioFile.Outcome> shipped = ScenarioFile.shipped(argument, Catalogue.SHIPPED);
        if (shipped.isPresent()) {
            return shipped.get();
        }
        boolean isName = argument.indexOf('/') < 0 && !argument.endsWith(".yaml");
        if (isName) {
            throw new IOException(
                    "\""
                            + argument
                            + "\" is neither a file nor a scenario that comes with Sluice ("
                            + String.join(", ", ScenarioFile.SHIPPED)
                            + ")"
                            + Suggestions.didYouMean(argument, ScenarioFile.SHIPPED));
        }
        throw new NoSuchFileException(argument);
    }

    /** From where a scenario's own files are looked up: its folder, or the working folder. */
    static Path folder(String argument) throws IOException {
        Path path = path(argument);
        Path parent = Files.exists(path) ? path.toAbsolutePath().getParent() : null;
        return parent == null ? Path.of("") : parent;
    }

    private static Path path(String argument) throws IOException {
        try {
            return Path.of(argument);
        } catch (InvalidPathException e) {
            throw new IOException("no file can have this name: " + e.getReason(), e);
        }
    }

    /** Says all that is wrong, a line each on the error stream. */
    static void complain(ScenarioFile.Outcome outcome, Console console) {
        outcome.problems().forEach(problem -> console.err().println(problem.line(outcome.file())));
    }
}
