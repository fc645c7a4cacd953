package sluice.rules.nft;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.nat.NatRange;
import sluice.packet.wire.Addresses;
import sluice.rules.Expression;
import sluice.rules.NftSet;
import sluice.rules.RuleFamily;
import sluice.rules.SetType;
import sluice.rules.SourcePlace;
import sluice.rules.Statement;
import sluice.rules.expression.Constant;
import sluice.rules.expression.MapLookup;
import sluice.rules.statement.Duplicate;
import sluice.rules.statement.Forward;
import sluice.rules.statement.ForwardToNeighbour;
import sluice.rules.statement.NatTo;
import sluice.rules.statement.Tproxy;

/** Statements that send packets elsewhere: nat, tproxy, dup, fwd. */
final class Redirections {
    private static final SetBuilder.Part PORT = new SetBuilder.Part(DataType.INET_SERVICE, 16);
    private static final SetBuilder.Part DEVICE = new SetBuilder.Part(DataType.IFACE_INDEX, 32);

    private final Reader reader;
    private final Actions actions;
    private final RuleFamily family;
    private final List<Statement> to;

    Redirections(Reader reader, Actions actions, List<Statement> to) {
        this.reader = reader;
        this.actions = actions;
        this.family = reader.scope().table.family();
        this.to = to;
    }

    /** First and last of what something may become. */
    private record Bounds(@Nullable Expression from, @Nullable Expression to) {
        static final Bounds NONE = new Bounds(null, null);
    }

    // ---- translation -----------------------------------------------------------------------

    void translate(St.Translating nat) throws NftFault {
        NatTo.Kind kind =
                switch (nat.kind()) {
                    case "snat" -> NatTo.Kind.SNAT;
                    case "dnat" -> NatTo.Kind.DNAT;
                    case "masquerade" -> NatTo.Kind.MASQUERADE;
                    default -> NatTo.Kind.REDIRECT;
                };
        Set<NatRange.Flag> flags = EnumSet.noneOf(NatRange.Flag.class);
        for (String flag : nat.flags()) {
            switch (flag) {
                case "random" -> flags.add(NatRange.Flag.PROTO_RANDOM);
                case "fully-random" -> flags.add(NatRange.Flag.PROTO_RANDOM_FULLY);
                case "persistent" -> flags.add(NatRange.Flag.PERSISTENT);
                default ->
                        throw new NftFault(nat.place(), "there is no flag " + Lexer.excerpt(flag));
            }
        }
        if (nat.netmap()) flags.add(NatRange.Flag.NETMAP);
        Ex port = nat.port();
        if (port != null) needPorts(port.place());
        Ex address = nat.address();
        Bounds addresses = Bounds.NONE;
        Bounds ports = port == null ? Bounds.NONE : bounds(port, PORT);
        if (address != null) {
            String stated = addressFamily(nat.family(), address);
            if (stated.isEmpty())
                throw new NftFault(
                        nat.place(),
                        nat.kind()
                                + " needs ip or ip6 in front of the address in family "
                                + family.word());
            actions.family(stated);
            SetBuilder.Part part = address(stated);
            Ex key = address instanceof Ex.Mapped ? null : address;
            if (key instanceof Ex.Concat concat && concat.parts().size() == 2 && port == null) {
                needPorts(concat.place());
                addresses = bounds(concat.parts().getFirst(), part);
                ports = bounds(concat.parts().getLast(), PORT);
            } else if (address instanceof Ex.Mapped map) {
                Bounds[] both = mapped(map, part, nat.netmap());
                addresses = both[0];
                if (both[1].from() != null) {
                    needPorts(map.place());
                    ports = both[1];
                }
            } else {
                addresses = bounds(address, part);
            }
        }
        to.add(
                new NatTo(
                        kind,
                        addresses.from(),
                        addresses.to(),
                        ports.from(),
                        ports.to(),
                        0,
                        flags));
    }

    private void needPorts(SourcePlace place) throws NftFault {
        Headers.Protocol transport = reader.context().transport();
        boolean stated = reader.context().transportStated();
        if (!stated || (transport != null && !transport.hasPorts()))
            throw new NftFault(
                    place,
                    "transport protocol mapping is only valid after transport protocol match");
    }

    private static SetBuilder.Part address(String stated) {
        return stated.equals("ip")
                ? new SetBuilder.Part(DataType.IPV4_ADDR, 32)
                : new SetBuilder.Part(DataType.IPV6_ADDR, 128);
    }

    /** {@code ip} or {@code ip6}: as stated, as the rule says, or as the address looks. */
    private String addressFamily(String stated, Ex address) throws NftFault {
        String known = reader.knownFamily();
        if (!stated.isEmpty()) {
            if (!known.isEmpty() && !known.equals(stated))
                throw new NftFault(
                        address.place(),
                        "conflicting protocols specified: " + known + " vs. " + stated);
            return stated;
        }
        return known.isEmpty() ? looks(address) : known;
    }

    private static String looks(Ex address) {
        return switch (address) {
            case Ex.Word word -> {
                if (Addresses.parseIpv4(word.text()).isPresent()) yield "ip";
                yield Addresses.parseIpv6(word.text(), new byte[16], 0) ? "ip6" : "";
            }
            case Ex.Range range -> looks(range.from());
            case Ex.Prefix prefix -> looks(prefix.base());
            case Ex.Concat concat -> looks(concat.parts().getFirst());
            default -> "";
        };
    }

    private Bounds bounds(Ex ex, SetBuilder.Part part) throws NftFault {
        if (!Reader.constant(ex)) return new Bounds(actions.value(ex, part), null);
        Span span = reader.scope().constants().span(ex, part.type(), part.bits());
        return new Bounds(
                new Constant(span.from()), span.single() ? null : new Constant(span.to()));
    }

    /** Addresses, and ports if the map has them. */
    private Bounds[] mapped(Ex.Mapped map, SetBuilder.Part address, boolean netmap)
            throws NftFault {
        if (Reader.constant(map.key()))
            throw new NftFault(map.key().place(), "the key of a map is a constant");
        List<Typed> key = reader.parts(map.key());
        var builder = new SetBuilder(reader.scope());
        NftSet set;
        boolean ports;
        boolean interval;
        if (map.mapping() instanceof Ex.Braces braces) {
            ports = leadsToConcat(braces);
            interval = netmap || leadsToSpans(braces);
            List<SetBuilder.Part> parts = ports ? List.of(address, PORT) : List.of(address);
            set = builder.anonymous(braces, key, new SetBuilder.Data.Values(parts, interval));
        } else {
            set = builder.map(map.mapping(), key, null);
            ports = set.type().dataTypes().size() == 2;
            int single = ports ? SetType.padded(address.octets()) + 4 : address.octets();
            interval = set.type().dataOctets() == 2 * single;
            if ((set.type().dataOctets() != single && !interval)
                    || !set.type().dataTypes().getFirst().equals(address.type().word()))
                throw new NftFault(
                        map.mapping().place(),
                        "datatype mismatch: the map leads to "
                                + String.join(" . ", set.type().dataTypes()));
        }
        var lookup = new MapLookup(Reader.key(map.key(), key).form(), set);
        if (!ports && !interval) return new Bounds[] {new Bounds(lookup, null), Bounds.NONE};
        int half = interval ? set.type().dataOctets() / 2 : set.type().dataOctets();
        int length = address.octets();
        Bounds addresses = slices(lookup, 0, length, interval ? half : -1);
        Bounds portBounds =
                ports
                        ? slices(
                                lookup,
                                SetType.padded(length),
                                2,
                                interval ? half + SetType.padded(length) : -1)
                        : Bounds.NONE;
        return new Bounds[] {addresses, portBounds};
    }

    private static Bounds slices(Expression lookup, int at, int length, int last) {
        Expression from = new Slice(lookup, at, length);
        return new Bounds(from, last < 0 ? null : new Slice(lookup, last, length));
    }

    private static boolean leadsToConcat(Ex.Braces braces) {
        return braces.items().stream()
                .anyMatch(item -> item instanceof Ex.Pair pair && pair.data() instanceof Ex.Concat);
    }

    private static boolean leadsToSpans(Ex.Braces braces) {
        return braces.items().stream()
                .anyMatch(item ->
                        item instanceof Ex.Pair pair
                                && (pair.data() instanceof Ex.Prefix
                                        || pair.data() instanceof Ex.Range));
    }

    // ---- sockets and copies ------------------------------------------------------------------

    void proxy(St.Proxying proxy) throws NftFault {
        Ex address = proxy.address();
        Ex port = proxy.port();
        if (address == null && port == null)
            throw new NftFault(proxy.place(), "tproxy needs an address or a port");
        needPorts(proxy.place());
        String stated = proxy.family();
        if (stated.isEmpty() && address != null) stated = addressFamily("", address);
        if (stated.isEmpty() && address != null)
            throw new NftFault(
                    proxy.place(),
                    "tproxy needs ip or ip6 in front of the address in family " + family.word());
        if (!stated.isEmpty()) {
            addressFamily(stated, address == null ? new Ex.Star(proxy.place()) : address);
            actions.family(stated);
        }
        Expression where = address == null ? null : actions.value(address, address(stated));
        to.add(new Tproxy(where, port == null ? null : actions.value(port, PORT)));
    }

    void duplicate(St.Duplicating dup) throws NftFault {
        Ex device = dup.device();
        if (family == RuleFamily.NETDEV) {
            to.add(new Duplicate(null, actions.value(dup.to(), DEVICE)));
            return;
        }
        String stated = addressFamily("", dup.to());
        if (stated.isEmpty() || family == RuleFamily.BRIDGE || family == RuleFamily.ARP)
            throw new NftFault(
                    dup.place(),
                    "dup is for families ip, ip6, inet (behind a match of ip or ip6) and netdev");
        Expression gateway = actions.value(dup.to(), address(stated));
        to.add(new Duplicate(gateway, device == null ? null : actions.value(device, DEVICE)));
    }

    void forward(St.Forwarding forward) throws NftFault {
        if (family != RuleFamily.NETDEV)
            throw new NftFault(forward.place(), "fwd is for family netdev");
        Ex neighbour = forward.address();
        if (neighbour != null) {
            String stated = addressFamily(forward.family(), neighbour);
            if (stated.isEmpty())
                throw new NftFault(
                        forward.place(), "fwd to a neighbour needs ip or ip6 in front of to");
            to.add(
                    new ForwardToNeighbour(
                            actions.value(neighbour, address(stated)),
                            actions.value(forward.device(), DEVICE)));
            return;
        }
        to.add(new Forward(actions.value(forward.device(), DEVICE)));
    }
}
