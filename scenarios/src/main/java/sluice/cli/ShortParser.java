package sluice.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the plain form of the frequent short commands without picocli. It accepts or abstains:
 * whatever is unusual (help, an unknown option, a value that is wrong, an option given twice) is
 * left to {@link FullParser}, so that errors have one source.
 */
final class ShortParser {
    private static final int NUMBER_DIGITS_MAX = 18;

    private GlobalOptions.@Nullable Format format;
    private GlobalOptions.@Nullable ColorChoice color;
    private @Nullable Path capture;
    private long packet;

    private ShortParser() {}

    /** The invocation, or empty if the full parser must look. */
    static Optional<Invocation> parse(String[] args) {
        if (args.length == 1 && args[0].equals("--version")) {
            return Optional.of(new Invocation(GlobalOptions.DEFAULT, new Version.Ask()));
        }
        if (args.length >= 2 && args[0].equals("decode")) {
            return new ShortParser().decode(args);
        }
        return Optional.empty();
    }

    private Optional<Invocation> decode(String[] args) {
        for (int i = 1; i < args.length; i++) {
            String word = args[i];
            int equals = word.indexOf('=');
            boolean understood;
            if (!word.startsWith("-")) {
                understood = capture(word);
            } else if (equals >= 0) {
                understood = option(word.substring(0, equals), word.substring(equals + 1));
            } else {
                i++;
                understood = i < args.length && option(word, args[i]);
            }
            if (!understood) {
                return Optional.empty();
            }
        }
        if (capture == null) {
            return Optional.empty();
        }
        var options =
                new GlobalOptions(
                        format == null ? GlobalOptions.DEFAULT.format() : format,
                        color == null ? GlobalOptions.DEFAULT.color() : color,
                        GlobalOptions.DEFAULT.log(),
                        List.of());
        return Optional.of(new Invocation(options, new DecodeRequest(capture, packet)));
    }

    private boolean capture(String word) {
        if (capture != null || word.isEmpty()) {
            return false;
        }
        try {
            capture = Path.of(word);
            return true;
        } catch (InvalidPathException _) {
            return false;
        }
    }

    private boolean option(String name, String value) {
        return switch (name) {
            case "--packet" -> packet == 0 && packet(value);
            case "--format" -> format == null && format(value);
            case "--color" -> color == null && color(value);
            default -> false;
        };
    }

    private boolean packet(String value) {
        if (value.isEmpty() || value.length() > NUMBER_DIGITS_MAX) {
            return false;
        }
        long number = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
            number = number * 10 + c - '0';
        }
        packet = number;
        return number > 0;
    }

    private boolean format(String value) {
        switch (value) {
            case "text" -> format = GlobalOptions.Format.TEXT;
            case "json" -> format = GlobalOptions.Format.JSON;
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean color(String value) {
        switch (value) {
            case "auto" -> color = GlobalOptions.ColorChoice.AUTO;
            case "always" -> color = GlobalOptions.ColorChoice.ALWAYS;
            case "never" -> color = GlobalOptions.ColorChoice.NEVER;
            default -> {
                return false;
            }
        }
        return true;
    }
}
