package sluice.netfilter;

import java.util.List;

/**
 * Protocol family of a hook, with the kernel's number (include/uapi/linux/netfilter.h). {@code
 * inet} is a notion of rulesets: such a chain stands in the lists of IPv4 and of IPv6.
 */
public enum NfFamily {
    /** IPv4. */
    IPV4(2),
    /** ARP packets, in and out. */
    ARP(3),
    /** Frames of one device, before all protocols and behind them. */
    NETDEV(5),
    /** Frames of a bridge. */
    BRIDGE(7),
    /** IPv6. */
    IPV6(10);

    /** The families of IP, whose hook points are the five of the packet path. */
    public static final List<NfFamily> IP = List.of(IPV4, IPV6);

    private final int code;

    NfFamily(int code) {
        this.code = code;
    }

    /** The kernel's number, {@code NFPROTO_}. */
    public int code() {
        return code;
    }

    /** Whether its packets have routes. */
    public boolean routed() {
        return this == IPV4 || this == IPV6;
    }

    /** The points where it has hooks. */
    public List<HookPoint> points() {
        return switch (this) {
            case IPV4, IPV6, BRIDGE -> HookPoint.IP;
            case ARP -> HookPoint.OF_ARP;
            case NETDEV -> HookPoint.OF_DEVICE;
        };
    }
}
