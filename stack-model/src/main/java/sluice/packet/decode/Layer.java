package sluice.packet.decode;

/** Protocols the dissector knows, by the names that protocol analysers use for them. */
public enum Layer {
    ETHERNET("eth", "Ethernet"),
    ETHERTYPE("ethertype", "Ethernet type"),
    VLAN("vlan", "802.1Q VLAN"),
    SERVICE_VLAN("ieee8021ad", "802.1ad VLAN"),
    BACKBONE("ieee8021ah", "802.1ah backbone tag"),
    LLC("llc", "802.2 LLC"),
    SLL("sll", "Linux cooked capture"),
    NULL("null", "BSD loopback"),
    RAW("raw", "raw IP"),
    PPP("ppp", "PPP"),
    ARP("arp", "ARP"),
    IPV4("ip", "IPv4"),
    IPV6("ipv6", "IPv6"),
    HOP_BY_HOP("ipv6.hopopts", "IPv6 hop-by-hop options"),
    DESTINATION_OPTIONS("ipv6.dstopts", "IPv6 destination options"),
    ROUTING("ipv6.routing", "IPv6 routing"),
    FRAGMENT("ipv6.fraghdr", "IPv6 fragment"),
    AH("ah", "authentication header"),
    ICMP("icmp", "ICMP"),
    ICMPV6("icmpv6", "ICMPv6"),
    IGMP("igmp", "IGMP"),
    TCP("tcp", "TCP"),
    UDP("udp", "UDP"),
    DATA("data", "data"),
    PPPOE_SESSION("pppoes", "PPPoE session"),
    PPPOE_DISCOVERY("pppoed", "PPPoE discovery"),
    MPLS("mpls", "MPLS"),
    PSEUDOWIRE("pwethcw", "pseudowire control word"),
    GRE("gre", "GRE"),
    ERSPAN("erspan", "ERSPAN"),
    VXLAN("vxlan", "VXLAN"),
    GENEVE("geneve", "Geneve"),
    GTP("gtp", "GTP"),
    TEREDO("teredo", "Teredo"),
    L2TP("l2tp", "L2TP"),
    AYIYA("ayiya", "AYIYA"),
    LISP("lisp", "LISP control"),
    LISP_DATA("lisp-data", "LISP data"),
    ETHERIP("etherip", "EtherIP"),
    NSH("nsh", "network service header"),
    VNTAG("vntag", "VN-Tag"),
    ETAG("etag", "802.1BR E-tag"),
    FABRIC_PATH("cfp", "Cisco FabricPath"),
    IPCOMP("ipcomp", "IPComp"),
    PIM("pim", "PIM"),
    MACSEC("macsec", "MACsec"),
    ARISTA("avsp", "Arista time stamp"),
    SCTP("sctp", "SCTP"),
    SNAP_CISCO("cisco-snap", "Cisco SNAP"),
    OPENFLOW("openflow", "OpenFlow"),
    SFLOW("sflow", "sFlow"),
    WLAN("wlan", "802.11"),
    DNS("dns", "DNS"),
    MULTICAST_DNS("mdns", "mDNS"),
    LINK_LOCAL_NAMES("llmnr", "LLMNR"),
    DHCP("dhcp", "DHCP"),
    DHCPV6("dhcpv6", "DHCPv6"),
    NTP("ntp", "NTP"),
    HTTP("http", "HTTP");

    private final String abbreviation;
    private final String title;

    Layer(String abbreviation, String title) {
        this.abbreviation = abbreviation;
        this.title = title;
    }

    /** The short name, as in a filter or a list of protocols. */
    public String abbreviation() {
        return abbreviation;
    }

    /** The name for people. */
    public String title() {
        return title;
    }
}
