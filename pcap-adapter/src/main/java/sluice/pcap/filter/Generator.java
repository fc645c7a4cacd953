package sluice.pcap.filter;

import org.jspecify.annotations.Nullable;
import sluice.bpf.Ancillary;
import sluice.bpf.BpfCode;
import sluice.pcap.filter.Fields.Size;
import sluice.pcap.filter.graph.Code;
import sluice.pcap.filter.graph.Condition;
import sluice.pcap.filter.graph.Graph;
import sluice.pcap.filter.graph.Test;

/** Turns an expression into the graph of its tests, in the order of the text. */
final class Generator {
    /** The packet type of what this host sends, of Linux and in cooked headers. */
    private static final int OUTGOING = 4;

    private static final long BROADCAST_MAC = 0xffff_ffff_ffffL;

    private final FilterOptions options;
    private final Layout layout;
    private final Fields fields;
    private final LinkTypes types;
    private final Hosts hosts;
    private final Ports ports;
    private final Protocols protocols;
    private final ProtocolChain chain;
    private final Wireless wireless;
    private final Encapsulations encapsulations;
    private final Computations computations;
    private final Names names;

    private Generator(Link link, FilterOptions options, boolean explains) {
        this.options = options;
        layout = new Layout(link, explains);
        fields = new Fields(layout);
        types = new LinkTypes(layout, fields, options.source());
        hosts = new Hosts(layout, fields, types);
        ports = new Ports(layout, fields, types, hosts);
        protocols = new Protocols(layout, fields, types);
        chain = new ProtocolChain(layout, types);
        wireless = new Wireless(fields);
        encapsulations = new Encapsulations(layout, fields, types, ports, options.source());
        computations = new Computations(layout, fields, protocols, ports);
        names = new Names(layout, hosts, ports, protocols, chain, options.hostNames());
    }

    /**
     * A graph that was generated.
     *
     * @param jumpsInside true if statements jump, so that the optimizer must not touch it
     */
    record Generated(Graph graph, boolean jumpsInside) {}

    /**
     * The graph of {@code expr}; of null, it matches everything.
     *
     * @param explains whether its tests say in words what they ask
     */
    static Generated generate(
            @Nullable Expr expr, Link link, FilterOptions options, boolean explains) {
        int keep = options.snapLengthOctets();
        if (expr == null) return new Generated(Graph.keepingAll(keep), false);
        Generator generator = new Generator(link, options, explains);
        Condition condition = generator.condition(expr);
        Prologue.insert(generator.layout, condition.first());
        return new Generated(Graph.of(condition, keep), generator.layout.jumpsInside);
    }

    private Condition condition(Expr expr) {
        return switch (expr) {
            case Expr.Chain(_, Expr first, var rest) -> {
                Condition all = condition(first);
                for (Expr.Joined next : rest) {
                    Condition right = condition(next.right());
                    all = next.and() ? all.and(right) : all.or(right);
                }
                yield all;
            }
            case Expr.Not(_, Expr inner) -> condition(inner).not();
            case Expr.Relation relation -> computations.relation(relation);
            default -> {
                layout.column = expr.column();
                yield primitive(expr);
            }
        };
    }

    private Condition primitive(Expr expr) {
        return switch (expr) {
            case Expr.Chain _, Expr.Not _, Expr.Relation _ -> condition(expr);
            case Expr.Abbreviation(_, Protocol protocol) -> protocols.named(protocol);
            case Expr.NumberId(_, int value, Qualifiers q) -> number(value, q);
            case Expr.DottedId(_, String text, Qualifiers q) -> dotted(text, q);
            case Expr.MaskedId masked -> masked(masked);
            case Expr.Ip6Id ip6 -> ip6(ip6);
            case Expr.MacId(_, long address, Qualifiers q) -> mac(address, q);
            case Expr.ArcId _ -> throw layout.refuse("no ARCnet addresses on " + link());
            case Expr.NamedId named -> names.generate(named);
            case Expr.Cast(_, Protocol protocol, boolean broadcast) ->
                    broadcast ? broadcast(protocol) : multicast(protocol);
            case Expr.Length(_, boolean greater, int octets) -> length(greater, octets);
            case Expr.ByteTest test -> byteTest(test);
            case Expr.Bound(_, boolean outbound) -> outbound ? outbound() : outbound().not();
            case Expr.IfIndex(_, int index) -> interfaceIndex(index);
            case Expr.Encapsulated encapsulated -> encapsulations.generate(encapsulated);
            case Expr.PppoeDiscovery _ -> types.is(Numbers.TYPE_PPPOED);
            case Expr.WirelessField(_, int offset, int value, int mask) -> {
                if (!layout.link.isWireless())
                    throw layout.refuse("no 802.11 headers on " + link());
                yield fields.masked(Base.LINK_HEADER, offset, Size.OCTET, value, mask);
            }
            case Expr.Llc(_, int value, int mask) -> types.llc(value, mask);
        };
    }

    private String link() {
        return layout.link.words;
    }

    private Condition number(int value, Qualifiers q) {
        return switch (q.kind()) {
            case DEFAULT, HOST, NET -> {
                if (q.protocol() == Protocol.DECNET) yield hosts.ip4(value, 0, q);
                if (q.protocol() == Protocol.LINK) {
                    throw layout.refuse("a number is no link-layer address");
                }
                int address = value;
                int mask = -1;
                while (q.kind() == AddressKind.NET && address != 0 && address >>> 24 == 0) {
                    address <<= 8;
                    mask <<= 8;
                }
                yield hosts.ip4(address, mask, q);
            }
            case PORT, PORT_RANGE -> {
                int protocol = Names.requirePortProtocol(layout, q);
                Names.requirePort(layout, value);
                boolean range = q.kind() == AddressKind.PORT_RANGE;
                yield ports.ports(value, value, range, protocol, q.direction());
            }
            case PROTO -> {
                yield protocols.numbered(value, q.protocol());
            }
            case PROTO_CHAIN -> {
                yield chain.generate(value, q.protocol());
            }
            case GATEWAY -> throw Names.gateway(layout);
            case UNDEFINED -> throw Names.unqualified(layout);
            default -> throw new IllegalStateException("" + q);
        };
    }

    private Condition dotted(String text, Qualifiers q) {
        switch (q.kind()) {
            case DEFAULT, HOST, NET -> {}
            case GATEWAY -> throw Names.gateway(layout);
            case UNDEFINED -> throw Names.unqualified(layout);
            default ->
                    throw layout.refuse("'" + q.kind().word + "' does not go with an IPv4 address");
        }
        if (q.protocol() == Protocol.DECNET) return hosts.ip4(decnet(text), 0, q);
        if (q.protocol() == Protocol.LINK) {
            throw layout.refuse("an IPv4 address is no link-layer address");
        }
        Addresses.Ip4 address = Addresses.ip4(text, layout.column);
        return hosts.ip4(address.shifted(), address.mask(), q);
    }

    /** Area and node of a DECnet address: 6 and 10 bits. */
    private int decnet(String text) {
        String[] numbers = text.split("\\.", -1);
        int area = NameTables.decimal(numbers[0]);
        int node = NameTables.decimal(numbers[1]);
        if (area < 0 || node < 0) {
            throw layout.refuse("'" + text + "' is no DECnet address such as 1.23");
        }
        return ((area << 10) & 0xfc00) | (node & 0x03ff);
    }

    private Condition masked(Expr.MaskedId id) {
        Addresses.Ip4 network = Addresses.ip4(id.text(), id.column());
        int mask;
        if (id.mask().isEmpty()) {
            if (Integer.compareUnsigned(id.bits(), 32) > 0) {
                throw layout.refuse("a prefix of IPv4 has at most 32 bits");
            }
            mask = Hosts.maskOf(id.bits(), 0);
        } else {
            mask = Addresses.ip4(id.mask(), id.column()).shifted();
        }
        if ((network.shifted() & ~mask) != 0) {
            throw layout.refuse("'" + id.text() + "' has bits set outside the mask");
        }
        Qualifiers q = id.qualifiers();
        if (q.kind() != AddressKind.NET) throw layout.refuse("a mask goes with 'net' only");
        return hosts.ip4(network.shifted(), mask, q);
    }

    private Condition ip6(Expr.Ip6Id id) {
        if (Integer.compareUnsigned(id.bits(), 128) > 0) {
            throw layout.refuse("a prefix of IPv6 has at most 128 bits");
        }
        for (int i = 0; i < 4; i++) {
            if ((id.words()[i] & ~Hosts.maskOf(id.bits(), i)) != 0) {
                throw layout.refuse("the address has bits set outside the prefix");
            }
        }
        Qualifiers q = id.qualifiers();
        switch (q.kind()) {
            case NET -> {}
            case DEFAULT, HOST -> {
                if (id.bits() != 128) throw layout.refuse("a prefix goes with 'net' only");
            }
            case UNDEFINED -> throw Names.unqualified(layout);
            default ->
                    throw layout.refuse("'" + q.kind().word + "' does not go with an IPv6 address");
        }
        return hosts.ip6(id.words(), id.bits(), q);
    }

    private Condition mac(long address, Qualifiers q) {
        boolean host = q.kind() == AddressKind.HOST || q.kind() == AddressKind.DEFAULT;
        if (!host || q.protocol() != Protocol.LINK) {
            throw layout.refuse("a MAC address needs 'ether host', 'ether src' or 'ether dst'");
        }
        return switch (layout.link) {
            case EN10MB -> types.withInnerHeader(hosts.mac(address, q.direction()));
            case IEEE802_11, IEEE802_11_RADIO -> wireless.mac(address, q.direction());
            default -> throw layout.refuse("no MAC addresses on " + link());
        };
    }

    private Condition broadcast(Protocol protocol) {
        return switch (protocol) {
            case DEFAULT, LINK -> {
                Qualifiers q =
                        new Qualifiers(Protocol.LINK, Direction.DESTINATION, AddressKind.HOST);
                if (layout.link != Link.EN10MB && !layout.link.isWireless()) {
                    throw layout.refuse("nothing is broadcast on " + link());
                }
                yield mac(BROADCAST_MAC, q);
            }
            case IP -> {
                Condition ip = types.is(Numbers.TYPE_IP);
                int host = ~options.netmask();
                Condition zeros = fields.masked(Base.NETWORK, 16, Size.WORD, 0, host);
                Condition ones = fields.masked(Base.NETWORK, 16, Size.WORD, host, host);
                yield ip.and(zeros.or(ones));
            }
            default -> throw layout.refuse("'broadcast' goes with 'ether' or 'ip' only");
        };
    }

    private Condition multicast(Protocol protocol) {
        return switch (protocol) {
            case DEFAULT, LINK -> {
                yield switch (layout.link) {
                    case EN10MB -> types.withInnerHeader(groupBit(0));
                    case IEEE802_11, IEEE802_11_RADIO -> wireless.destination(this::groupBit);
                    default -> throw layout.refuse("no link-layer multicast on " + link());
                };
            }
            case IP -> {
                Condition ip = types.is(Numbers.TYPE_IP);
                yield ip.and(fields.aboveOrEqual(Base.NETWORK, 16, Size.OCTET, 224));
            }
            case IP6 -> {
                Condition ip6 = types.is(Numbers.TYPE_IP6);
                yield ip6.and(fields.equal(Base.NETWORK, 24, Size.OCTET, 255));
            }
            default -> throw layout.refuse("'multicast' goes with 'ether', 'ip' or 'ip6' only");
        };
    }

    private Condition groupBit(int offset) {
        return fields.anyBit(Base.LINK_HEADER, offset, Size.OCTET, 0x01);
    }

    private static Condition length(boolean greater, int octets) {
        Code code = new Code();
        code.add(BpfCode.LD_LEN, 0);
        Test test = new Test(code, greater ? BpfCode.JGE : BpfCode.JGT, octets);
        String bound = (greater ? "at least " : "above ") + Integer.toUnsignedString(octets);
        test.says("the packet's length is " + bound);
        return greater ? test : test.not();
    }

    private Condition byteTest(Expr.ByteTest test) {
        int offset = test.offset();
        int value = test.value();
        return switch (test.operator()) {
            case '=' -> fields.equal(Base.LINK_HEADER, offset, Size.OCTET, value);
            case '>' -> fields.above(Base.LINK_HEADER, offset, Size.OCTET, value);
            case '<' -> fields.aboveOrEqual(Base.LINK_HEADER, offset, Size.OCTET, value).not();
            default -> {
                // The octet itself is never loaded: libpcap's, and the sets are to be the same.
                Code code = new Code();
                code.add(test.operator() == '|' ? BpfCode.OR : BpfCode.AND, value);
                Test zero = new Test(code, BpfCode.JEQ, 0);
                zero.says("A, where no octet was loaded, and the value give 0");
                yield zero.not();
            }
        };
    }

    private void requireLive(String word) {
        if (!options.source().isLive()) {
            throw layout.refuse("'" + word + "' asks what a file of " + link() + " does not hold");
        }
    }

    private Condition outbound() {
        return switch (layout.link) {
            case LINUX_SLL -> fields.equal(Base.LINK_HEADER, 0, Size.HALF, OUTGOING);
            case LINUX_SLL2 -> fields.equal(Base.LINK_HEADER, 10, Size.OCTET, OUTGOING);
            default -> {
                requireLive("inbound' and 'outbound");
                int at = Ancillary.OFFSET + Ancillary.PACKET_TYPE.number();
                yield fields.equal(Base.LINK_HEADER, at, Size.HALF, OUTGOING);
            }
        };
    }

    private Condition interfaceIndex(int index) {
        if (layout.link == Link.LINUX_SLL2) {
            return fields.equal(Base.LINK_HEADER, 4, Size.WORD, index);
        }
        requireLive("ifindex");
        return fields.equal(
                Base.LINK_HEADER,
                Ancillary.OFFSET + Ancillary.INTERFACE_INDEX.number(),
                Size.WORD,
                index);
    }
}
