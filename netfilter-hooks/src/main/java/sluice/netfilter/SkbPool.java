package sluice.netfilter;

import sluice.packet.FreeList;
import sluice.packet.Packet;

/** Makes descriptors and takes them back; one per host. Steady traffic allocates nothing. */
public final class SkbPool {
    private final FreeList<Skb> free = new FreeList<>();

    /** An empty pool. */
    public SkbPool() {}

    /** A descriptor over {@code packet}, everything else at its start value. */
    public Skb take(Packet packet) {
        Skb skb = free.take();
        if (skb == null) skb = new Skb(this);
        skb.reset(packet);
        return skb;
    }

    void free(Skb skb) {
        skb.clear();
        free.give(skb);
    }
}
