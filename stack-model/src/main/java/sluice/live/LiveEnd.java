package sluice.live;

import sluice.packet.Consumption;

/** Ends of frames at a NIC that leads out of the run, other than losses. */
public enum LiveEnd implements Consumption {
    /** Its octets were handed to the device. */
    LEFT_BY_THE_DOOR("handed to the live device");

    private final String text;

    LiveEnd(String text) {
        this.text = text;
    }

    @Override
    public boolean delivered() {
        return false;
    }

    @Override
    public String area() {
        return "live";
    }

    @Override
    public String text() {
        return text;
    }
}
