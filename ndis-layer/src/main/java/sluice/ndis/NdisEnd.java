package sluice.ndis;

import sluice.packet.Consumption;

/** Ends of packets in the NDIS layers that are no losses. */
public enum NdisEnd implements Consumption {
    /** The miniport completed the send. */
    SENT("sent by the miniport"),
    /** A copy of a send, for bindings that watch; the frame itself goes its way. */
    SHOWN_TO_WATCHERS("a copy of a send, shown to bindings that watch"),
    /** Its destination is this adapter: shown to the bindings instead of sent. */
    LOOPED_BACK("looped back to the bindings");

    private final String text;

    NdisEnd(String text) {
        this.text = text;
    }

    @Override
    public boolean delivered() {
        return false;
    }

    @Override
    public String area() {
        return "ndis";
    }

    @Override
    public String text() {
        return text;
    }
}
