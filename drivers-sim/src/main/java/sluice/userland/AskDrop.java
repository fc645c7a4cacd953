package sluice.userland;

import sluice.packet.DropReason;

/** Losses of drivers that ask a program. */
public enum AskDrop implements DropReason {
    /** As many packets wait for the program as may. */
    PROGRAM_TOO_SLOW("too many packets wait for the program");

    private final String text;

    AskDrop(String text) {
        this.text = text;
    }

    @Override
    public String area() {
        return "userland";
    }

    @Override
    public String text() {
        return text;
    }
}
