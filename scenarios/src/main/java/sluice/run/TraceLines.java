package sluice.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import sluice.trace.Step;
import sluice.trace.StepText;
import sluice.trace.TraceSink;

/**
 * Writes {@code trace.jsonl}: one step per line, as it happened. The same run always writes the
 * same octets.
 */
public final class TraceLines implements TraceSink, AutoCloseable {
    private final Writer out;
    private final StringBuilder line = new StringBuilder(512);

    /** Writes to {@code out}, which is closed with this. */
    public TraceLines(Writer out) {
        this.out = out;
    }

    @Override
    public void accept(Step step) {
        line.setLength(0);
        StepText.appendJson(line, step);
        line.append('\n');
        try {
            out.append(line);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
