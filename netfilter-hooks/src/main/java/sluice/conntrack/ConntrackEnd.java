package sluice.conntrack;

import sluice.packet.Consumption;

/** Ends of packets in connection tracking that are no loss. */
public enum ConntrackEnd implements Consumption {
    /** A fragment whose octets go on in a whole datagram. */
    GATHERED("gathered into a whole datagram"),
    /** A packet that goes on in a longer one. */
    REWRITTEN("goes on in a longer packet"),
    /** Answered or used up by the SYN proxy. */
    PROXIED("answered or used up by the SYN proxy");

    private final String text;

    ConntrackEnd(String text) {
        this.text = text;
    }

    @Override
    public boolean delivered() {
        return false;
    }

    @Override
    public String area() {
        return "conntrack";
    }

    @Override
    public String text() {
        return text;
    }
}
