package sluice.cli;

import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import sluice.report.Figures;
import sluice.sniffer.PacketSink;
import sluice.sniffer.SniffedPacket;
import sluice.sniffer.SourceCounts;

/**
 * One line on a terminal that says how a live capture does, while what it captures goes elsewhere;
 * written over itself every second. One thread.
 */
final class CountLine implements PacketSink {
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int PACKETS_BETWEEN_LOOKS = 256;
    private static final String LINE_START_AND_CLEAR = "\r\u001b[K";

    private final PrintStream terminal;
    private final Supplier<Optional<SourceCounts>> below;
    private final LongSupplier wallNanos;
    private final long beginNanos;
    private long drawnNanos;
    private long packetsDrawn;
    private long packets;
    private boolean drawn;

    /**
     * A line on {@code terminal}.
     *
     * @param below what the engine counted
     * @param wallNanos a clock of this machine
     */
    CountLine(
            PrintStream terminal, Supplier<Optional<SourceCounts>> below, LongSupplier wallNanos) {
        this.terminal = terminal;
        this.below = below;
        this.wallNanos = wallNanos;
        this.beginNanos = wallNanos.getAsLong();
        this.drawnNanos = beginNanos;
    }

    @Override
    public void packet(SniffedPacket packet, int kept) {
        if (++packets % PACKETS_BETWEEN_LOOKS == 0) drawIfDue();
    }

    @Override
    public void idle(long epochNanos) {
        drawIfDue();
    }

    private void drawIfDue() {
        long now = wallNanos.getAsLong();
        long span = now - drawnNanos;
        if (span < EVERY_NANOS) return;
        long perSecond = Math.round((packets - packetsDrawn) * 1e9 / span);
        var line = new StringBuilder(LINE_START_AND_CLEAR);
        line.append((now - beginNanos) / EVERY_NANOS).append(" s  ");
        line.append(Figures.counted(packets, "packet"));
        line.append(" (").append(Figures.grouped(perSecond)).append("/s)");
        below.get()
                .ifPresent(counts ->
                        line.append("  dropped ")
                                .append(
                                        Figures.grouped(
                                                counts.dropped() + counts.interfaceDropped())));
        terminal.print(line);
        terminal.flush();
        drawn = true;
        drawnNanos = now;
        packetsDrawn = packets;
    }

    /** Takes the line off the terminal. */
    @Override
    public void close() {
        if (drawn) terminal.print(LINE_START_AND_CLEAR);
        terminal.flush();
    }
}
