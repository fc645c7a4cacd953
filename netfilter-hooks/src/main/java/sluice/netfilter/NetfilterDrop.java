package sluice.netfilter;

import sluice.packet.DropReason;

/** Losses at hook points and in queues. */
public enum NetfilterDrop implements DropReason {
    /** A hook said DROP and no reason of its own. */
    DROPPED_BY_HOOK("a hook dropped it"),
    /** A hook threw an exception. */
    HOOK_OOPS("a hook failed"),
    /** A hook broke the hook contract. */
    HOOK_BROKE_CONTRACT("a hook broke its contract"),
    /** Hooks sent packets that met hooks that sent packets. */
    NESTED_TOO_DEEP("hooks called each other without end"),
    /** A hook said REPEAT again and again. */
    REPEATED_WITHOUT_END("a hook repeated without end"),
    /** Nobody listens at the queue and the verdict has no bypass. */
    NO_QUEUE_LISTENER("nobody listens at the queue"),
    /** The queue has its greatest length. */
    QUEUE_FULL("queue to user space full"),
    /** The listener did not take it. */
    QUEUE_REFUSED("refused by the queue's listener"),
    /** The queue's listener has not said what it wants to see. */
    QUEUE_COPIES_NOTHING("the queue copies nothing to its listener"),
    /** The program behind the queue said DROP. */
    DROPPED_BY_LISTENER("the queue's listener dropped it"),
    /** What the listener sent back has no IP header or ends within it. */
    CHANGED_TO_NO_PACKET("the queue's listener changed it into what is no packet"),
    /** A hook was unregistered while it waited in a queue. */
    HOOK_UNREGISTERED("a hook was unregistered while it waited"),
    /** A device it came in or leaves by went down while it waited in a queue. */
    DEVICE_DOWN("its device went down while it waited"),
    /** The listener went away. */
    LISTENER_GONE("the queue's listener went away");

    private final String text;

    NetfilterDrop(String text) {
        this.text = text;
    }

    @Override
    public String area() {
        return "netfilter";
    }

    @Override
    public String text() {
        return text;
    }
}
