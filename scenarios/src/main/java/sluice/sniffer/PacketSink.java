package sluice.sniffer;

import java.io.Closeable;
import java.io.IOException;

/** Where packets go that the filter has let through; called by one thread, in order. */
public interface PacketSink extends Closeable {
    /**
     * Takes a packet, of which {@code kept} octets are to be kept; its number is its place among
     * those let through, from 1.
     *
     * @throws IOException if it cannot be written
     */
    void packet(SniffedPacket packet, int kept) throws IOException;

    /**
     * Nothing waits at the source now, and it is so late there: what is held back for larger writes
     * may go. A source that has its packets at hand, as a file, does not call it.
     *
     * @param epochNanos since 1970-01-01 UTC
     * @throws IOException if it cannot be written
     */
    default void idle(long epochNanos) throws IOException {
        // most have nothing to do between packets
    }

    /**
     * The capture is over.
     *
     * @throws IOException if what is left cannot be written
     */
    @Override
    void close() throws IOException;
}
