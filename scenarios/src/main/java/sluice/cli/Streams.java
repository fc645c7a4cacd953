package sluice.cli;

import java.io.InputStream;
import java.io.PrintStream;

/**
 * The three standard streams, and which of the two outputs are terminals (the launcher knows, Java
 * would have to load much to find out).
 */
record Streams(
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean outIsTerminal,
        boolean errIsTerminal) {
    /** Streams that are no terminals. */
    static Streams plain(InputStream in, PrintStream out, PrintStream err) {
        return new Streams(in, out, err, false, false);
    }
}
