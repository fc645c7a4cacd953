package sluice.run;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import sluice.trace.Step;
import sluice.trace.TraceSink;

/**
 * The files that one run leaves in its folder: trace.jsonl, layers.pcapng; the summary is its
 * owner's to write.
 */
public final class RunFiles implements TraceSink, AutoCloseable {
    private final Path folder;
    private final TraceLines trace;
    private final LayersCapture layers;

    private RunFiles(Path folder, TraceLines trace, LayersCapture layers) {
        this.folder = folder;
        this.trace = trace;
        this.layers = layers;
    }

    /** Makes the folder and opens the files, over what an earlier run left there. */
    public static RunFiles in(Path folder, String title, long epochNanos) throws IOException {
        Files.createDirectories(folder);
        Writer lines =
                Files.newBufferedWriter(folder.resolve("trace.jsonl"), StandardCharsets.UTF_8);
        try {
            var pcapng =
                    new BufferedOutputStream(
                            Files.newOutputStream(folder.resolve("layers.pcapng")), 1 << 16);
            return new RunFiles(
                    folder, new TraceLines(lines), new LayersCapture(pcapng, title, epochNanos));
        } catch (IOException failure) {
            lines.close();
            throw failure;
        }
    }

    /** The folder. */
    public Path folder() {
        return folder;
    }

    @Override
    public void accept(Step step) {
        trace.accept(step);
        layers.accept(step);
    }

    /** Writes {@code summary.json}. */
    public void summary(String json) throws IOException {
        Files.writeString(folder.resolve("summary.json"), json + "\n");
    }

    @Override
    public void close() throws IOException {
        try {
            trace.close();
        } finally {
            layers.close();
        }
    }
}
