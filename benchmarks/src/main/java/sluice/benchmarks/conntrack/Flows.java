package sluice.benchmarks.conntrack;

import sluice.benchmarks.linux.HookPath;

/**
 * Flows of UDP by number: flow {@code i} comes from an address in 172.16.0.0/12 of its own and from
 * a port of its own, neither in order. Walks through them visit every flow, far from its
 * neighbours.
 */
final class Flows {
    private static final int NET = 0xac10_0000;
    private static final int NET_MASK = 0x000f_ffff;
    private static final int SPREAD = 0x9e37_79b1;
    private static final int FIRST_PORT = 1024;
    private static final int PORTS_MASK = 0x7fff;
    private static final int STRIDE = 7919; // prime: with no number of flows here in common

    /** Port at the other end. */
    static final int PORT = 7;

    private final int count;
    private int at;

    Flows(int count) {
        this.count = count;
    }

    /** The next flow's number. */
    int next() {
        at = (int) (((long) at + STRIDE) % count);
        return at;
    }

    static int address(int flow) {
        return NET | (flow & NET_MASK);
    }

    static int port(int flow) {
        return FIRST_PORT + (((flow * SPREAD) >>> 12) & PORTS_MASK);
    }

    /** The flow's packet from the one who began it. */
    static HookPath forth(HookPath path, int flow, int destination) {
        return path.datagram(address(flow), destination, port(flow), PORT);
    }

    /** The answer to it. */
    static HookPath answer(HookPath path, int flow, int destination) {
        return path.datagram(destination, address(flow), PORT, port(flow));
    }
}
