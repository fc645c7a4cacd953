package sluice.attach;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import sluice.report.Figures;
import sluice.service.ServiceStats;

/**
 * One line on how an attached host does: on a terminal written over itself every second, elsewhere
 * a line every half a minute. For one thread.
 */
public final class StatusLine implements AutoCloseable {
    private static final long TERMINAL_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long ELSEWHERE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final String LINE_START_AND_CLEAR = "\r\u001b[K";

    private final PrintStream out;
    private final boolean terminal;
    private @Nullable AttachSample before;
    private boolean drawn;

    /** Written to {@code out}; nothing before the first {@link #show}. */
    public StatusLine(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** How long until the next line is due. */
    public long everyNanos() {
        return terminal ? TERMINAL_EVERY_NANOS : ELSEWHERE_EVERY_NANOS;
    }

    /** Shows how things stand. */
    public void show(AttachSample now) {
        String line = text(before, now);
        if (terminal) {
            out.print(LINE_START_AND_CLEAR + line);
            drawn = true;
        } else {
            out.println(line);
        }
        out.flush();
        before = now;
    }

    static String text(@Nullable AttachSample before, AttachSample now) {
        long spanNanos = now.nanos() - (before == null ? 0 : before.nanos());
        long in = now.nic().receivedFrames();
        long out = now.nic().sentFrames();
        var line = new StringBuilder();
        line.append(now.nanos() / 1_000_000_000L).append(" s  in ").append(Figures.grouped(in));
        rate(line, in - (before == null ? 0 : before.nic().receivedFrames()), spanNanos);
        line.append("  out ").append(Figures.grouped(out));
        rate(line, out - (before == null ? 0 : before.nic().sentFrames()), spanNanos);
        for (ServiceStats service : now.services()) {
            line.append("  ").append(service.name()).append(' ');
            if (service.connections() == 0) {
                line.append(Figures.grouped(service.answered()));
            } else {
                long octets = service.receivedOctets() + service.sentOctets();
                line.append(Figures.grouped(service.connections())).append(" (");
                line.append(Figures.grouped(service.openConnections())).append(" open, ");
                line.append(Figures.grouped(octets)).append(" octets)");
            }
        }
        if (now.droppedPackets() > 0) {
            line.append("  dropped ").append(Figures.grouped(now.droppedPackets()));
        }
        return line.toString();
    }

    private static void rate(StringBuilder line, long frames, long nanos) {
        long perSecond = nanos <= 0 ? 0 : Math.round(frames * 1e9 / nanos);
        line.append(" (").append(Figures.grouped(perSecond)).append("/s)");
    }

    /** Takes the line off the terminal. */
    @Override
    public void close() {
        if (drawn) out.print(LINE_START_AND_CLEAR);
        out.flush();
    }
}
