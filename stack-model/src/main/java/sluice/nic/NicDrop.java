package sluice.nic;

import sluice.packet.DropReason;

/** Losses at a NIC or on a link. */
public enum NicDrop implements DropReason {
    /** The receive filter did not ask for it. */
    NOT_FOR_THIS_STATION("for another station"),
    /** No receive descriptor was free: the driver is late. */
    RX_RING_FULL("receive ring full"),
    /** Shorter than an Ethernet header. */
    RUNT("shorter than an Ethernet header"),
    /** Lost on the link, as drawn. */
    LOST_ON_LINK("lost on the link"),
    /** The link's queue was full. */
    LINK_QUEUE_FULL("link queue full"),
    /** The link is down. */
    LINK_DOWN("link down"),
    /** The machine of this NIC has stopped. */
    POWERED_OFF("the machine has stopped");

    private final String text;

    NicDrop(String text) {
        this.text = text;
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
