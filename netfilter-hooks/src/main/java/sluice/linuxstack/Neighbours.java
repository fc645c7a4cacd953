package sluice.linuxstack;

import sluice.netfilter.Skb;

/** The ends of packets that waited for a neighbour in vain, of both families. */
final class Neighbours {
    private Neighbours() {}

    static void failed(Skb skb) {
        skb.end(LinuxDrop.NEIGHBOUR_FAILED);
    }

    static void overflowed(Skb skb) {
        skb.end(LinuxDrop.NEIGHBOUR_QUEUE_FULL);
    }

    static void tableFull(Skb skb) {
        skb.end(LinuxDrop.NEIGHBOUR_TABLE_FULL);
    }
}
