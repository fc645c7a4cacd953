package sluice.sniffer;

import java.io.IOException;

/**
 * Packets and octets for each interval, nothing kept of the packets: statistics mode. Intervals
 * begin with the first packet, or with the first idle moment of the source. A run of empty ones is
 * told as one, however long it is.
 */
public final class IntervalSink implements PacketSink {
    /** Told of each interval that is over, in order. */
    public interface Listener {
        /**
         * One interval, or several without a packet.
         *
         * @param beginNanos its begin, after the first packet
         * @param intervals how many this stands for: 1 where there are packets
         * @param packets in it
         * @param octets on the wire, of these
         */
        void interval(long beginNanos, long intervals, long packets, long octets);
    }

    private final long intervalNanos;
    private final Listener listener;
    private long firstNanos;
    private long current = -1;
    private long packets;
    private long octets;

    /** Tells {@code listener} every {@code intervalNanos}, by the packets' times. */
    public IntervalSink(long intervalNanos, Listener listener) {
        if (intervalNanos < 1) throw new IllegalArgumentException("interval " + intervalNanos);
        this.intervalNanos = intervalNanos;
        this.listener = listener;
    }

    @Override
    public void packet(SniffedPacket packet, int kept) {
        reach(packet.epochNanos());
        packets++;
        octets += packet.wire;
    }

    @Override
    public void idle(long epochNanos) {
        reach(epochNanos);
    }

    /** Tells what is over by then. */
    private void reach(long time) {
        if (current < 0) {
            firstNanos = time;
            current = 0;
        }
        // A packet out of order counts in the interval that is open.
        long interval = Math.max(current, Math.max(0, time - firstNanos) / intervalNanos);
        if (interval > current) {
            tell();
            long empty = interval - current - 1;
            if (empty > 0) listener.interval((current + 1) * intervalNanos, empty, 0, 0);
            current = interval;
        }
    }

    private void tell() {
        listener.interval(current * intervalNanos, 1, packets, octets);
        packets = 0;
        octets = 0;
    }

    @Override
    public void close() throws IOException {
        if (current >= 0) tell();
    }
}
