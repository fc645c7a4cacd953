package sluice.msloop;

import sluice.packet.DropReason;

/** Losses in the loopback adapter. */
public enum LoopbackDrop implements DropReason {
    /** More frames wait to be given back than it keeps. */
    QUEUE_FULL("too many frames wait in the loopback adapter"),
    /** All its receive descriptors are out. */
    NO_DESCRIPTOR("the loopback adapter has no receive descriptor left");

    private final String text;

    LoopbackDrop(String text) {
        this.text = text;
    }

    @Override
    public String area() {
        return "msloop";
    }

    @Override
    public String text() {
        return text;
    }
}
