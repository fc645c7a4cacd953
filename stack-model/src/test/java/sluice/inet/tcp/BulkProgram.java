package sluice.inet.tcp;

/** Writes, or reads, as much as there is room for. */
final class BulkProgram implements TcpHandler {
    private final TcpNetwork network;
    private final boolean writes;
    private final byte[] octets = new byte[1 << 16];
    long read;

    BulkProgram(TcpNetwork network, boolean writes) {
        this.network = network;
        this.writes = writes;
    }

    @Override
    public void connected(TcpConnection connection) {
        writable(connection);
    }

    @Override
    public void writable(TcpConnection connection) {
        if (!writes) return;
        for (int taken = octets.length; taken == octets.length; ) {
            taken = connection.write(octets, 0, octets.length, network.now);
        }
    }

    @Override
    public void readable(TcpConnection connection) {
        for (int got = 1; got > 0; read += Math.max(0, got)) {
            got = connection.read(octets, 0, octets.length, network.now);
        }
    }
}
