package sluice.pcap.tap;

/**
 * Which device, and what the emulated station behind it is.
 *
 * @param name of the kernel's interface; the NIC has the same
 * @param kind what passes it
 * @param mac station address of the emulated NIC, not the kernel's own on its side
 */
public record TapOptions(String name, Kind kind, long mac) {
    /** What passes the device. */
    public enum Kind {
        /** Ethernet frames: both sides are stations of one segment. */
        TAP,
        /** IP packets; the NIC puts Ethernet headers on and takes them off, see {@link TunEdge}. */
        TUN
    }

    /** An Ethernet device. */
    public static TapOptions tap(String name, long mac) {
        return new TapOptions(name, Kind.TAP, mac);
    }

    /** A device for IP packets. */
    public static TapOptions tun(String name, long mac) {
        return new TapOptions(name, Kind.TUN, mac);
    }
}
