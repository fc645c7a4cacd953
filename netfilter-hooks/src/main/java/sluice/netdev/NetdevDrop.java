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
    /** A frame on a bridge has a group, or nobody, as its sender. */
    BRIDGE_SOURCE("sender's address is none of a station"),
    /** A pause frame ends at the first bridge. */
    BRIDGE_PAUSE("pause frame on a bridge"),
    /** A bridge has no port for it but the one it came in by. */
    BRIDGE_NO_PORT("no other port on the bridge"),
    /** The port of a bridge has a smaller MTU; nobody is told. */
    BRIDGE_PORT_MTU("too long for the port of the bridge"),
    /** A filter of traffic control dropped it. */
    FILTERED("dropped by a filter of traffic control"),
    /** A filter of traffic control lets less through. */
    POLICED("above the rate that a filter of traffic control allows"),
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
