package sluice.samples.windows;

import sluice.packet.DropReason;

/** Why the sample drivers drop packets. */
public enum SampleDrop implements DropReason {
    /** Sent to a port that is blocked. */
    BLOCKED_PORT("sent to a blocked port"),
    /** All slots for packets that wait for a decision are taken. */
    NO_SLOT("no slot is free for a packet to wait in"),
    /** The user program said no. */
    APPLICATION_SAID_NO("the user program said no"),
    /** As many packets are held back as may be. */
    HOLD_FULL("as many packets are held back as may be");

    private final String text;

    SampleDrop(String text) {
        this.text = text;
    }

    @Override
    public String area() {
        return "sample";
    }

    @Override
    public String text() {
        return text;
    }
}
