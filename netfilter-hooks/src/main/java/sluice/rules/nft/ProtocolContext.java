package sluice.rules.nft;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.rules.Expression;
import sluice.rules.NftSet;
import sluice.rules.RuleFamily;
import sluice.rules.SetElement;
import sluice.rules.SetOptions;
import sluice.rules.SetType;
import sluice.rules.SourcePlace;
import sluice.rules.Statement;
import sluice.rules.expression.Meta;
import sluice.rules.expression.MetaKey;
import sluice.rules.expression.Payload;
import sluice.rules.statement.Compare;
import sluice.rules.statement.InSet;

/**
 * Which protocols a rule is known to be about at a point of it, and the conditions that nft adds by
 * itself: {@code tcp dport 22} asks for TCP first (nftables, src/payload.c, {@code
 * payload_gen_dependency}).
 */
final class ProtocolContext {
    private static final int ARPHRD_ETHER = 1;
    private static final int NFPROTO_IPV4 = 2;
    private static final int NFPROTO_IPV6 = 10;

    private final RuleFamily family;
    private final List<Statement> conditions;
    private boolean ethernet;
    private boolean vlan;
    private Headers.@Nullable Protocol network;
    private Headers.@Nullable Protocol transport;
    private boolean transportStated;
    private boolean icmpTypeStated;

    /**
     * At the start of a rule.
     *
     * @param conditions where added conditions go
     */
    ProtocolContext(RuleFamily family, List<Statement> conditions) {
        this.family = family;
        this.conditions = conditions;
        ethernet = family == RuleFamily.BRIDGE;
        network =
                switch (family) {
                    case IP -> Headers.protocol("ip");
                    case IP6 -> Headers.protocol("ip6");
                    case ARP -> Headers.protocol("arp");
                    case INET, BRIDGE, NETDEV -> null;
                };
    }

    Headers.@Nullable Protocol network() {
        return network;
    }

    Headers.@Nullable Protocol transport() {
        return transport;
    }

    /** Whether a protocol above IP was asked for, be it one of several. */
    boolean transportStated() {
        return transportStated;
    }

    // ---- what is needed -------------------------------------------------------------------

    /** A field of this protocol is about to be read. */
    void need(Headers.Protocol protocol, SourcePlace place) throws NftFault {
        switch (protocol.base()) {
            case LINK -> needLink(protocol);
            case NETWORK -> needNetwork(protocol, place);
            case TRANSPORT -> needTransport(protocol, place);
            case INNER -> {}
        }
    }

    private void needLink(Headers.Protocol protocol) {
        if (!ethernet) {
            ethernet = true;
            equal(new Meta(MetaKey.IIFTYPE), Constants.bytes(ARPHRD_ETHER, 2));
        }
        if (protocol.name().equals("vlan") && !vlan) {
            vlan = true;
            equal(new Payload(Payload.Base.LINK, 12, 2), Constants.bytes(Headers.ETHER_VLAN, 2));
        }
    }

    private void needNetwork(Headers.Protocol protocol, SourcePlace place) throws NftFault {
        Headers.Protocol known = network;
        if (known != null) {
            if (!known.name().equals(protocol.name()))
                throw conflict(known.name(), protocol.name(), place);
            return;
        }
        if (family == RuleFamily.INET) {
            if (protocol.name().equals("arp")) throw conflict("inet", "arp", place);
            int number = protocol.name().equals("ip") ? NFPROTO_IPV4 : NFPROTO_IPV6;
            equal(new Meta(MetaKey.NFPROTO), Constants.bytes(number, 1));
        } else {
            equal(new Meta(MetaKey.PROTOCOL), Constants.bytes(protocol.code(), 2));
        }
        network = protocol;
    }

    private void needTransport(Headers.Protocol protocol, SourcePlace place) throws NftFault {
        Headers.Protocol known = transport;
        if (network != null && network.name().equals("arp"))
            throw conflict("arp", protocol.name(), place);
        if (protocol.name().equals("th")) {
            if (known != null && !known.hasPorts()) throw conflict(known.name(), "th", place);
            return;
        }
        if (known != null) {
            if (!known.name().equals(protocol.name()))
                throw conflict(known.name(), protocol.name(), place);
            return;
        }
        equal(new Meta(MetaKey.L4PROTO), Constants.bytes(protocol.code(), 1));
        transport = protocol;
        transportStated = true;
    }

    private static NftFault conflict(String known, String asked, SourcePlace place) {
        return new NftFault(place, "conflicting protocols specified: " + known + " vs. " + asked);
    }

    /** Fields of ICMP that only some types have ({@code payload_gen_icmp_dependency}). */
    void needIcmpType(String protocol, String field) {
        if (icmpTypeStated) return;
        boolean v6 = protocol.equals("icmpv6");
        int[] types =
                switch (field) {
                    case "id", "sequence" -> v6 ? new int[] {128, 129} : new int[] {0, 8};
                    case "gateway" -> new int[] {5};
                    case "mtu" -> new int[] {v6 ? 2 : 3};
                    case "packet-too-big" -> new int[] {2};
                    case "parameter-problem" -> new int[] {4};
                    case "max-delay" -> new int[] {130};
                    default -> new int[0];
                };
        if (types.length == 0) return;
        icmpTypeStated = true;
        var value = new Payload(Payload.Base.TRANSPORT, 0, 1);
        if (types.length == 1) {
            equal(value, Constants.bytes(types[0], 1));
            return;
        }
        var type =
                new SetType(List.of(v6 ? "icmpv6_type" : "icmp_type"), new int[] {1}, List.of(), 0);
        var set = new NftSet("", type, SetOptions.anonymous(false));
        for (int each : types) set.add(SetElement.of(Constants.bytes(each, 1)), 0);
        conditions.add(new InSet(value, false, set));
    }

    private void equal(Expression value, byte[] constant) {
        conditions.add(new Compare(value, Compare.Relation.EQ, constant));
    }

    // ---- what is known --------------------------------------------------------------------

    /**
     * A comparison for equality was made.
     *
     * @param value what with; -1 for one of several
     */
    void learn(Ex left, int value) throws NftFault {
        switch (left) {
            case Ex.MetaOf meta -> {
                switch (meta.key()) {
                    case "l4proto" -> learnTransport(value);
                    case "nfproto" -> {
                        if (value == NFPROTO_IPV4) learnNetwork("ip", meta.place());
                        if (value == NFPROTO_IPV6) learnNetwork("ip6", meta.place());
                    }
                    case "protocol" -> learnEtherType(value, meta.place());
                    case "iiftype" -> ethernet |= value == ARPHRD_ETHER;
                    default -> {}
                }
            }
            case Ex.Field field -> {
                switch (field.protocol() + " " + field.name()) {
                    case "ip protocol", "ip6 nexthdr" -> learnTransport(value);
                    case "ether type", "vlan type" -> learnEtherType(value, field.place());
                    case "icmp type", "icmpv6 type" -> icmpTypeStated = true;
                    default -> {}
                }
            }
            default -> {}
        }
    }

    private void learnTransport(int code) {
        transportStated = true;
        if (code >= 0) transport = Headers.protocol(Payload.Base.TRANSPORT, code);
    }

    private void learnEtherType(int code, SourcePlace place) throws NftFault {
        if (code == Headers.ETHER_VLAN) {
            vlan = true;
            return;
        }
        Headers.Protocol protocol = Headers.protocol(Payload.Base.NETWORK, code);
        if (protocol != null) learnNetwork(protocol.name(), place);
    }

    private void learnNetwork(String name, SourcePlace place) throws NftFault {
        Headers.Protocol known = network;
        if (known != null && !known.name().equals(name)) throw conflict(known.name(), name, place);
        network = Headers.protocol(name);
    }
}
