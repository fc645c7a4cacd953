package sluice.cli;

import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import sluice.report.Figures;
import sluice.sniffer.NewestSink;
import sluice.sniffer.PacketSink;
import sluice.sniffer.SniffedPacket;

/**
 * The newest packets on a terminal, drawn over themselves a few times a second, with the totals,
 * the time of the first packet and the duration below. It takes as many lines as it was told to,
 * however long the capture runs. One thread.
 */
final class NewestScreen implements PacketSink {
    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int PACKETS_BETWEEN_LOOKS = 64;
    private static final String TO_LINE_START = "\r";
    private static final String CLEAR_BELOW = "\u001b[J";
    // A line that is longer than the terminal is wide would take two, and break the count.
    private static final String CUT_LINES = "\u001b[?7l";
    private static final String WRAP_LINES = "\u001b[?7h";

    private final PrintStream out;
    private final NewestSink newest;
    private final LongSupplier wallNanos;
    private long packets;
    private long octets;
    private long firstNanos;
    private long lastNanos;
    private long drawnNanos;
    private int drawnLines;
    private boolean stale = true;

    /**
     * A screen that is drawn to {@code out}.
     *
     * @param newest what it shows
     * @param wallNanos a clock of this machine, for how often it is drawn
     */
    NewestScreen(PrintStream out, NewestSink newest, LongSupplier wallNanos) {
        this.out = out;
        this.newest = newest;
        this.wallNanos = wallNanos;
        this.drawnNanos = wallNanos.getAsLong() - EVERY_NANOS;
    }

    @Override
    public void packet(SniffedPacket packet, int kept) {
        newest.packet(packet, kept);
        lastNanos = packet.epochNanos();
        if (packets++ == 0) firstNanos = lastNanos;
        octets += kept;
        stale = true;
        if (packets % PACKETS_BETWEEN_LOOKS == 0) drawIfDue();
    }

    @Override
    public void idle(long epochNanos) {
        drawIfDue();
    }

    private void drawIfDue() {
        if (stale && wallNanos.getAsLong() - drawnNanos >= EVERY_NANOS) draw();
    }

    private void draw() {
        List<String> lines = newest.lines();
        var text = new StringBuilder(CUT_LINES).append(TO_LINE_START);
        if (drawnLines > 0) text.append("\u001b[").append(drawnLines).append('A');
        text.append(CLEAR_BELOW);
        lines.forEach(line -> text.append(line).append('\n'));
        text.append(totals()).append('\n').append(WRAP_LINES);
        out.print(text);
        out.flush();
        drawnLines = lines.size() + 1;
        drawnNanos = wallNanos.getAsLong();
        stale = false;
    }

    private String totals() {
        if (packets == 0) return "no packet yet";
        return "%s, %s octets, since %s, %s"
                .formatted(
                        Figures.counted(packets, "packet"),
                        Figures.grouped(octets),
                        begin(firstNanos),
                        String.format(Locale.ROOT, "%.6f s", (lastNanos - firstNanos) / 1e9));
    }

    /** A time of day, or of a run that has none. */
    static String begin(long epochNanos) {
        boolean virtual = epochNanos >= 0 && epochNanos < TimeUnit.DAYS.toNanos(365);
        return virtual
                ? String.format(Locale.ROOT, "%.6f s", epochNanos / 1e9)
                : Instant.ofEpochSecond(
                                Math.floorDiv(epochNanos, 1_000_000_000L),
                                Math.floorMod(epochNanos, 1_000_000_000L))
                        .toString();
    }

    @Override
    public void close() {
        draw();
    }
}
