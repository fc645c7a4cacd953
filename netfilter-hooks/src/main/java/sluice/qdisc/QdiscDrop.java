package sluice.qdisc;

import sluice.packet.DropReason;

/** Losses in queues that are not merely full. */
public enum QdiscDrop implements DropReason {
    /** A token bucket that small will never let it pass. */
    LONGER_THAN_BUCKET("longer than the token bucket"),
    /** The emulated network lost it. */
    EMULATED_LOSS("lost by netem"),
    /** The emulated network is full. */
    EMULATED_QUEUE_FULL("netem's queue full"),
    /** Its queue was taken away. */
    QUEUE_REPLACED("its queue was replaced");

    private final String text;

    QdiscDrop(String text) {
        this.text = text;
    }

    @Override
    public String area() {
        return "qdisc";
    }

    @Override
    public String text() {
        return text;
    }
}
