package sluice.sniffer;

import java.util.ArrayList;
import java.util.List;
import sluice.packet.decode.SummaryLine;

/**
 * The newest packets, in a bounded number of lines that lie in buffers used again and again: the
 * display of a capture that may run for ever. A packet's line is made when it is shown, so packets
 * that are pushed out before cost a copy only.
 */
public final class NewestSink implements PacketSink {
    private static final int OCTETS_KEPT = 512;

    /** What is kept of one packet. */
    private static final class Kept {
        final byte[] octets = new byte[OCTETS_KEPT];
        long number;
        long nanos;
        int linkType;
        int captured;
        int wire;
    }

    private final Kept[] ring;
    private final SummaryLine line;
    private long count;
    private long firstNanos;

    /**
     * Keeps {@code lines} packets.
     *
     * @param linkLevel whether a line begins with the frame's own addresses
     */
    public NewestSink(int lines, boolean linkLevel) {
        line = new SummaryLine(linkLevel);
        ring = new Kept[lines];
        for (int i = 0; i < lines; i++) ring[i] = new Kept();
    }

    @Override
    public void packet(SniffedPacket packet, int kept) {
        Kept entry = ring[(int) (count++ % ring.length)];
        entry.number = packet.number;
        entry.nanos = packet.epochNanos();
        if (count == 1) firstNanos = entry.nanos;
        entry.linkType = packet.linkType.number();
        entry.captured = Math.min(kept, OCTETS_KEPT);
        entry.wire = packet.wireLength();
        System.arraycopy(packet.octets, packet.offset, entry.octets, 0, entry.captured);
    }

    /** The lines, oldest first. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (long i = Math.max(0, count - ring.length); i < count; i++) {
            Kept entry = ring[(int) (i % ring.length)];
            int length =
                    line.format(
                            entry.number,
                            entry.nanos - firstNanos,
                            entry.linkType,
                            entry.octets,
                            0,
                            entry.captured,
                            entry.wire);
            lines.add(
                    new String(
                            line.octets(), 0, length, java.nio.charset.StandardCharsets.US_ASCII));
        }
        return lines;
    }

    @Override
    public void close() {
        // what is shown last is asked for by whoever shows it
    }
}
