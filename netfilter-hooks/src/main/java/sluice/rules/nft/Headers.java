package sluice.rules.nft;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sluice.packet.wire.IpProtocols;
import sluice.rules.expression.Payload;

/**
 * Protocols and the fields of their headers by the words of {@code nft} (nftables, src/proto.c and
 * the RFCs of the protocols).
 */
final class Headers {
    /** A field: where, in bits from the start of the header, and what it holds. */
    record Field(String name, int offsetBits, int lengthBits, DataType type) {}

    /**
     * A protocol.
     *
     * @param code number within the layer below: EtherType or IP protocol; -1 if it has none
     */
    record Protocol(String name, Payload.Base base, int code, Map<String, Field> fields) {
        boolean hasPorts() {
            return fields.containsKey("dport");
        }
    }

    static final int ETHER_IP = 0x0800;
    static final int ETHER_ARP = 0x0806;
    static final int ETHER_IP6 = 0x86dd;
    static final int ETHER_VLAN = 0x8100;

    private static final String PORTS = "sport 0 16 inet_service;dport 16 16 inet_service;";

    private static final Map<String, Protocol> PROTOCOLS = new LinkedHashMap<>();

    static {
        link("ether", -1, "daddr 0 48 ether_addr;saddr 48 48 ether_addr;type 96 16 ether_type");
        link(
                "vlan",
                ETHER_VLAN,
                "pcp 112 3 integer;dei 115 1 integer;cfi 115 1 integer;id 116 12 integer;"
                        + "type 128 16 ether_type");
        network(
                "arp",
                ETHER_ARP,
                "htype 0 16 integer;ptype 16 16 ether_type;hlen 32 8 integer;plen 40 8 integer;"
                        + "operation 48 16 arp_op;saddr ether 64 48 ether_addr;"
                        + "saddr ip 112 32 ipv4_addr;daddr ether 144 48 ether_addr;"
                        + "daddr ip 192 32 ipv4_addr");
        network(
                "ip",
                ETHER_IP,
                "version 0 4 integer;hdrlength 4 4 integer;dscp 8 6 dscp;ecn 14 2 ecn;"
                        + "length 16 16 integer;id 32 16 integer;frag-off 48 16 integer;"
                        + "ttl 64 8 integer;protocol 72 8 inet_proto;checksum 80 16 integer;"
                        + "saddr 96 32 ipv4_addr;daddr 128 32 ipv4_addr");
        network(
                "ip6",
                ETHER_IP6,
                "version 0 4 integer;dscp 4 6 dscp;ecn 10 2 ecn;flowlabel 12 20 integer;"
                        + "length 32 16 integer;nexthdr 48 8 inet_proto;hoplimit 56 8 integer;"
                        + "saddr 64 128 ipv6_addr;daddr 192 128 ipv6_addr");
        transport(
                "icmp",
                IpProtocols.ICMP,
                "type 0 8 icmp_type;code 8 8 icmp_code;checksum 16 16 integer;id 32 16 integer;"
                        + "sequence 48 16 integer;gateway 32 32 integer;mtu 48 16 integer");
        transport(
                "icmpv6",
                IpProtocols.ICMPV6,
                "type 0 8 icmpv6_type;code 8 8 icmpv6_code;checksum 16 16 integer;"
                        + "parameter-problem 32 32 integer;packet-too-big 32 32 integer;"
                        + "mtu 32 32 integer;id 32 16 integer;sequence 48 16 integer;"
                        + "max-delay 32 16 integer");
        transport(
                "igmp",
                IpProtocols.IGMP,
                "type 0 8 igmp_type;mrt 8 8 integer;checksum 16 16 integer;group 32 32 ipv4_addr");
        transport(
                "tcp",
                IpProtocols.TCP,
                PORTS
                        + "sequence 32 32 integer;ackseq 64 32 integer;doff 96 4 integer;"
                        + "reserved 100 4 integer;flags 104 8 tcp_flag;window 112 16 integer;"
                        + "checksum 128 16 integer;urgptr 144 16 integer");
        transport("udp", IpProtocols.UDP, PORTS + "length 32 16 integer;checksum 48 16 integer");
        transport(
                "udplite",
                IpProtocols.UDP_LITE,
                PORTS + "csumcov 32 16 integer;cscov 32 16 integer;checksum 48 16 integer");
        transport("sctp", IpProtocols.SCTP, PORTS + "vtag 32 32 integer;checksum 64 32 integer");
        transport("dccp", IpProtocols.DCCP, PORTS + "type 67 4 dccp_pkttype");
        transport("th", -1, PORTS);
        transport(
                "ah",
                IpProtocols.AH,
                "nexthdr 0 8 inet_proto;hdrlength 8 8 integer;reserved 16 16 integer;"
                        + "spi 32 32 integer;sequence 64 32 integer");
        transport("esp", IpProtocols.ESP, "spi 0 32 integer;sequence 32 32 integer");
        transport(
                "comp",
                IpProtocols.IPCOMP,
                "nexthdr 0 8 inet_proto;flags 8 8 integer;cpi 16 16 integer");
    }

    /** Extension headers of IPv6; the number in front is the header's. */
    private static final Map<String, Protocol> EXTENSIONS = new LinkedHashMap<>();

    static {
        extension("hbh", 0, "nexthdr 0 8 inet_proto;hdrlength 8 8 integer");
        extension(
                "rt",
                43,
                "nexthdr 0 8 inet_proto;hdrlength 8 8 integer;type 16 8 integer;seg-left 24 8"
                        + " integer");
        extension("rt0", 43, "addr 64 128 ipv6_addr");
        extension("rt2", 43, "addr 64 128 ipv6_addr");
        extension("srh", 43, "last-entry 32 8 integer;flags 40 8 integer;tag 48 16 integer");
        extension(
                "frag",
                44,
                "nexthdr 0 8 inet_proto;reserved 8 8 integer;frag-off 16 13 integer;"
                        + "reserved2 29 2 integer;more-fragments 31 1 integer;id 32 32 integer");
        extension("dst", 60, "nexthdr 0 8 inet_proto;hdrlength 8 8 integer");
        extension(
                "mh",
                135,
                "nexthdr 0 8 inet_proto;hdrlength 8 8 integer;type 16 8 mh_type;"
                        + "reserved 24 8 integer;checksum 32 16 integer");
    }

    private static final Map<String, Protocol> TCP_OPTIONS = new LinkedHashMap<>();
    private static final Map<String, Protocol> IP_OPTIONS = new LinkedHashMap<>();

    static {
        String head = "kind 0 8 integer;length 8 8 integer;";
        tcp("eol", 0, "kind 0 8 integer");
        tcp("nop", 1, "kind 0 8 integer");
        tcp("noop", 1, "kind 0 8 integer");
        tcp("maxseg", 2, head + "size 16 16 integer");
        tcp("window", 3, head + "count 16 8 integer");
        tcp("sack-perm", 4, head);
        tcp("sack-permitted", 4, head);
        tcp("sack", 5, head + "left 16 32 integer;right 48 32 integer");
        for (int i = 0; i < 4; i++) {
            int from = 16 + 64 * i;
            tcp(
                    "sack" + i,
                    5,
                    head + "left " + from + " 32 integer;right " + (from + 32) + " 32 integer");
        }
        tcp("timestamp", 8, head + "tsval 16 32 integer;tsecr 48 32 integer");
        tcp("md5sig", 19, head);
        tcp("mptcp", 30, head + "subtype 16 4 integer");
        tcp("fastopen", 34, head);
        String route = "type 0 8 integer;length 8 8 integer;ptr 16 8 integer;addr 24 32 ipv4_addr";
        ipOption("rr", 7, route);
        ipOption("lsrr", 131, route);
        ipOption("ssrr", 137, route);
        ipOption("ra", 148, "type 0 8 integer;length 8 8 integer;value 16 16 integer");
    }

    private Headers() {}

    private static void link(String name, int code, String fields) {
        put(PROTOCOLS, name, Payload.Base.LINK, code, fields);
    }

    private static void network(String name, int code, String fields) {
        put(PROTOCOLS, name, Payload.Base.NETWORK, code, fields);
    }

    private static void transport(String name, int code, String fields) {
        put(PROTOCOLS, name, Payload.Base.TRANSPORT, code, fields);
    }

    private static void extension(String name, int code, String fields) {
        put(EXTENSIONS, name, Payload.Base.NETWORK, code, fields);
    }

    private static void tcp(String name, int code, String fields) {
        put(TCP_OPTIONS, name, Payload.Base.TRANSPORT, code, fields);
    }

    private static void ipOption(String name, int code, String fields) {
        put(IP_OPTIONS, name, Payload.Base.NETWORK, code, fields);
    }

    private static void put(
            Map<String, Protocol> to, String name, Payload.Base base, int code, String fields) {
        Map<String, Field> made = new LinkedHashMap<>();
        for (String field : fields.split(";", -1)) {
            if (field.isEmpty()) continue;
            List<String> words = List.of(field.split(" ", -1));
            int count = words.size();
            String fieldName = String.join(" ", words.subList(0, count - 3));
            DataType type = DataType.of(words.get(count - 1)).orElseThrow();
            made.put(
                    fieldName,
                    new Field(
                            fieldName,
                            Integer.parseInt(words.get(count - 3)),
                            Integer.parseInt(words.get(count - 2)),
                            type));
        }
        to.put(name, new Protocol(name, base, code, made));
    }

    /** The protocol of a word, or null. */
    static @Nullable Protocol protocol(String name) {
        return PROTOCOLS.get(name);
    }

    /** The protocol of a number within a layer, or null. */
    static @Nullable Protocol protocol(Payload.Base base, int code) {
        for (Protocol each : PROTOCOLS.values())
            if (each.base() == base && each.code() == code && code >= 0) return each;
        return null;
    }

    static @Nullable Protocol extension(String name) {
        return EXTENSIONS.get(name);
    }

    static @Nullable Protocol tcpOption(String name) {
        return TCP_OPTIONS.get(name);
    }

    static @Nullable Protocol ipOption(String name) {
        return IP_OPTIONS.get(name);
    }
}
