package sluice.service.http;

import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** What a connection receives, as a channel; reads 0 where there is nothing now. */
final class Inflow implements ReadableByteChannel {
    /** {@link sluice.edge.TcpSocket#receive}, with or without counting. */
    @FunctionalInterface
    interface Receiver {
        int receive(byte[] to, int offset, int lengthOctets);
    }

    private final Receiver receiver;

    Inflow(Receiver receiver) {
        this.receiver = receiver;
    }

    @Override
    public int read(ByteBuffer into) {
        int came =
                receiver.receive(
                        into.array(), into.arrayOffset() + into.position(), into.remaining());
        if (came > 0) into.position(into.position() + came);
        return came;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
