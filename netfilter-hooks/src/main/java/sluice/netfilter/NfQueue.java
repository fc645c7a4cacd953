package sluice.netfilter;

import java.util.ArrayList;
import java.util.List;
import sluice.defer.DeferralSink;

/**
 * A numbered queue of packets for user space, and its listener (Linux 6.x, {@code
 * net/netfilter/nfnetlink_queue.c}).
 *
 * <p>Exists while somebody listens. Each packet leaves it once: finished by the listener, or
 * revoked because its hook or the listener goes away. With fail-open, packets that do not fit go on
 * as accepted.
 */
public final class NfQueue {
    /** Length of a queue whose listener asks for none ({@code NFQNL_QMAX_DEFAULT}). */
    public static final int LENGTH_PACKETS_DEFAULT = 1024;

    private final int number;
    private final DeferralSink listener;
    private final int lengthPacketsMax;
    private final boolean failOpen;
    private final Netfilter netfilter;
    private final List<QueueEntry> waiting = new ArrayList<>();
    private boolean bound = true;

    NfQueue(
            int number,
            DeferralSink listener,
            int lengthPacketsMax,
            boolean failOpen,
            Netfilter netfilter) {
        if (lengthPacketsMax < 1)
            throw new IllegalArgumentException("queue of " + lengthPacketsMax + " packets");
        this.number = number;
        this.listener = listener;
        this.lengthPacketsMax = lengthPacketsMax;
        this.failOpen = failOpen;
        this.netfilter = netfilter;
    }

    /** Number, 0..65535. */
    public int number() {
        return number;
    }

    /** How many packets wait for a decision. */
    public int waitingCount() {
        return waiting.size();
    }

    /** The packets that wait, oldest first. */
    public List<QueueEntry> waiting() {
        return List.copyOf(waiting);
    }

    /** Parks it; false if it has to go on as accepted. */
    boolean park(QueueEntry entry) {
        if (waiting.size() >= lengthPacketsMax) {
            if (failOpen) return false;
            entry.skb().end(NetfilterDrop.QUEUE_FULL);
            return true;
        }
        waiting.add(entry);
        entry.enter();
        var trace = netfilter.trace();
        if (trace != null) {
            trace.accept(
                    new NfStep.Queued(
                            netfilter.nowNanos(),
                            entry.packet().id(),
                            entry.packet().owner().name(),
                            number,
                            waiting.size()));
        }
        boolean taken = listener.offer(entry);
        if (!taken && entry.isOpen()) { // a sink may have finished it and then refused
            if (failOpen) entry.finish(sluice.defer.Outcome.CONTINUE);
            else entry.revoke(NetfilterDrop.QUEUE_REFUSED);
        }
        return true;
    }

    void left(QueueEntry entry) {
        waiting.remove(entry);
    }

    /**
     * The listener goes away: what waits is dropped under {@link NetfilterDrop#LISTENER_GONE}. A
     * second call does nothing.
     */
    public void unbind() {
        if (!bound) return;
        bound = false;
        netfilter.unbound(this);
        for (QueueEntry entry : waiting()) entry.revoke(NetfilterDrop.LISTENER_GONE);
    }
}
