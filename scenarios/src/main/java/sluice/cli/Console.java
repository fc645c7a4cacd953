package sluice.cli;

import java.io.File;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import sluice.report.JsonText;
import sluice.report.Palette;

/** The streams of one invocation together with how it wants its answer. For one thread. */
final class Console {
    private final Streams streams;
    private final GlobalOptions options;

    Console(Streams streams, GlobalOptions options) {
        this.streams = streams;
        this.options = options;
    }

    InputStream in() {
        return streams.in();
    }

    PrintStream out() {
        return streams.out();
    }

    PrintStream err() {
        return streams.err();
    }

    boolean json() {
        return options.format() == GlobalOptions.Format.JSON;
    }

    boolean outIsTerminal() {
        return streams.outIsTerminal();
    }

    boolean errIsTerminal() {
        return streams.errIsTerminal();
    }

    /** The user's own jars and folders. */
    List<Path> classpath() {
        return options.classpath();
    }

    /** The option that names them again, with a space before it; empty if there are none. */
    String classpathOption() {
        if (classpath().isEmpty()) {
            return "";
        }
        return classpath().stream()
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator, " --classpath ", ""));
    }

    /** Colours of the output. */
    Palette palette() {
        return switch (options.color()) {
            case AUTO -> new Palette(streams.outIsTerminal() && !json() && !unwanted());
            case ALWAYS -> new Palette(!json());
            case NEVER -> Palette.PLAIN;
        };
    }

    /** The user's wish for all programs, as no-color.org has it: any text but the empty one. */
    private static boolean unwanted() {
        String wish = System.getenv("NO_COLOR");
        return wish != null && !wish.isEmpty();
    }

    /** One JSON text on a line of its own. */
    void print(JsonWork work) {
        var text = new StringBuilder();
        work.writeTo(new JsonText(text));
        streams.out().println(text);
    }

    /** One line on the error stream, with our name before it. */
    void complain(String message) {
        streams.err().println("sluice: " + message);
    }

    /** Several lines on the error stream, our name before the first. */
    void complain(List<String> lines) {
        complain(lines.getFirst());
        lines.subList(1, lines.size()).forEach(streams.err()::println);
    }

    /**
     * Ends the command quietly if whoever reads the output has gone ({@code | head}): to be asked
     * now and then in long output.
     */
    void requireReader() {
        if (streams.out().checkError()) {
            throw new OutputClosed();
        }
    }

    /** What writes one JSON value. */
    interface JsonWork {
        void writeTo(JsonText json);
    }

    /** Nobody reads any more; caught in {@link Main}. */
    static final class OutputClosed extends RuntimeException {
        private static final long serialVersionUID = 1;

        OutputClosed() {
            super("output closed", null, false, false);
        }
    }
}
