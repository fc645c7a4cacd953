package sluice.pcap.filter;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The words of the language and the constants that it names (pcap-filter(7)). */
final class Keywords {
    /** Words that mean a token, whose text and place are filled in. */
    private static final Map<String, Token> WORDS = new HashMap<>();

    private static final Map<String, Integer> CONSTANTS = new HashMap<>();

    static {
        for (Protocol p : Protocol.values()) {
            if (p != Protocol.DEFAULT) protocol(p, p.word);
        }
        protocol(Protocol.LINK, "ether", "ppp", "slip", "fddi", "tr", "wlan");
        protocol(Protocol.ESIS, "es-is");
        protocol(Protocol.ISIS, "is-is");
        wireless(Direction.ADDRESS_1, "addr1", "address1");
        wireless(Direction.ADDRESS_2, "addr2", "address2");
        wireless(Direction.ADDRESS_3, "addr3", "address3");
        wireless(Direction.ADDRESS_4, "addr4", "address4");
        wireless(Direction.RECEIVER, "ra");
        wireless(Direction.TRANSMITTER, "ta");
        words(Kind.SRC, "src");
        words(Kind.DST, "dst");
        words(Kind.HOST, "host");
        words(Kind.NET, "net");
        words(Kind.MASK, "mask");
        words(Kind.PORT, "port");
        words(Kind.PORT_RANGE, "portrange");
        words(Kind.PROTO, "proto");
        words(Kind.PROTO_CHAIN, "protochain");
        words(Kind.GATEWAY, "gateway");
        words(Kind.TYPE, "type");
        words(Kind.SUBTYPE, "subtype");
        words(Kind.DIR, "direction", "dir");
        words(Kind.LESS, "less");
        words(Kind.GREATER, "greater");
        words(Kind.BYTE, "byte");
        words(Kind.BROADCAST, "broadcast");
        words(Kind.MULTICAST, "multicast");
        words(Kind.AND, "and");
        words(Kind.OR, "or");
        words(Kind.NOT, "not");
        words(Kind.LEN, "len", "length");
        words(Kind.INBOUND, "inbound");
        words(Kind.OUTBOUND, "outbound");
        words(Kind.IF_INDEX, "ifindex");
        words(Kind.VLAN, "vlan");
        words(Kind.MPLS, "mpls");
        words(Kind.PPPOED, "pppoed");
        words(Kind.PPPOES, "pppoes");
        words(Kind.GENEVE, "geneve");
        words(Kind.LLC, "llc");
        words(Kind.RULE_NUMBER, "rnr", "rulenum");
        words(Kind.PACKET_FILTER, "on", "ifname", "rset", "ruleset", "srnr", "subrulenum");
        words(Kind.PACKET_FILTER, "reason", "action");
        words(Kind.ATM, "lane", "metac", "bcc", "oam", "oamf4", "oamf4ec", "oamf4sc", "sc");
        words(Kind.ATM, "ilmic", "vpi", "vci", "connectmsg", "metaconnect");
        words(Kind.SS7, "fisu", "lssu", "lsu", "msu", "hfisu", "hlssu", "hmsu");
        words(Kind.SS7, "sio", "opc", "dpc", "sls", "hsio", "hopc", "hdpc", "hsls");
        icmpConstants();
        icmp6Constants();
        tcpConstants();
    }

    private Keywords() {}

    private static void words(Kind kind, String... words) {
        for (String word : words) WORDS.put(word, new Token(kind, 0, word));
    }

    private static void protocol(Protocol protocol, String... words) {
        for (String word : words) {
            WORDS.put(word, new Token(Kind.PROTOCOL, 0, word, 0, protocol, Direction.DEFAULT));
        }
    }

    private static void wireless(Direction direction, String... words) {
        for (String word : words) {
            Kind kind = Kind.WIRELESS_ADDRESS;
            WORDS.put(word, new Token(kind, 0, word, 0, Protocol.DEFAULT, direction));
        }
    }

    /** Numbers names from {@code value} on. */
    private static void numbered(int value, String... names) {
        int next = value;
        for (String name : names) CONSTANTS.put(name, next++);
    }

    /** RFC 792, 950 and 1256. */
    private static void icmpConstants() {
        numbered(0, "icmptype", "icmpcode");
        numbered(0, "icmp-echoreply");
        numbered(3, "icmp-unreach", "icmp-sourcequench", "icmp-redirect");
        numbered(8, "icmp-echo", "icmp-routeradvert", "icmp-routersolicit", "icmp-timxceed");
        numbered(12, "icmp-paramprob", "icmp-tstamp", "icmp-tstampreply", "icmp-ireq");
        numbered(16, "icmp-ireqreply", "icmp-maskreq", "icmp-maskreply");
    }

    /** RFC 4443, 2710, 4861, 2894, 4620, 3122, 3810, 6275, 3971 and 4286. */
    private static void icmp6Constants() {
        numbered(0, "icmp6type", "icmp6code");
        numbered(1, "icmp6-destinationunreach", "icmp6-packettoobig", "icmp6-timeexceeded");
        numbered(4, "icmp6-parameterproblem");
        numbered(128, "icmp6-echo", "icmp6-echoreply", "icmp6-multicastlistenerquery");
        numbered(131, "icmp6-multicastlistenerreportv1", "icmp6-multicastlistenerdone");
        numbered(133, "icmp6-routersolicit", "icmp6-routeradvert", "icmp6-neighborsolicit");
        numbered(136, "icmp6-neighboradvert", "icmp6-redirect", "icmp6-routerrenum");
        numbered(139, "icmp6-nodeinformationquery", "icmp6-nodeinformationresponse");
        numbered(141, "icmp6-ineighbordiscoverysolicit", "icmp6-ineighbordiscoveryadvert");
        numbered(143, "icmp6-multicastlistenerreportv2", "icmp6-homeagentdiscoveryrequest");
        numbered(145, "icmp6-homeagentdiscoveryreply", "icmp6-mobileprefixsolicit");
        numbered(147, "icmp6-mobileprefixadvert", "icmp6-certpathsolicit", "icmp6-certpathadvert");
        numbered(151, "icmp6-multicastrouteradvert", "icmp6-multicastroutersolicit");
        numbered(153, "icmp6-multicastrouterterm");
    }

    /** RFC 9293 3.1 and 3168. */
    private static void tcpConstants() {
        numbered(13, "tcpflags");
        String[] flags = {"fin", "syn", "rst", "push", "ack", "urg", "ece", "cwr"};
        for (int i = 0; i < flags.length; i++) numbered(1 << i, "tcp-" + flags[i]);
    }

    /** What to say of a name that would be a word if it were written small; else nothing. */
    static String hint(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean word = !lower.equals(name) && find(lower, 1) != null;
        return word ? "; words are written small: '" + lower + "'" : "";
    }

    /** The token that {@code text} is as a word or named constant, or null if it is a name. */
    static @Nullable Token find(String text, int column) {
        Token word = WORDS.get(text);
        if (word != null) {
            return new Token(word.kind(), column, text, 0, word.protocol(), word.direction());
        }
        Integer constant = CONSTANTS.get(text);
        return constant == null ? null : new Token(Kind.NUMBER, column, text, constant);
    }
}
