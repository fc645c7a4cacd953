package sluice.packetce;

import sluice.packet.Consumption;

/** Ends of packets in the embedded capture driver that are no losses. */
public enum PktEnd implements Consumption {
    /** A program has its octets. */
    READ("read by the capturing program");

    private final String text;

    PktEnd(String text) {
        this.text = text;
    }

    @Override
    public boolean delivered() {
        return true;
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
