package sluice.packet.wire;

/** Numbers of the Ethernet type field (IANA "IEEE 802 Numbers"). */
public final class EtherTypes {
    /** The largest value that is an 802.3 length rather than a type. */
    public static final int LENGTH_MAX = 1500;

    /** The smallest value that is a type (IEEE 802.3 clause 3.2.6). */
    public static final int TYPE_MIN = 0x0600;

    public static final int IPV4 = 0x0800;
    public static final int ARP = 0x0806;
    public static final int WAKE_ON_LAN = 0x0842;
    public static final int RARP = 0x8035;
    public static final int VLAN = 0x8100;
    public static final int IPV6 = 0x86dd;
    public static final int SLOW_PROTOCOLS = 0x8809;
    public static final int MPLS = 0x8847;
    public static final int MPLS_UPSTREAM = 0x8848;
    public static final int PPPOE_DISCOVERY = 0x8863;
    public static final int PPPOE_SESSION = 0x8864;
    public static final int EAPOL = 0x888e;
    public static final int SERVICE_VLAN = 0x88a8;
    public static final int LLDP = 0x88cc;
    public static final int MACSEC = 0x88e5;

    /** Provider bridging before 802.1ad was settled; still seen on the wire. */
    public static final int QINQ_OLD = 0x9100;

    public static final int LOOPBACK = 0x9000;

    private EtherTypes() {}

    /** True for a value that says which protocol follows, false for an 802.3 length. */
    public static boolean isType(int typeOrLength) {
        return typeOrLength >= TYPE_MIN;
    }

    /** True for the types that announce a VLAN tag (802.1Q, 802.1ad and the older 0x9100). */
    public static boolean isVlan(int type) {
        return type == VLAN || type == SERVICE_VLAN || type == QINQ_OLD;
    }

    /** A short name of the protocol, or its number as {@code 0x%04x}. */
    public static String name(int type) {
        return switch (type) {
            case IPV4 -> "IPv4";
            case ARP -> "ARP";
            case WAKE_ON_LAN -> "Wake-on-LAN";
            case RARP -> "RARP";
            case VLAN -> "802.1Q";
            case IPV6 -> "IPv6";
            case SLOW_PROTOCOLS -> "slow protocols";
            case MPLS, MPLS_UPSTREAM -> "MPLS";
            case PPPOE_DISCOVERY -> "PPPoE discovery";
            case PPPOE_SESSION -> "PPPoE session";
            case EAPOL -> "EAPOL";
            case SERVICE_VLAN -> "802.1ad";
            case LLDP -> "LLDP";
            case MACSEC -> "MACsec";
            case QINQ_OLD -> "QinQ";
            case LOOPBACK -> "loopback test";
            default -> "0x" + Integer.toHexString(0x1_0000 | (type & 0xffff)).substring(1);
        };
    }
}
