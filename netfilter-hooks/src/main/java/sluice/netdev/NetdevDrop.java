package sluice.netdev;

import sluice.packet.DropReason;

/** Losses in the device layer. */
public enum NetdevDrop implements DropReason {
    /** No protocol is registered for its EtherType. */
    UNKNOWN_ETHERTYPE("no protocol for its EtherType"),
    /** 802.3 with an LLC header: no such protocol is registered. */
    LLC("802.3/LLC, which nobody here speaks"),
    /** Tagged for a VLAN that does not exist here. */
    UNKNOWN_VLAN("tagged for a VLAN that is not configured"),
    /** A tag without the type behind it; taps do not see it. */
    TRUNCATED_TAG("VLAN tag cut short"),
    /** The queue in front of the device is full. */
    QDISC_FULL("device queue full"),
    /** The device is down. */
    DEVICE_DOWN("device down"),
    /** The device has no carrier. */
    NO_CARRIER("no carrier"),
    /** Nobody reads the tun device. */
    TUN_UNREAD("no program reads the tun device"),
    /** Too many packets wait for the program behind the tun device. */
    TUN_FULL("tun queue full"),
    /** Too many packets wait on {@code lo}. */
    BACKLOG_FULL("backlog full");

    private final String text;

    NetdevDrop(String text) {
        this.text = text;
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
