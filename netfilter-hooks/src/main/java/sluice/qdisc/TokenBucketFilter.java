package sluice.qdisc;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sluice.netfilter.Skb;

/** {@code tbf}: sends at a rate, with bursts (Linux 6.x, {@code net/sched/sch_tbf.c}). */
public final class TokenBucketFilter implements Qdisc {
    private final QdiscHost host;
    private final long burstOctets;
    private final TokenBucket bucket;
    private final Fifo waiting;
    private long readyNanos = NEVER;

    /**
     * An empty queue with a full bucket.
     *
     * @param burstOctets what may be sent at once; longer packets never pass
     * @param limitOctets what may wait
     */
    public TokenBucketFilter(
            QdiscHost host, long octetsPerSecond, long burstOctets, long limitOctets) {
        this.host = host;
        this.burstOctets = burstOctets;
        bucket = new TokenBucket(octetsPerSecond, burstOctets, host.nowNanos());
        waiting = Fifo.octets(limitOctets);
    }

    @Override
    public boolean enqueue(Skb skb) {
        if (skb.packet().lengthOctets() > burstOctets) {
            skb.end(QdiscDrop.LONGER_THAN_BUCKET);
            return true;
        }
        return waiting.enqueue(skb);
    }

    @Override
    public @Nullable Skb dequeue() {
        readyNanos = NEVER;
        Skb first = waiting.peek();
        if (first == null) return null;
        long now = host.nowNanos();
        long missing = bucket.spend(first.packet().lengthOctets(), now);
        if (missing == 0) return waiting.dequeue();
        readyNanos = now + missing;
        return null;
    }

    @Override
    public long readyNanos() {
        return readyNanos;
    }

    @Override
    public void drain(Consumer<Skb> to) {
        waiting.drain(to);
    }

    @Override
    public int waitingCount() {
        return waiting.waitingCount();
    }

    @Override
    public String name() {
        return "tbf";
    }
}
