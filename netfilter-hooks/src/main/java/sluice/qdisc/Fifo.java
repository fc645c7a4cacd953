package sluice.qdisc;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sluice.netfilter.Skb;
import sluice.netfilter.SkbQueue;

/**
 * First in, first out, up to a number of packets or octets (Linux 6.x, {@code
 * net/sched/sch_fifo.c}).
 */
public final class Fifo implements Qdisc {
    private final boolean counts;
    private final long limit;
    private final SkbQueue waiting = new SkbQueue();
    private long waitingOctets;

    private Fifo(boolean counts, long limit) {
        if (limit < 1) throw new IllegalArgumentException("queue of " + limit);
        this.counts = counts;
        this.limit = limit;
    }

    /** {@code pfifo}: at most so many packets. */
    public static Fifo packets(long packetsMax) {
        return new Fifo(true, packetsMax);
    }

    /** {@code bfifo}: at most so many octets, link headers included. */
    public static Fifo octets(long octetsMax) {
        return new Fifo(false, octetsMax);
    }

    @Override
    public boolean enqueue(Skb skb) {
        int length = skb.packet().lengthOctets();
        if (counts ? waiting.count() >= limit : waitingOctets + length > limit) return false;
        waiting.addLast(skb);
        waitingOctets += length;
        return true;
    }

    @Override
    public @Nullable Skb dequeue() {
        Skb skb = waiting.pollFirst();
        if (skb != null) waitingOctets -= skb.packet().lengthOctets();
        return skb;
    }

    /** The next to be sent, left where it is, or null. */
    @Nullable Skb peek() {
        return waiting.peekFirst();
    }

    @Override
    public void drain(Consumer<Skb> to) {
        for (Skb skb = dequeue(); skb != null; skb = dequeue()) to.accept(skb);
    }

    @Override
    public int waitingCount() {
        return waiting.count();
    }

    @Override
    public String name() {
        return counts ? "pfifo" : "bfifo";
    }
}
