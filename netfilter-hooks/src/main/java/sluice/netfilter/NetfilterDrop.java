package sluice.netfilter;

import sluice.packet.DropReason;

/** Losses at hook points and in queues. */
public enum NetfilterDrop implements DropReason {
    /** A hook said DROP and no reason of its own. */
    DROPPED_BY_HOOK("a hook dropped it"),
    /** A hook threw an exception. */
    HOOK_OOPS("a hook failed"),
    /** A hook said REPEAT again and again. */
    REPEATED_WITHOUT_END("a hook repeated without end"),
    /** Nobody listens at the queue and the verdict has no bypass. */
    NO_QUEUE_LISTENER("nobody listens at the queue"),
    /** The queue has its greatest length. */
    QUEUE_FULL("queue to user space full"),
    /** The listener did not take it. */
    QUEUE_REFUSED("refused by the queue's listener"),
    /** The hook that had queued it was unregistered. */
    HOOK_UNREGISTERED("its hook was unregistered"),
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
