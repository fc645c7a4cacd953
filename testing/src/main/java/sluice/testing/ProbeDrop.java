package sluice.testing;

import sluice.packet.DropReason;

/** Why packets end in a rig that need not have. */
public enum ProbeDrop implements DropReason {
    /** The script of a {@link QueueListener} said so. */
    DROPPED_BY_SCRIPT("dropped by the script of the queue's listener"),
    /** The program behind the queue of a scheduled hook said so. */
    DROPPED_BY_PROGRAM("dropped by the program behind the hook's queue");

    private final String text;

    ProbeDrop(String text) {
        this.text = text;
    }

    @Override
    public String area() {
        return "testing";
    }

    @Override
    public String text() {
        return text;
    }
}
