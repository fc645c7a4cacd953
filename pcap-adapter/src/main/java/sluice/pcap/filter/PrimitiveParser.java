package sluice.pcap.filter;

import org.jspecify.annotations.Nullable;

/** Reads the primitives of the language: words with what belongs to them, and addresses. */
final class PrimitiveParser {
    private static final int IP6_BITS = 128;

    private final Tokens tokens;
    private final WirelessParser wireless;

    PrimitiveParser(Tokens tokens) {
        this.tokens = tokens;
        wireless = new WirelessParser(tokens);
    }

    /** An address or name with the qualifiers in force, or null if none stands here. */
    @Nullable Expr id(Qualifiers qualifiers) {
        Token token = tokens.peek();
        int column = token.column();
        return switch (token.kind()) {
            case NAME -> {
                tokens.take();
                yield new Expr.NamedId(column, token.text(), qualifiers);
            }
            case IPV4 -> {
                tokens.take();
                yield ip4(token, qualifiers);
            }
            case IPV6 -> {
                tokens.take();
                yield ip6(token, qualifiers);
            }
            case MAC -> {
                tokens.take();
                yield new Expr.MacId(column, Addresses.mac(token.text()), qualifiers);
            }
            case ARC -> {
                tokens.take();
                yield new Expr.ArcId(column);
            }
            default -> {
                yield null;
            }
        };
    }

    private Expr ip4(Token address, Qualifiers qualifiers) {
        int column = address.column();
        String text = address.text();
        if (tokens.takeIf(Kind.DIVIDE)) {
            int bits = tokens.require(Kind.NUMBER, "'/'").value();
            return new Expr.MaskedId(column, text, "", bits, qualifiers);
        }
        if (tokens.takeIf(Kind.MASK)) {
            String mask = tokens.require(Kind.IPV4, "'mask'").text();
            return new Expr.MaskedId(column, text, mask, 0, qualifiers);
        }
        return new Expr.DottedId(column, text, qualifiers);
    }

    private Expr ip6(Token address, Qualifiers qualifiers) {
        int column = address.column();
        int[] words = Addresses.ip6(address.text());
        if (words == null) {
            throw new Refusal(column, "'" + address.text() + "' is no IPv6 address");
        }
        if (!tokens.takeIf(Kind.DIVIDE)) {
            return new Expr.Ip6Id(column, words, IP6_BITS, false, qualifiers);
        }
        int bits = tokens.require(Kind.NUMBER, "'/'").value();
        return new Expr.Ip6Id(column, words, bits, true, qualifiers);
    }

    /**
     * The qualifiers that stand here, after {@code protocol} if that is not null, or null if the
     * words here are no qualifiers of an address.
     */
    @Nullable Qualifiers head(@Nullable Token protocol) {
        Protocol of = protocol == null ? Protocol.DEFAULT : protocol.protocol();
        Direction direction = direction();
        AddressKind kind = addressKind(direction);
        if (kind == null && direction == Direction.DEFAULT) return null;
        return new Qualifiers(of, direction, kind == null ? AddressKind.DEFAULT : kind);
    }

    private Direction direction() {
        Token token = tokens.peek();
        return switch (token.kind()) {
            case SRC, DST -> {
                tokens.take();
                Direction alone =
                        token.kind() == Kind.SRC ? Direction.SOURCE : Direction.DESTINATION;
                Kind joint = tokens.kind();
                if (joint != Kind.AND && joint != Kind.OR) yield alone;
                tokens.take();
                tokens.require(token.kind() == Kind.SRC ? Kind.DST : Kind.SRC, "the joint");
                yield joint == Kind.AND ? Direction.BOTH : Direction.EITHER;
            }
            case WIRELESS_ADDRESS -> {
                yield tokens.take().direction();
            }
            default -> {
                yield Direction.DEFAULT;
            }
        };
    }

    private @Nullable AddressKind addressKind(Direction direction) {
        boolean undirected = direction == Direction.DEFAULT;
        AddressKind kind =
                switch (tokens.kind()) {
                    case HOST -> AddressKind.HOST;
                    case NET -> AddressKind.NET;
                    case PORT -> AddressKind.PORT;
                    case PORT_RANGE -> AddressKind.PORT_RANGE;
                    case PROTO -> undirected ? AddressKind.PROTO : null;
                    case PROTO_CHAIN -> undirected ? AddressKind.PROTO_CHAIN : null;
                    case GATEWAY -> undirected ? AddressKind.GATEWAY : null;
                    default -> null;
                };
        if (kind != null) tokens.take();
        return kind;
    }

    /** A primitive that is no address; {@code protocol} stands before it if it is not null. */
    Expr primitive(@Nullable Token protocol) {
        Token token = tokens.peek();
        int column = protocol == null ? token.column() : protocol.column();
        Protocol of = protocol == null ? Protocol.DEFAULT : protocol.protocol();
        return switch (token.kind()) {
            case BROADCAST, MULTICAST -> {
                tokens.take();
                yield new Expr.Cast(column, of, token.kind() == Kind.BROADCAST);
            }
            case TYPE, SUBTYPE, DIR -> {
                yield wireless.field();
            }
            default -> {
                if (protocol != null) yield new Expr.Abbreviation(column, of);
                yield word(token);
            }
        };
    }

    private Expr word(Token token) {
        int column = token.column();
        return switch (token.kind()) {
            case LESS, GREATER -> {
                tokens.take();
                int octets = number(token);
                yield new Expr.Length(column, token.kind() == Kind.GREATER, octets);
            }
            case BYTE -> {
                tokens.take();
                yield byteTest(token);
            }
            case INBOUND, OUTBOUND -> {
                tokens.take();
                yield new Expr.Bound(column, token.kind() == Kind.OUTBOUND);
            }
            case IF_INDEX -> {
                tokens.take();
                yield new Expr.IfIndex(column, number(token));
            }
            case VLAN -> {
                yield encapsulated(Expr.Layer.VLAN);
            }
            case MPLS -> {
                yield encapsulated(Expr.Layer.MPLS);
            }
            case PPPOES -> {
                yield encapsulated(Expr.Layer.PPPOES);
            }
            case GENEVE -> {
                yield encapsulated(Expr.Layer.GENEVE);
            }
            case PPPOED -> {
                tokens.take();
                yield new Expr.PppoeDiscovery(column);
            }
            case LLC -> {
                yield wireless.llc();
            }
            case PACKET_FILTER, RULE_NUMBER -> throw unsupported(token, "a pflog capture");
            case ATM -> throw unsupported(token, "an ATM capture");
            case SS7 -> throw unsupported(token, "an SS7 capture");
            case NAME, IPV4, IPV6, MAC, ARC ->
                    throw tokens.expected(
                            "a condition", "; before an address stands 'host', 'net' or 'port'");
            default -> throw tokens.expected("a condition");
        };
    }

    private static Refusal unsupported(Token token, String where) {
        return new Refusal(
                token.column(),
                "'"
                        + token.text()
                        + "' asks what only "
                        + where
                        + " holds; filters for those are"
                        + " not supported");
    }

    private int number(Token before) {
        return tokens.require(Kind.NUMBER, before.shown()).value();
    }

    private Expr byteTest(Token word) {
        int offset = number(word);
        char operator =
                switch (tokens.kind()) {
                    case BIT_AND -> '&';
                    case BIT_OR -> '|';
                    case BELOW -> '<';
                    case ABOVE -> '>';
                    case EQUAL -> '=';
                    default -> throw tokens.expected("one of '=', '<', '>', '&' and '|'");
                };
        Token sign = tokens.take();
        return new Expr.ByteTest(word.column(), offset, operator, number(sign));
    }

    /** A word that a number, perhaps in parentheses, may follow. */
    private Expr encapsulated(Expr.Layer layer) {
        Token word = tokens.take();
        boolean numbered = tokens.kind() == Kind.NUMBER || tokens.kind() == Kind.OPEN;
        int number = 0;
        if (numbered) {
            int open = 0;
            while (tokens.takeIf(Kind.OPEN)) open++;
            number = number(word);
            for (int i = 0; i < open; i++) tokens.require(Kind.CLOSE, "the number");
        }
        return new Expr.Encapsulated(word.column(), layer, numbered, number);
    }
}
