package sluice.pcap.filter;

import org.jspecify.annotations.Nullable;
import sluice.pcap.filter.graph.Condition;

/** Tests of what has a name: hosts, ports, protocols. */
final class Names {
    private static final int PORT_MAX = 65_535;

    private final Layout layout;
    private final Hosts hosts;
    private final Ports ports;
    private final Protocols protocols;
    private final ProtocolChain chain;
    private final HostNames hostNames;

    Names(
            Layout layout,
            Hosts hosts,
            Ports ports,
            Protocols protocols,
            ProtocolChain chain,
            HostNames hostNames) {
        this.layout = layout;
        this.hosts = hosts;
        this.ports = ports;
        this.protocols = protocols;
        this.chain = chain;
        this.hostNames = hostNames;
    }

    Condition generate(Expr.NamedId id) {
        Qualifiers q = id.qualifiers();
        String name = id.name();
        return switch (q.kind()) {
            case DEFAULT, HOST -> host(name, q);
            case NET -> throw layout.refuse("unknown network '" + name + "'");
            case PORT -> {
                int of = requirePortProtocol(layout, q);
                Port port = port(name, of);
                yield ports.ports(port.number, port.number, false, port.protocol, q.direction());
            }
            case PORT_RANGE -> portRange(name, q);
            case GATEWAY -> throw gateway(layout);
            case PROTO -> protocols.numbered(protocol(name, q.protocol()), q.protocol());
            case PROTO_CHAIN -> chain.generate(protocol(name, q.protocol()), q.protocol());
            case UNDEFINED -> throw unqualified(layout, Keywords.hint(name));
        };
    }

    static Refusal gateway(Layout layout) {
        return layout.refuse(
                "'gateway' is not supported: it needs the MAC and the IP address of a name");
    }

    static Refusal unqualified(Layout layout) {
        return unqualified(layout, "");
    }

    private static Refusal unqualified(Layout layout, String hint) {
        return layout.refuse(
                "no qualifier to take over from what stands before: 'host', 'net' or 'port' is"
                        + " missing"
                        + hint);
    }

    /** The protocol whose ports are asked for, as a number of IP or {@link Ports#ANY}. */
    static int requirePortProtocol(Layout layout, Qualifiers q) {
        return switch (q.protocol()) {
            case DEFAULT -> Ports.ANY;
            case TCP -> Numbers.IP_TCP;
            case UDP -> Numbers.IP_UDP;
            case SCTP -> Numbers.IP_SCTP;
            default ->
                    throw layout.refuse(
                            "'" + q.protocol().word + "' has no ports; tcp, udp and sctp have");
        };
    }

    static void requirePort(Layout layout, int number) {
        if (Integer.compareUnsigned(number, PORT_MAX) > 0) {
            throw layout.refuse(
                    "port " + Integer.toUnsignedString(number) + " is above " + PORT_MAX);
        }
    }

    private Condition host(String name, Qualifiers q) {
        if (q.protocol() == Protocol.LINK) {
            throw layout.refuse("unknown link-layer host '" + name + "'; a MAC address would do");
        }
        if (q.protocol() == Protocol.DECNET) {
            throw layout.refuse("'" + name + "' is no DECnet address such as 1.23");
        }
        boolean splits = !layout.hasType() && q.protocol() == Protocol.DEFAULT;
        Condition any = null;
        for (byte[] address : hostNames.addressesOf(name)) {
            Condition one = address(address, q, splits);
            if (one != null) any = any == null ? one : any.or(one);
        }
        if (any == null) throw layout.refuse("unknown host '" + name + "'");
        return any;
    }

    private @Nullable Condition address(byte[] address, Qualifiers q, boolean splits) {
        Direction direction = q.direction();
        if (address.length == 4 && q.protocol() != Protocol.IP6) {
            Protocol of = splits ? Protocol.IP : q.protocol();
            return hosts.ip4(word(address, 0), -1, new Qualifiers(of, direction, q.kind()));
        }
        if (address.length == 16 && q.protocol() != Protocol.IP) {
            int[] words = {word(address, 0), word(address, 4), word(address, 8), word(address, 12)};
            Protocol of = splits ? Protocol.IP6 : q.protocol();
            return hosts.ip6(words, 128, new Qualifiers(of, direction, q.kind()));
        }
        return null;
    }

    private static int word(byte[] octets, int at) {
        int word = 0;
        for (int i = at; i < at + 4; i++) word = (word << 8) | (octets[i] & 0xff);
        return word;
    }

    private record Port(int number, int protocol) {}

    private Port port(String name, int of) {
        NameTables.Service service = NameTables.service(name);
        if (service == null) throw layout.refuse("unknown port '" + name + "'");
        int number = service.tcp() >= 0 ? service.tcp() : service.udp();
        boolean both = service.tcp() == service.udp();
        int own = both ? Ports.ANY : service.tcp() >= 0 ? Numbers.IP_TCP : Numbers.IP_UDP;
        requirePort(layout, number);
        if (of != Ports.ANY && own != Ports.ANY && of != own) {
            String other = own == Numbers.IP_TCP ? "tcp" : "udp";
            throw layout.refuse("port '" + name + "' is one of " + other);
        }
        return new Port(number, of == Ports.ANY ? own : of);
    }

    private Condition portRange(String name, Qualifiers q) {
        int of = requirePortProtocol(layout, q);
        int dash = name.indexOf('-');
        if (dash < 0) throw layout.refuse("'" + name + "' is no range of ports such as 1-1023");
        String second = name.substring(dash + 1);
        // libpcap, pcap_nametoportrange: of two numbers, what stands behind them is passed over.
        int digits = leadingDigits(second);
        boolean numbers = digits > 0 && leadingDigits(name) == dash;
        Port from = port(name.substring(0, dash), Ports.ANY);
        Port to = port(numbers ? second.substring(0, digits) : second, Ports.ANY);
        int own = from.protocol == to.protocol ? from.protocol : Ports.ANY;
        if (of != Ports.ANY && own != Ports.ANY && of != own) {
            throw layout.refuse("the ports '" + name + "' are not those of " + q.protocol().word);
        }
        int protocol = of == Ports.ANY ? own : of;
        return ports.ports(from.number, to.number, true, protocol, q.direction());
    }

    private static int leadingDigits(String text) {
        int count = 0;
        while (count < text.length() && Scan.isDigit(text.charAt(count))) count++;
        return count;
    }

    private int protocol(String name, Protocol in) {
        int number =
                switch (in) {
                    case DEFAULT, IP, IP6 -> NameTables.protocol(name);
                    case LINK -> NameTables.linkProtocol(name);
                    case ISO -> NameTables.isoProtocol(name);
                    default -> -1;
                };
        if (number < 0) throw layout.refuse("unknown protocol '" + name + "'");
        return number;
    }
}
