package sluice.report;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/**
 * How far a long read has come, drawn on a terminal; nothing elsewhere, for small files, or where
 * the size is not known. The bar appears with the first report and goes when closed. Reports come
 * from one thread.
 */
public final class Progress implements AutoCloseable {
    /** Files below this are read before a bar could be seen. */
    public static final long SIZE_OCTETS_MIN = 4L << 20;

    private static final int WIDTH = 79;
    private final String task;
    private final PrintStream terminal;
    private final boolean shown;
    private @Nullable ProgressBar bar;

    /**
     * A bar to come.
     *
     * @param shown whether the stream is a terminal
     */
    public Progress(String task, PrintStream terminal, boolean shown) {
        this.task = task;
        this.terminal = terminal;
        this.shown = shown;
    }

    /** So much is done of so much; a negative size is an unknown one. */
    public void report(long doneOctets, long sizeOctets) {
        if (!shown || sizeOctets < SIZE_OCTETS_MIN) {
            return;
        }
        if (bar == null) {
            bar =
                    new ProgressBarBuilder()
                            .setTaskName(task)
                            .setInitialMax(sizeOctets)
                            .setUnit(" MB", 1_000_000)
                            .setConsumer(new ConsoleProgressBarConsumer(terminal, WIDTH))
                            .clearDisplayOnFinish()
                            .build();
        }
        bar.stepTo(doneOctets);
    }

    /** So many of so many things are done; {@code name} comes next. */
    public void count(int done, int total, String name) {
        if (!shown) {
            return;
        }
        if (bar == null) {
            bar =
                    new ProgressBarBuilder()
                            .setTaskName(task)
                            .setInitialMax(total)
                            .setConsumer(new ConsoleProgressBarConsumer(terminal, WIDTH))
                            .clearDisplayOnFinish()
                            .build();
        }
        bar.stepTo(done);
        bar.setExtraMessage(name);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
