package sluice.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The options that every command takes.
 *
 * @param format text for a person or JSON for a program
 * @param color whether to colour
 * @param log least level of diagnostics on the error stream
 * @param classpath jars and folders with the user's own drivers and hooks
 */
record GlobalOptions(Format format, ColorChoice color, LogLevel log, List<Path> classpath) {
    static final GlobalOptions DEFAULT =
            new GlobalOptions(Format.TEXT, ColorChoice.AUTO, LogLevel.WARN, List.of());

    GlobalOptions {
        classpath = List.copyOf(classpath);
    }

    /** How results are written. */
    enum Format {
        TEXT,
        JSON
    }

    /** Colour: on a terminal only, in any case, in no case. */
    enum ColorChoice {
        AUTO,
        ALWAYS,
        NEVER
    }

    /** Levels of diagnostics, the most urgent first. */
    enum LogLevel {
        OFF,
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /** The word by which a choice is named on the command line. */
    static String word(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }
}
