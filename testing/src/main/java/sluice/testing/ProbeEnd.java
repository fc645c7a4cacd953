package sluice.testing;

import sluice.packet.Consumption;

/** Ends of packets in a rig. */
public enum ProbeEnd implements Consumption {
    /** The probe below has completed the send. */
    SENT_BELOW("sent by the probe below"),
    /** A frame that left the stack under test was read at the other end of its cable. */
    READ_ON_WIRE("read at the far end of the cable"),
    /** A frame for the stack under test is on its cable. */
    PUT_ON_WIRE("put on the cable");

    private final String text;

    ProbeEnd(String text) {
        this.text = text;
    }

    @Override
    public boolean delivered() {
        return false;
    }

    @Override
    public String area() {
        return "testing";
    }

    @Override
    public String text() {
        return text;
    }
}
