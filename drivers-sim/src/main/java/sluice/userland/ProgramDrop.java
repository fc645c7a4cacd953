package sluice.userland;

import sluice.packet.DropReason;

/** Losses by the will of a user program. */
public enum ProgramDrop implements DropReason {
    /** The program that decides for a driver or hook said no. */
    PROGRAM_SAID_NO("the user program said no");

    private final String text;

    ProgramDrop(String text) {
        this.text = text;
    }

    @Override
    public String area() {
        return "program";
    }

    @Override
    public String text() {
        return text;
    }
}
