package sluice.qdisc;

import org.jspecify.annotations.Nullable;
import sluice.netfilter.Skb;

/** The queue in front of a device (Linux, {@code struct Qdisc}). Used by one device only. */
public interface Qdisc {
    /** Takes the packet; false if it is full, and the packet stays the caller's. */
    boolean enqueue(Skb skb);

    /** The packet to send next, or null. */
    @Nullable Skb dequeue();

    /** How many wait. */
    int waitingCount();

    /** Name, such as {@code pfifo_fast}. */
    String name();
}
