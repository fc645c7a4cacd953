package sluice.inet.tcp.socket;

/**
 * The way to another host, as a {@link TcpHost} fills it in: one object, used again. Addresses are
 * written as {@link TcpFlow} has them.
 */
public final class TcpPath {
    private long sourceHigh;
    private long sourceLow;
    private int pathOctets;

    TcpPath() {}

    /**
     * The way is this.
     *
     * @param high of the source address to use
     * @param low of the source address to use
     * @param octets what an IP packet on the way has room for beside its IP header
     */
    public void is(long high, long low, int octets) {
        sourceHigh = high;
        sourceLow = low;
        pathOctets = octets;
    }

    long sourceHigh() {
        return sourceHigh;
    }

    long sourceLow() {
        return sourceLow;
    }

    int pathOctets() {
        return pathOctets;
    }
}
