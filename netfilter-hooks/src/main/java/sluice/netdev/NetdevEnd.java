package sluice.netdev;

import sluice.packet.Consumption;

/** Ends in the device layer that are no losses. */
public enum NetdevEnd implements Consumption {
    /** The NIC has sent it. */
    SENT("sent"),
    /** The program behind a tun device has read it. */
    TUN_READ("read by the program behind the tun device"),
    /** A protocol that a module added has read it. */
    PROTOCOL_RECEIVED("received by a protocol of a module");

    private final String text;

    NetdevEnd(String text) {
        this.text = text;
    }

    @Override
    public boolean delivered() {
        return false;
    }

    @Override
    public String area() {
        return "netdev";
    }

    @Override
    public String text() {
        return text;
    }
}
