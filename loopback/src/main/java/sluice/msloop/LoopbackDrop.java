package sluice.msloop;

import sluice.packet.DropReason;

/** Losses in the loopback adapter. */
public enum LoopbackDrop implements DropReason {
    /** More frames wait to be given back than it keeps. */
    QUEUE_FULL("too many frames wait in the loopback adapter"),
    /** All its receive descriptors are out. */
    NO_DESCRIPTOR("the loopback adapter has no receive descriptor left"),
    /** It waited to be given back when the adapter was halted. */
    HALTED("waited in the loopback adapter when it was halted");

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
