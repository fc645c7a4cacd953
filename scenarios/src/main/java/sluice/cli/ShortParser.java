package sluice.cli;

import java.util.Optional;

/**
 * Reads the plain form of the frequent short commands without picocli. It accepts or abstains:
 * whatever is unusual (help, an unknown option, a value that is wrong, an option given twice) is
 * left to {@link FullParser}, so that errors have one source.
 */
final class ShortParser {
    private ShortParser() {}

    /** The invocation, or empty if the full parser must look. */
    static Optional<Invocation> parse(String[] args) {
        if (args.length == 1 && args[0].equals("--version")) {
            return Optional.of(new Invocation(GlobalOptions.DEFAULT, new Version.Ask()));
        }
        return Optional.empty();
    }
}
