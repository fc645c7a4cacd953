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
     * The capture is over.
     *
     * @throws IOException if what is left cannot be written
     */
    @Override
    void close() throws IOException;
}
