package sluice.qdisc;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sluice.netfilter.Skb;

/** The queue in front of a device (Linux, {@code struct Qdisc}). Used by one device only. */
public interface Qdisc {
    /** {@link #readyNanos} of a queue that has nothing to wait for. */
    long NEVER = Long.MAX_VALUE;

    /**
     * Takes the packet, or ends it under a reason of its own; false if it is full, and the packet
     * stays the caller's.
     */
    boolean enqueue(Skb skb);

    /** The packet to send next, or null if there is none, or none that may be sent yet. */
    @Nullable Skb dequeue();

    /** Gives away all that waits, due or not ({@code qdisc_reset}). */
    void drain(Consumer<Skb> to);

    /** How many wait. */
    int waitingCount();

    /** Name, such as {@code pfifo_fast}. */
    String name();

    /**
     * After {@link #dequeue} gave null: when it is worth asking again ({@code
     * qdisc_watchdog_schedule_ns}), in virtual nanoseconds.
     */
    default long readyNanos() {
        return NEVER;
    }
}
