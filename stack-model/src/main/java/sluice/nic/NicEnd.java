package sluice.nic;

import sluice.packet.Consumption;

/** Ends of frames at a NIC or a link that are no losses. */
public enum NicEnd implements Consumption {
    /** The wire delivered it to every station there was. */
    LEFT_THE_WIRE("left the emulated network");

    private final String text;

    NicEnd(String text) {
        this.text = text;
    }

    @Override
    public boolean delivered() {
        return false;
    }

    @Override
    public String area() {
        return "nic";
    }

    @Override
    public String text() {
        return text;
    }
}
