package sluice.packet.wire;

/** Numbers of the IPv4 protocol and IPv6 next header fields (IANA "Protocol Numbers"). */
public final class IpProtocols {
    public static final int HOP_BY_HOP = 0;
    public static final int ICMP = 1;
    public static final int IGMP = 2;
    public static final int IPV4 = 4;
    public static final int TCP = 6;
    public static final int EGP = 8;
    public static final int UDP = 17;
    public static final int DCCP = 33;
    public static final int IPV6 = 41;
    public static final int ROUTING = 43;
    public static final int FRAGMENT = 44;
    public static final int RSVP = 46;
    public static final int GRE = 47;
    public static final int ESP = 50;
    public static final int AH = 51;
    public static final int ICMPV6 = 58;
    public static final int NO_NEXT_HEADER = 59;
    public static final int DESTINATION_OPTIONS = 60;
    public static final int EIGRP = 88;
    public static final int OSPF = 89;
    public static final int ETHERIP = 97;
    public static final int PIM = 103;
    public static final int IPCOMP = 108;
    public static final int VRRP = 112;
    public static final int L2TP = 115;
    public static final int SCTP = 132;
    public static final int MOBILITY = 135;
    public static final int UDP_LITE = 136;
    public static final int MPLS = 137;
    public static final int HIP = 139;
    public static final int SHIM6 = 140;
    public static final int ETHERNET = 143;

    private IpProtocols() {}

    /** True for the headers that stand between IPv6 and the upper layer and can be skipped. */
    public static boolean isIpv6Extension(int nextHeader) {
        return switch (nextHeader) {
            case HOP_BY_HOP, ROUTING, FRAGMENT, AH, DESTINATION_OPTIONS, MOBILITY, HIP, SHIM6 ->
                    true;
            default -> false;
        };
    }

    /** A short name of the protocol, or its number. */
    public static String name(int protocol) {
        return switch (protocol) {
            case HOP_BY_HOP -> "hop-by-hop options";
            case ICMP -> "ICMP";
            case IGMP -> "IGMP";
            case IPV4 -> "IPv4";
            case TCP -> "TCP";
            case EGP -> "EGP";
            case UDP -> "UDP";
            case DCCP -> "DCCP";
            case IPV6 -> "IPv6";
            case ROUTING -> "IPv6 routing";
            case FRAGMENT -> "IPv6 fragment";
            case RSVP -> "RSVP";
            case GRE -> "GRE";
            case ESP -> "ESP";
            case AH -> "AH";
            case ICMPV6 -> "ICMPv6";
            case NO_NEXT_HEADER -> "no next header";
            case DESTINATION_OPTIONS -> "destination options";
            case EIGRP -> "EIGRP";
            case OSPF -> "OSPF";
            case ETHERIP -> "EtherIP";
            case PIM -> "PIM";
            case IPCOMP -> "IPComp";
            case VRRP -> "VRRP";
            case L2TP -> "L2TP";
            case SCTP -> "SCTP";
            case MOBILITY -> "mobility";
            case UDP_LITE -> "UDP-Lite";
            case MPLS -> "MPLS";
            case HIP -> "HIP";
            case SHIM6 -> "Shim6";
            case ETHERNET -> "Ethernet";
            default -> Integer.toString(protocol);
        };
    }
}
