package sluice.packetce;

import sluice.packet.DropReason;

/** Losses of packets in the embedded capture driver. */
public enum PktDrop implements DropReason {
    /** The program closed the handle with packets in the kernel buffer. */
    CLOSED_UNREAD("in the kernel buffer when the handle was closed"),
    /** The miniport did not give the rest of the frame. */
    REST_NOT_TRANSFERRED("the miniport did not transfer the rest");

    private final String text;

    PktDrop(String text) {
        this.text = text;
    }

    @Override
    public String area() {
        return "packetce";
    }

    @Override
    public String text() {
        return text;
    }
}
