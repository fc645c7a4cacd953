package sluice.live;

import sluice.packet.DropReason;

/** Losses at a NIC that leads out of the run. */
public enum LiveDrop implements DropReason {
    /** The receive filter did not ask for it. */
    FOR_ANOTHER_STATION("for another station"),
    /** Shorter than an Ethernet header. */
    SHORTER_THAN_ETHERNET("shorter than an Ethernet header"),
    /** The device did not take it: it is down, or gone, or the frame is not to its liking. */
    REFUSED_BY_DEVICE("the device refused it");

    private final String text;

    LiveDrop(String text) {
        this.text = text;
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
