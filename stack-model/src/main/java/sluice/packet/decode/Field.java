package sluice.packet.decode;

/** Fields the dissector reports, by the names that protocol analysers use for them. */
public enum Field {
    ETH_SRC("eth.src", FieldKind.MAC, Layer.ETHERNET),
    ETH_DST("eth.dst", FieldKind.MAC, Layer.ETHERNET),
    ETH_TYPE("eth.type", FieldKind.HEX16, Layer.ETHERNET),
    ETH_LEN("eth.len", FieldKind.DECIMAL, Layer.ETHERNET),
    VLAN_ID("vlan.id", FieldKind.DECIMAL, Layer.VLAN),
    VLAN_PRIORITY("vlan.priority", FieldKind.DECIMAL, Layer.VLAN),
    MPLS_LABEL("mpls.label", FieldKind.DECIMAL, Layer.MPLS),
    SLL_PKTTYPE("sll.pkttype", FieldKind.DECIMAL, Layer.SLL),
    SLL_SRC_ETH("sll.src.eth", FieldKind.MAC, Layer.SLL),
    SLL_ETYPE("sll.etype", FieldKind.HEX16, Layer.SLL),
    NULL_FAMILY("null.family", FieldKind.DECIMAL, Layer.NULL),
    NULL_TYPE("null.type", FieldKind.HEX16, Layer.NULL),
    ARP_OPCODE("arp.opcode", FieldKind.DECIMAL, Layer.ARP),
    ARP_HW_TYPE("arp.hw.type", FieldKind.DECIMAL, Layer.ARP),
    ARP_PROTO_TYPE("arp.proto.type", FieldKind.HEX16, Layer.ARP),
    ARP_SRC_HW_MAC("arp.src.hw_mac", FieldKind.MAC, Layer.ARP),
    ARP_SRC_PROTO_IPV4("arp.src.proto_ipv4", FieldKind.IPV4, Layer.ARP),
    ARP_DST_HW_MAC("arp.dst.hw_mac", FieldKind.MAC, Layer.ARP),
    ARP_DST_PROTO_IPV4("arp.dst.proto_ipv4", FieldKind.IPV4, Layer.ARP),
    IP_VERSION("ip.version", FieldKind.DECIMAL, Layer.IPV4),
    IP_HDR_LEN("ip.hdr_len", FieldKind.DECIMAL, Layer.IPV4),
    IP_LEN("ip.len", FieldKind.DECIMAL, Layer.IPV4),
    IP_ID("ip.id", FieldKind.HEX16, Layer.IPV4),
    IP_SRC("ip.src", FieldKind.IPV4, Layer.IPV4),
    IP_DST("ip.dst", FieldKind.IPV4, Layer.IPV4),
    IP_PROTO("ip.proto", FieldKind.DECIMAL, Layer.IPV4),
    IP_FLAGS_DF("ip.flags.df", FieldKind.FLAG, Layer.IPV4),
    IP_FLAGS_MF("ip.flags.mf", FieldKind.FLAG, Layer.IPV4),
    IP_FRAG_OFFSET("ip.frag_offset", FieldKind.DECIMAL, Layer.IPV4),
    IP_TTL("ip.ttl", FieldKind.DECIMAL, Layer.IPV4),
    IP_DSFIELD("ip.dsfield", FieldKind.HEX8, Layer.IPV4),
    IP_CHECKSUM_STATUS("ip.checksum.status", FieldKind.DECIMAL, Layer.IPV4),
    IPV6_VERSION("ipv6.version", FieldKind.DECIMAL, Layer.IPV6),
    IPV6_SRC("ipv6.src", FieldKind.IPV6, Layer.IPV6),
    IPV6_DST("ipv6.dst", FieldKind.IPV6, Layer.IPV6),
    IPV6_NXT("ipv6.nxt", FieldKind.DECIMAL, Layer.IPV6),
    IPV6_PLEN("ipv6.plen", FieldKind.DECIMAL, Layer.IPV6),
    IPV6_HLIM("ipv6.hlim", FieldKind.DECIMAL, Layer.IPV6),
    IPV6_TCLASS("ipv6.tclass", FieldKind.HEX32, Layer.IPV6),
    IPV6_FLOW("ipv6.flow", FieldKind.HEX24, Layer.IPV6),
    IPV6_FRAGHDR_OFFSET("ipv6.fraghdr.offset", FieldKind.DECIMAL, Layer.FRAGMENT),
    IPV6_FRAGHDR_MORE("ipv6.fraghdr.more", FieldKind.FLAG, Layer.FRAGMENT),
    IPV6_FRAGHDR_IDENT("ipv6.fraghdr.ident", FieldKind.HEX32, Layer.FRAGMENT),
    ICMP_TYPE("icmp.type", FieldKind.DECIMAL, Layer.ICMP),
    ICMP_CODE("icmp.code", FieldKind.DECIMAL, Layer.ICMP),
    ICMP_CHECKSUM_STATUS("icmp.checksum.status", FieldKind.DECIMAL, Layer.ICMP),
    ICMPV6_TYPE("icmpv6.type", FieldKind.DECIMAL, Layer.ICMPV6),
    ICMPV6_CODE("icmpv6.code", FieldKind.DECIMAL, Layer.ICMPV6),
    ICMPV6_CHECKSUM_STATUS("icmpv6.checksum.status", FieldKind.DECIMAL, Layer.ICMPV6),
    IGMP_TYPE("igmp.type", FieldKind.HEX8, Layer.IGMP),
    IGMP_VERSION("igmp.version", FieldKind.DECIMAL, Layer.IGMP),
    IGMP_CHECKSUM_STATUS("igmp.checksum.status", FieldKind.DECIMAL, Layer.IGMP),
    TCP_SRCPORT("tcp.srcport", FieldKind.DECIMAL, Layer.TCP),
    TCP_DSTPORT("tcp.dstport", FieldKind.DECIMAL, Layer.TCP),
    TCP_SEQ_RAW("tcp.seq_raw", FieldKind.DECIMAL, Layer.TCP),
    TCP_ACK_RAW("tcp.ack_raw", FieldKind.DECIMAL, Layer.TCP),
    TCP_HDR_LEN("tcp.hdr_len", FieldKind.DECIMAL, Layer.TCP),
    TCP_FLAGS("tcp.flags", FieldKind.HEX16, Layer.TCP),
    TCP_WINDOW("tcp.window_size_value", FieldKind.DECIMAL, Layer.TCP),
    TCP_LEN("tcp.len", FieldKind.DECIMAL, Layer.TCP),
    TCP_URGENT_POINTER("tcp.urgent_pointer", FieldKind.DECIMAL, Layer.TCP),
    TCP_OPTIONS_MSS("tcp.options.mss_val", FieldKind.DECIMAL, Layer.TCP),
    TCP_CHECKSUM_STATUS("tcp.checksum.status", FieldKind.DECIMAL, Layer.TCP),
    UDP_SRCPORT("udp.srcport", FieldKind.DECIMAL, Layer.UDP),
    UDP_DSTPORT("udp.dstport", FieldKind.DECIMAL, Layer.UDP),
    UDP_LENGTH("udp.length", FieldKind.DECIMAL, Layer.UDP),
    UDP_CHECKSUM_STATUS("udp.checksum.status", FieldKind.DECIMAL, Layer.UDP);

    private final String abbreviation;
    private final FieldKind kind;
    private final Layer layer;

    Field(String abbreviation, FieldKind kind, Layer layer) {
        this.abbreviation = abbreviation;
        this.kind = kind;
        this.layer = layer;
    }

    /** The name, as in a filter or the head of a table. */
    public String abbreviation() {
        return abbreviation;
    }

    /** How to tell its value. */
    public FieldKind kind() {
        return kind;
    }

    /** The protocol it belongs to. */
    public Layer layer() {
        return layer;
    }
}
