package sluice.userland;

import sluice.packet.Consumption;

/** Ends of packets of which a driver keeps a copy. */
public enum InspectionEnd implements Consumption {
    /** The sender was told that it is sent; the driver's copy waits for the program. */
    SAID_SENT("the sender was told that it is sent, a copy waits for the program"),
    /** It was lent on its way up only; the driver's copy waits for the program. */
    COPIED_FROM_LOAN("it was lent only, a copy waits for the program"),
    /** The program has changed it; a copy with the other octets goes on. */
    CHANGED_COPY_GOES_ON("the program has changed it, the changed copy goes on");

    private final String text;

    InspectionEnd(String text) {
        this.text = text;
    }

    @Override
    public boolean delivered() {
        return false;
    }

    @Override
    public String area() {
        return "inspection";
    }

    @Override
    public String text() {
        return text;
    }
}
