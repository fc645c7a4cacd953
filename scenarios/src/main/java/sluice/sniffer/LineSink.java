package sluice.sniffer;

import java.io.IOException;
import java.io.PrintStream;
import sluice.packet.decode.SummaryLine;

/** A line of text for each packet, gathered into larger writes. */
public final class LineSink implements PacketSink {
    private static final int CHUNK_OCTETS = 1 << 15;

    private final PrintStream out;
    private final Runnable requireReader;
    private final boolean atOnce;
    private final SummaryLine line;
    private final byte[] chunk = new byte[CHUNK_OCTETS];
    private int used;
    private long firstNanos;

    /** Plain lines to {@code out}; the rest as below. */
    public LineSink(PrintStream out, boolean atOnce, Runnable requireReader) {
        this(out, new SummaryLine(), atOnce, requireReader);
    }

    /**
     * Lines to {@code out}.
     *
     * @param line makes them
     * @param atOnce true: each line is written as it comes, for a live source
     * @param requireReader called after each write; ends the command if nobody reads any more
     */
    public LineSink(PrintStream out, SummaryLine line, boolean atOnce, Runnable requireReader) {
        this.out = out;
        this.line = line;
        this.atOnce = atOnce;
        this.requireReader = requireReader;
    }

    @Override
    public void packet(SniffedPacket packet, int kept) {
        long nanos = packet.epochNanos();
        if (packet.number == 1) firstNanos = nanos;
        int length =
                line.format(
                        packet.number,
                        nanos - firstNanos,
                        packet.linkType.number(),
                        packet.octets,
                        packet.offset,
                        kept,
                        packet.wireLength());
        if (used + length + 1 > CHUNK_OCTETS) flush();
        if (length + 1 > CHUNK_OCTETS) {
            out.write(line.octets(), 0, length);
            out.write('\n');
            return;
        }
        System.arraycopy(line.octets(), 0, chunk, used, length);
        used += length;
        chunk[used++] = '\n';
        if (atOnce) flush();
    }

    @Override
    public void idle(long epochNanos) {
        if (used == 0) return;
        flush();
        out.flush();
    }

    private void flush() {
        out.write(chunk, 0, used);
        used = 0;
        if (atOnce) out.flush();
        requireReader.run();
    }

    @Override
    public void close() throws IOException {
        if (used > 0) flush();
        out.flush();
    }
}
