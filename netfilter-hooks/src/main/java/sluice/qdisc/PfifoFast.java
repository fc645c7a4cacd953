package sluice.qdisc;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sluice.netfilter.Skb;
import sluice.netfilter.SkbQueue;

/**
 * Three bands by priority; a lower band waits until the higher are empty (Linux 6.x, {@code
 * net/sched/sch_generic.c}, {@code pfifo_fast}).
 */
public final class PfifoFast implements Qdisc {
    /** The kernel's {@code txqueuelen} of an Ethernet device. */
    public static final int LENGTH_PACKETS_DEFAULT = 1000;

    /** Band of each priority ({@code sch_default_prio2band}). */
    private static final int[] BAND = {1, 2, 2, 2, 1, 2, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1};

    /** Priority of each of the 16 values of TOS bits 1..4 ({@code ip_tos2prio}). */
    private static final int[] TOS_PRIORITY = {0, 0, 0, 0, 2, 2, 2, 2, 6, 6, 6, 6, 4, 4, 4, 4};

    private final int lengthPacketsMax;
    private final SkbQueue[] bands = {new SkbQueue(), new SkbQueue(), new SkbQueue()};

    /** Bands of at most {@code lengthPacketsMax} each. */
    public PfifoFast(int lengthPacketsMax) {
        if (lengthPacketsMax < 1)
            throw new IllegalArgumentException("queue of " + lengthPacketsMax + " packets");
        this.lengthPacketsMax = lengthPacketsMax;
    }

    /** The priority that follows from the type-of-service octet ({@code rt_tos2priority}). */
    public static int priority(int tos) {
        return TOS_PRIORITY[(tos & 0x1e) >>> 1];
    }

    @Override
    public boolean enqueue(Skb skb) {
        SkbQueue band = bands[BAND[skb.priority() & 15]];
        if (band.count() >= lengthPacketsMax) return false;
        band.addLast(skb);
        return true;
    }

    @Override
    public @Nullable Skb dequeue() {
        for (SkbQueue band : bands) {
            Skb skb = band.pollFirst();
            if (skb != null) return skb;
        }
        return null;
    }

    @Override
    public void drain(Consumer<Skb> to) {
        for (Skb skb = dequeue(); skb != null; skb = dequeue()) to.accept(skb);
    }

    @Override
    public int waitingCount() {
        return bands[0].count() + bands[1].count() + bands[2].count();
    }

    @Override
    public String name() {
        return "pfifo_fast";
    }
}
