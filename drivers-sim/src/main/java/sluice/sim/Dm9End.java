package sluice.sim;

import sluice.packet.Consumption;

/** Ends of frames in a DM9000 that are no losses. */
public enum Dm9End implements Consumption {
    /** The chip's copy of a packet is on the line. */
    ON_THE_LINE("put on the line by the chip"),
    /** Protocols pulled what they wanted out of the chip. */
    PULLED("pulled out of the chip by protocols");

    private final String text;

    Dm9End(String text) {
        this.text = text;
    }

    @Override
    public boolean delivered() {
        return false;
    }

    @Override
    public String area() {
        return "dm9000";
    }

    @Override
    public String text() {
        return text;
    }
}
