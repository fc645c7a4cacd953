package sluice.netfilter;

import sluice.packet.FreeList;
import sluice.packet.Packet;

/** Makes descriptors and takes them back; one per host. Steady traffic allocates nothing. */
public final class SkbPool {
    private final FreeList<Skb> free = new FreeList<>();
    private boolean reuses = true;

    /** An empty pool. */
    public SkbPool() {}

    /** Makes each descriptor anew, so that one that has been freed is never another packet's. */
    void reuseNone() {
        reuses = false;
    }

    /** A descriptor over {@code packet}, everything else at its start value. */
    public Skb take(Packet packet) {
        Skb skb = reuses ? free.take() : null;
        if (skb == null) skb = new Skb(this);
        skb.reset(packet);
        return skb;
    }

    void free(Skb skb) {
        skb.clear();
        if (reuses) free.give(skb);
    }
}
