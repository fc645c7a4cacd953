package sluice.route;

/**
 * What routing decides by ({@code struct flowi4}, {@code flowi6}). One is kept by each family's
 * routing and filled anew for each question; setters return it.
 *
 * <p>Addresses are two longs; an IPv4 address stands in the upper half of the first.
 */
public final class FlowKey {
    long sourceHigh;
    long sourceLow;
    long destinationHigh;
    long destinationLow;
    int inIndex;
    int outIndex;
    int mark;
    int tos;
    int uid;
    int protocol;
    int sourcePort;
    int destinationPort;
    boolean anySource;

    FlowKey() {}

    FlowKey clear() {
        inIndex = 0;
        outIndex = 0;
        mark = 0;
        tos = 0;
        uid = 0;
        protocol = 0;
        sourcePort = 0;
        destinationPort = 0;
        anySource = false;
        return this;
    }

    FlowKey ipv4(int source, int destination) {
        sourceHigh = (long) source << Integer.SIZE;
        sourceLow = 0;
        destinationHigh = (long) destination << Integer.SIZE;
        destinationLow = 0;
        return this;
    }

    FlowKey ipv6(long fromHigh, long fromLow, long toHigh, long toLow) {
        sourceHigh = fromHigh;
        sourceLow = fromLow;
        destinationHigh = toHigh;
        destinationLow = toLow;
        return this;
    }

    int source4() {
        return (int) (sourceHigh >> Integer.SIZE);
    }

    int destination4() {
        return (int) (destinationHigh >> Integer.SIZE);
    }

    FlowKey in(int deviceIndex) {
        inIndex = deviceIndex;
        return this;
    }

    /** The device it has to leave by, or 0. */
    public FlowKey by(int deviceIndex) {
        outIndex = deviceIndex;
        return this;
    }

    /** The mark of the packet, or of the socket before there is a packet. */
    public FlowKey mark(int value) {
        mark = value;
        return this;
    }

    /** Type of service or traffic class; the two bits of ECN do not count. */
    public FlowKey tos(int value) {
        tos = value & 0xfc;
        return this;
    }

    /** Lets the source be none of this host's addresses ({@code FLOWI_FLAG_ANYSRC}). */
    public FlowKey anySource(boolean allowed) {
        anySource = allowed;
        return this;
    }

    /** User of the program that sends. */
    public FlowKey uid(int value) {
        uid = value;
        return this;
    }

    /** Transport protocol and its ports, 0 where there are none. */
    public FlowKey transport(int ipProtocol, int from, int to) {
        protocol = ipProtocol;
        sourcePort = from;
        destinationPort = to;
        return this;
    }
}
