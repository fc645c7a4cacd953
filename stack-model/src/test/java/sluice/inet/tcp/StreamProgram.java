package sluice.inet.tcp;

import org.jspecify.annotations.Nullable;

/** Writes a stream of known octets, reads one, closes when both are done; says what went wrong. */
final class StreamProgram implements TcpHandler {
    private final TcpNetwork network;
    private final long key;
    private final long peerKey;
    final long toWrite;
    final long toRead;
    private final byte[] chunk = new byte[4096];
    long written;
    long read;
    boolean connected;
    @Nullable TcpEnd end;
    @Nullable String wrong;

    StreamProgram(TcpNetwork network, long key, long peerKey, long toWrite, long toRead) {
        this.network = network;
        this.key = key;
        this.peerKey = peerKey;
        this.toWrite = toWrite;
        this.toRead = toRead;
    }

    static byte octet(long key, long position) {
        long mixed = (position + key) * 0x9e3779b97f4a7c15L;
        return (byte) (mixed >>> 56);
    }

    @Override
    public void connected(TcpConnection connection) {
        connected = true;
        write(connection);
    }

    private void write(TcpConnection connection) {
        while (written < toWrite) {
            int size = (int) Math.min(toWrite - written, 1 + network.random.nextInt(chunk.length));
            for (int i = 0; i < size; i++) chunk[i] = octet(key, written + i);
            int taken = connection.write(chunk, 0, size, network.now);
            if (taken < 0) return;
            written += taken;
            if (taken < size) return;
        }
        connection.shutdownOutput(network.now);
    }

    @Override
    public void writable(TcpConnection connection) {
        write(connection);
    }

    @Override
    public void readable(TcpConnection connection) {
        // sometimes late and little: so that windows close
        if (network.random.nextInt(8) == 0) {
            network.at(network.now + network.random.nextInt(300_000_000), () -> drain(connection));
        } else {
            drain(connection);
        }
    }

    private void drain(TcpConnection connection) {
        for (int got = 1; got > 0; ) {
            got = connection.read(chunk, 0, 1 + network.random.nextInt(chunk.length), network.now);
            for (int i = 0; i < got && wrong == null; i++) {
                if (chunk[i] != octet(peerKey, read + i)) wrong = "octet " + (read + i);
            }
            if (got > 0) read += got;
        }
        if (read > toRead) wrong = "more than was written";
    }

    @Override
    public void endOfInput(TcpConnection connection) {
        network.at(network.now + 300_000_000, () -> drain(connection));
    }

    @Override
    public void ended(TcpConnection connection, TcpEnd how) {
        if (end != null) wrong = "ended twice";
        drain(connection);
        end = how;
    }
}
