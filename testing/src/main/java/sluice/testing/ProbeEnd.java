package sluice.testing;

import sluice.packet.Consumption;

/** Ends of packets in a rig. */
public enum ProbeEnd implements Consumption {
    /** The probe below has completed the send. */
    SENT_BELOW("sent by the probe below"),
    /** The program of a rig has read it. */
    READ_ABOVE("read by the probe above");

    private final String text;

    ProbeEnd(String text) {
        this.text = text;
    }

    @Override
    public boolean delivered() {
        return this == READ_ABOVE;
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
