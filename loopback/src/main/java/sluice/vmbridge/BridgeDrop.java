package sluice.vmbridge;

import sluice.packet.DropReason;

/** Losses in the bridge between guests and an adapter. */
public enum BridgeDrop implements DropReason {
    /** The guest does not keep up. */
    PORT_BUSY("the guest's port has no room"),
    /** There is no adapter to send by. */
    NOT_BRIDGED("the virtual network is bridged to no adapter"),
    /** All send descriptors are out. */
    NO_DESCRIPTOR("the bridge has no send descriptor left");

    private final String text;

    BridgeDrop(String text) {
        this.text = text;
    }

    @Override
    public String area() {
        return "vmbridge";
    }

    @Override
    public String text() {
        return text;
    }
}
