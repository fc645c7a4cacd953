package sluice.vmbridge;

import sluice.packet.Consumption;

/** Ends of frames in the bridge that are no losses. */
public enum BridgeEnd implements Consumption {
    /** The guest's NIC has it. */
    GIVEN_TO_GUEST("given to the guest");

    private final String text;

    BridgeEnd(String text) {
        this.text = text;
    }

    @Override
    public boolean delivered() {
        return false;
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
