package sluice.rules.nft;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.conntrack.Direction;
import sluice.rules.Expression;
import sluice.rules.NftSet;
import sluice.rules.OsFingerprints;
import sluice.rules.RuleFamily;
import sluice.rules.SourcePlace;
import sluice.rules.expression.Bitwise;
import sluice.rules.expression.Combined;
import sluice.rules.expression.Concatenation;
import sluice.rules.expression.Constant;
import sluice.rules.expression.Ct;
import sluice.rules.expression.CtKey;
import sluice.rules.expression.Exthdr;
import sluice.rules.expression.Fib;
import sluice.rules.expression.JenkinsHash;
import sluice.rules.expression.MapLookup;
import sluice.rules.expression.Meta;
import sluice.rules.expression.MetaKey;
import sluice.rules.expression.Numgen;
import sluice.rules.expression.Osf;
import sluice.rules.expression.Payload;
import sluice.rules.expression.Resized;
import sluice.rules.expression.Rt;
import sluice.rules.expression.Shift;
import sluice.rules.expression.SocketOf;

/** Turns what reads something of a packet into the internal form, with its type. */
final class Reader {
    private static final int OCTETS_MAX = Expression.LENGTH_OCTETS_MAX;

    private final Scope scope;
    private final RuleFamily family;
    private final ProtocolContext context;

    Reader(Scope scope, ProtocolContext context) {
        this.scope = scope;
        this.family = scope.table.family();
        this.context = context;
    }

    ProtocolContext context() {
        return context;
    }

    Scope scope() {
        return scope;
    }

    /** An expression. */
    Typed read(Ex ex) throws NftFault {
        return read(ex, false);
    }

    /**
     * An expression.
     *
     * @param presence whether only its being there is asked for
     */
    Typed read(Ex ex, boolean presence) throws NftFault {
        return switch (ex) {
            case Ex.Field field -> field(field);
            case Ex.Raw raw -> raw(raw);
            case Ex.MetaOf meta -> meta(meta);
            case Ex.CtOf ct -> ct(ct);
            case Ex.FibOf fib -> fib(fib, presence);
            case Ex.RouteOf route -> route(route);
            case Ex.SystemOf osf -> system(osf);
            case Ex.SocketKey socket -> socket(socket);
            case Ex.Generator generator -> generator(generator);
            case Ex.Hash hash -> hash(hash);
            case Ex.Option option -> option(option, presence);
            case Ex.RawOption raw ->
                    bits(
                            new BitSource(span ->
                                    new Exthdr(
                                            Exthdr.Kind.TCP_OPTION,
                                            raw.number(),
                                            span[0],
                                            span[1],
                                            false)),
                            raw.offsetBits(),
                            raw.lengthBits(),
                            DataType.INTEGER,
                            raw.place());
            case Ex.Binary binary -> binary(binary);
            case Ex.Concat concat -> concat(concat);
            case Ex.Mapped map -> mapped(map, null);
            default ->
                    throw new NftFault(
                            ex.place(),
                            "a constant stands where something of the packet is expected");
        };
    }

    // ---- headers ---------------------------------------------------------------------------

    private Typed field(Ex.Field field) throws NftFault {
        Headers.Protocol protocol = Headers.protocol(field.protocol());
        Headers.Field found = protocol == null ? null : protocol.fields().get(field.name());
        if (protocol == null || found == null)
            throw new NftFault(
                    field.place(),
                    "there is no field " + field.protocol() + " " + Lexer.excerpt(field.name()));
        context.need(protocol, field.place());
        if (protocol.name().startsWith("icmp")) context.needIcmpType(protocol.name(), field.name());
        return bits(
                new BitSource(span -> new Payload(protocol.base(), span[0], span[1])),
                found.offsetBits(),
                found.lengthBits(),
                found.type(),
                field.place());
    }

    /** Makes what reads whole octets. */
    private record BitSource(java.util.function.Function<int[], Expression> make) {
        Expression octets(int offset, int length) {
            return make.apply(new int[] {offset, length});
        }
    }

    private static Typed bits(
            BitSource source, int offset, int length, DataType type, SourcePlace place)
            throws NftFault {
        int first = offset / 8;
        int octets = (offset + length + 7) / 8 - first;
        if (length < 1 || octets > OCTETS_MAX)
            throw new NftFault(place, "a length of " + length + " bits");
        Expression value = source.octets(first, octets);
        int behind = (first + octets) * 8 - offset - length;
        if (behind == 0 && offset % 8 == 0) return new Typed(value, type, length);
        byte[] mask = new byte[octets];
        for (int i = offset - first * 8; i < offset - first * 8 + length; i++)
            mask[i / 8] |= (byte) (0x80 >>> i % 8);
        value = Bitwise.and(value, mask);
        if (behind > 0) value = new Shift(value, -behind);
        int wanted = (length + 7) / 8;
        if (wanted != octets) value = new Resized(value, wanted);
        return new Typed(value, type, length);
    }

    private Typed raw(Ex.Raw raw) throws NftFault {
        Payload.Base base =
                switch (raw.base()) {
                    case "ll" -> Payload.Base.LINK;
                    case "nh" -> Payload.Base.NETWORK;
                    case "ih" -> Payload.Base.INNER;
                    default -> Payload.Base.TRANSPORT;
                };
        return bits(
                new BitSource(span -> new Payload(base, span[0], span[1])),
                raw.offsetBits(),
                raw.lengthBits(),
                DataType.INTEGER,
                raw.place());
    }

    private Typed option(Ex.Option option, boolean presence) throws NftFault {
        Headers.Protocol header;
        Exthdr.Kind kind;
        int number;
        switch (option.kind()) {
            case "tcp option" -> {
                header = Headers.tcpOption(option.name());
                kind = Exthdr.Kind.TCP_OPTION;
                need("tcp", option.place());
                if (header == null && !Constants.numeric(option.name()))
                    throw new NftFault(
                            option.place(),
                            "there is no TCP option " + Lexer.excerpt(option.name()));
                number =
                        header != null
                                ? header.code()
                                : scope.constants()
                                                .value(
                                                        new Ex.Word(
                                                                option.place(),
                                                                option.name(),
                                                                false),
                                                        DataType.INTEGER,
                                                        8)[0]
                                        & 0xff;
            }
            case "ip option" -> {
                header = Headers.ipOption(option.name());
                kind = Exthdr.Kind.IPV4_OPTION;
                need("ip", option.place());
                number = header == null ? -1 : header.code();
            }
            default -> {
                header = Headers.extension(option.name());
                kind = Exthdr.Kind.IPV6;
                need("ip6", option.place());
                number = header == null ? -1 : header.code();
            }
        }
        if (number < 0)
            throw new NftFault(
                    option.place(),
                    "there is no " + option.kind() + " " + Lexer.excerpt(option.name()));
        if (option.field().isEmpty() || presence)
            return new Typed(new Exthdr(kind, number, 0, 1, true), DataType.BOOLEAN, 8);
        Headers.Field field = header == null ? null : header.fields().get(option.field());
        if (field == null)
            throw new NftFault(
                    option.place(),
                    option.name() + " has no field " + Lexer.excerpt(option.field()));
        int type = number;
        return bits(
                new BitSource(span -> new Exthdr(kind, type, span[0], span[1], false)),
                field.offsetBits(),
                field.lengthBits(),
                field.type(),
                option.place());
    }

    private void need(String protocol, SourcePlace place) throws NftFault {
        Headers.Protocol found = Headers.protocol(protocol);
        if (found != null) context.need(found, place);
    }

    // ---- what the host knows ---------------------------------------------------------------

    private static Typed meta(Ex.MetaOf meta) throws NftFault {
        String word = meta.key().equals("ipsec") ? "secpath" : meta.key();
        MetaKey key = MetaKey.of(word).orElse(null);
        if (key == null)
            throw new NftFault(meta.place(), "meta " + meta.key() + " is not supported");
        return new Typed(new Meta(key), metaType(key), key.lengthOctets() * 8);
    }

    static DataType metaType(MetaKey key) {
        return switch (key) {
            case LENGTH, RANDOM, CPU, CGROUP, NFTRACE, SECMARK -> DataType.INTEGER;
            case PROTOCOL -> DataType.ETHER_TYPE;
            case PRIORITY -> DataType.CLASSID;
            case MARK -> DataType.MARK;
            case IIF, OIF, SDIF -> DataType.IFACE_INDEX;
            case IIFNAME, OIFNAME, IIFKIND, OIFKIND, IBRNAME, OBRNAME, SDIFNAME -> DataType.IFNAME;
            case IIFTYPE, OIFTYPE -> DataType.IFACE_TYPE;
            case IIFGROUP, OIFGROUP -> DataType.DEVGROUP;
            case SKUID -> DataType.UID;
            case SKGID -> DataType.GID;
            case RTCLASSID -> DataType.REALM;
            case PKTTYPE -> DataType.PKT_TYPE;
            case NFPROTO -> DataType.NF_PROTO;
            case L4PROTO -> DataType.INET_PROTO;
            case TIME -> DataType.DATE;
            case DAY -> DataType.DAY;
            case HOUR -> DataType.HOUR;
            case SECPATH -> DataType.BOOLEAN;
        };
    }

    static @Nullable Direction direction(String word) {
        return switch (word) {
            case "original" -> Direction.ORIGINAL;
            case "reply" -> Direction.REPLY;
            default -> null;
        };
    }

    private Typed ct(Ex.CtOf ct) throws NftFault {
        Direction direction = direction(ct.direction());
        boolean tuple =
                switch (ct.key()) {
                    case "saddr", "daddr", "proto-src", "proto-dst" -> true;
                    default -> false;
                };
        if (tuple && direction == null)
            throw new NftFault(ct.place(), "ct " + ct.key() + " needs original or reply in front");
        return switch (ct.key()) {
            case "state" -> ctOf(CtKey.STATE, direction, DataType.CT_STATE);
            case "direction" -> ctOf(CtKey.DIRECTION, direction, DataType.CT_DIR);
            case "status" -> ctOf(CtKey.STATUS, direction, DataType.CT_STATUS);
            case "mark" -> ctOf(CtKey.MARK, direction, DataType.MARK);
            case "expiration" -> ctOf(CtKey.EXPIRATION, direction, DataType.TIMEOUT);
            case "helper" -> ctOf(CtKey.HELPER, direction, DataType.STRING);
            case "l3proto" -> ctOf(CtKey.L3PROTOCOL, direction, DataType.NF_PROTO);
            case "protocol" -> ctOf(CtKey.PROTOCOL, direction, DataType.INET_PROTO);
            case "proto-src" -> ctOf(CtKey.PROTO_SRC, direction, DataType.INET_SERVICE);
            case "proto-dst" -> ctOf(CtKey.PROTO_DST, direction, DataType.INET_SERVICE);
            case "label" -> ctOf(CtKey.LABELS, direction, DataType.CT_LABEL);
            case "bytes" -> ctOf(CtKey.BYTES, direction, DataType.INTEGER);
            case "packets" -> ctOf(CtKey.PKTS, direction, DataType.INTEGER);
            case "avgpkt" -> ctOf(CtKey.AVGPKT, direction, DataType.INTEGER);
            case "zone" -> ctOf(CtKey.ZONE, direction, DataType.INTEGER);
            case "id" -> ctOf(CtKey.ID, direction, DataType.INTEGER);
            case "saddr" -> ctAddress(ct, direction, CtKey.SRC_IP, CtKey.SRC_IP6);
            case "daddr" -> ctAddress(ct, direction, CtKey.DST_IP, CtKey.DST_IP6);
            default ->
                    throw new NftFault(
                            ct.place(), "ct " + Lexer.excerpt(ct.key()) + " can not be read");
        };
    }

    private static Typed ctOf(CtKey key, @Nullable Direction direction, DataType type) {
        return new Typed(new Ct(key, direction), type, key.lengthOctets() * 8);
    }

    private Typed ctAddress(Ex.CtOf ct, @Nullable Direction direction, CtKey ip, CtKey ip6)
            throws NftFault {
        String stated = ct.family().isEmpty() ? knownFamily() : ct.family();
        if (stated.isEmpty())
            throw new NftFault(
                    ct.place(),
                    "ct " + ct.key() + " needs ip or ip6 in front in family " + family.word());
        return stated.equals("ip")
                ? ctOf(ip, direction, DataType.IPV4_ADDR)
                : ctOf(ip6, direction, DataType.IPV6_ADDR);
    }

    /** {@code ip} or {@code ip6} if the rule is about one of them, else empty. */
    String knownFamily() {
        Headers.Protocol network = context.network();
        if (network == null || network.name().equals("arp")) return "";
        return network.name();
    }

    private static Typed fib(Ex.FibOf fib, boolean presence) throws NftFault {
        Set<Fib.Flag> flags = EnumSet.noneOf(Fib.Flag.class);
        for (String flag : fib.flags()) {
            Fib.Flag found = null;
            for (Fib.Flag each : Fib.Flag.values())
                if (each.name().toLowerCase(Locale.ROOT).equals(flag)) found = each;
            if (found == null) throw new NftFault(fib.place(), "fib has no " + Lexer.excerpt(flag));
            flags.add(found);
        }
        if (flags.contains(Fib.Flag.SADDR) == flags.contains(Fib.Flag.DADDR))
            throw new NftFault(fib.place(), "fib takes one of saddr and daddr");
        if (flags.contains(Fib.Flag.IIF) && flags.contains(Fib.Flag.OIF))
            throw new NftFault(fib.place(), "fib takes one of iif and oif");
        Fib.Result result =
                switch (fib.result()) {
                    case "oif" -> Fib.Result.OIF;
                    case "oifname" -> Fib.Result.OIFNAME;
                    default -> Fib.Result.TYPE;
                };
        DataType type =
                switch (result) {
                    case OIF -> DataType.IFACE_INDEX;
                    case OIFNAME -> DataType.IFNAME;
                    case TYPE -> DataType.FIB_ADDRTYPE;
                };
        boolean asks = presence && result != Fib.Result.TYPE;
        var form = new Fib(result, flags, asks);
        return Typed.of(form, asks ? DataType.BOOLEAN : type);
    }

    private Typed route(Ex.RouteOf route) throws NftFault {
        return switch (route.key()) {
            case "classid" -> Typed.of(new Rt(Rt.Key.CLASSID), DataType.REALM);
            case "mtu" -> Typed.of(new Rt(Rt.Key.TCPMSS), DataType.INTEGER);
            case "ipsec" -> Typed.of(new Rt(Rt.Key.IPSEC), DataType.BOOLEAN);
            default -> {
                String stated = route.family().isEmpty() ? knownFamily() : route.family();
                if (stated.isEmpty())
                    throw new NftFault(
                            route.place(),
                            "rt nexthop needs ip or ip6 in front in family " + family.word());
                need(stated, route.place());
                yield stated.equals("ip")
                        ? Typed.of(new Rt(Rt.Key.NEXTHOP4), DataType.IPV4_ADDR)
                        : Typed.of(new Rt(Rt.Key.NEXTHOP6), DataType.IPV6_ADDR);
            }
        };
    }

    private static Typed system(Ex.SystemOf osf) {
        OsFingerprints.Ttl ttl =
                switch (osf.ttl()) {
                    case "loose" -> OsFingerprints.Ttl.LOOSE;
                    case "skip" -> OsFingerprints.Ttl.SKIP;
                    default -> OsFingerprints.Ttl.EXACT;
                };
        return Typed.of(new Osf(ttl, osf.version()), DataType.STRING);
    }

    private static Typed socket(Ex.SocketKey socket) throws NftFault {
        return switch (socket.key()) {
            case "transparent" ->
                    Typed.of(new SocketOf(SocketOf.Key.TRANSPARENT), DataType.BOOLEAN);
            case "wildcard" -> Typed.of(new SocketOf(SocketOf.Key.WILDCARD), DataType.BOOLEAN);
            case "mark" -> Typed.of(new SocketOf(SocketOf.Key.MARK), DataType.MARK);
            default ->
                    throw new NftFault(
                            socket.place(),
                            "socket " + Lexer.excerpt(socket.key()) + " is not supported");
        };
    }

    // ---- numbers ---------------------------------------------------------------------------

    private static int modulus(SourcePlace place, long modulus, long offset) throws NftFault {
        if (modulus < 1 || modulus > Integer.MAX_VALUE)
            throw new NftFault(place, "a modulus of " + modulus);
        if (modulus + offset > 0xffff_ffffL) throw new NftFault(place, "an offset of " + offset);
        return (int) modulus;
    }

    private static Typed generator(Ex.Generator generator) throws NftFault {
        int modulus = modulus(generator.place(), generator.modulus(), generator.offset());
        return Typed.of(
                new Numgen(generator.random(), modulus, (int) generator.offset()),
                DataType.INTEGER);
    }

    private Typed hash(Ex.Hash hash) throws NftFault {
        int modulus = modulus(hash.place(), hash.modulus(), hash.offset());
        Ex value = hash.value();
        Expression form =
                value == null
                        ? new FlowHash(modulus, (int) hash.offset())
                        : new JenkinsHash(
                                read(value).form(),
                                (int) hash.seed(),
                                modulus,
                                (int) hash.offset());
        return Typed.of(form, DataType.INTEGER);
    }

    private Typed binary(Ex.Binary binary) throws NftFault {
        boolean leftConstant = constant(binary.left());
        boolean rightConstant = constant(binary.right());
        boolean shift = binary.sign().equals("<<") || binary.sign().equals(">>");
        if (leftConstant && (rightConstant || shift))
            throw new NftFault(
                    binary.place(), "a constant stands where something of the packet is expected");
        Typed left = read(leftConstant ? binary.right() : binary.left());
        if (shift) {
            if (!rightConstant)
                throw new NftFault(binary.right().place(), "a number of bits is expected");
            int distance = scope.constants().value(binary.right(), DataType.INTEGER, 8)[0] & 0xff;
            if (distance >= left.octets() * 8)
                throw new NftFault(binary.right().place(), "a shift by " + distance + " bits");
            int bits = binary.sign().equals("<<") ? distance : -distance;
            return new Typed(new Shift(left.form(), bits), left.type(), left.octets() * 8);
        }
        if (!leftConstant && !rightConstant) return combined(binary, left, read(binary.right()));
        Ex constant = leftConstant ? binary.left() : binary.right();
        byte[] octets = maskOf(constant, left);
        byte[] all = new byte[octets.length];
        java.util.Arrays.fill(all, (byte) 0xff);
        Expression form =
                switch (binary.sign()) {
                    case "&" -> Bitwise.and(left.form(), octets);
                    case "|" -> {
                        for (int i = 0; i < all.length; i++) all[i] = (byte) ~octets[i];
                        yield new Bitwise(left.form(), all, octets);
                    }
                    default -> new Bitwise(left.form(), all, octets);
                };
        return new Typed(form, left.type(), left.bits());
    }

    private byte[] maskOf(Ex constant, Typed left) throws NftFault {
        Ex mask =
                constant instanceof Ex.Braces braces && braces.items().size() == 1
                        ? braces.items().getFirst()
                        : constant;
        return scope.constants().value(mask, left.type(), left.octets() * 8);
    }

    private static Typed combined(Ex.Binary binary, Typed left, Typed right) throws NftFault {
        Combined.Operation operation =
                switch (binary.sign()) {
                    case "&" -> Combined.Operation.AND;
                    case "|" -> Combined.Operation.OR;
                    default -> Combined.Operation.XOR;
                };
        Expression second = right.form();
        if (right.octets() != left.octets()) {
            if (left.type().text() || right.type().text())
                throw new NftFault(binary.place(), "values of different lengths");
            second = new Resized(second, left.octets());
        }
        return new Typed(new Combined(left.form(), operation, second), left.type(), left.bits());
    }

    /** Whether an expression reads nothing. */
    static boolean constant(Ex ex) {
        return switch (ex) {
            case Ex.Field _,
                    Ex.Raw _,
                    Ex.MetaOf _,
                    Ex.CtOf _,
                    Ex.FibOf _,
                    Ex.RouteOf _,
                    Ex.SocketKey _,
                    Ex.SystemOf _,
                    Ex.Generator _,
                    Ex.Hash _,
                    Ex.Option _,
                    Ex.RawOption _,
                    Ex.Mapped _ ->
                    false;
            case Ex.Binary binary -> constant(binary.left()) && constant(binary.right());
            case Ex.Concat concat -> concat.parts().stream().allMatch(Reader::constant);
            default -> true;
        };
    }

    // ---- several ---------------------------------------------------------------------------

    /** The parts of a key: one, or those of a concatenation. */
    List<Typed> parts(Ex ex) throws NftFault {
        List<Typed> parts = new ArrayList<>();
        for (Ex part : ex instanceof Ex.Concat concat ? concat.parts() : List.of(ex))
            parts.add(read(part));
        return parts;
    }

    private Typed concat(Ex.Concat concat) throws NftFault {
        return key(concat, parts(concat));
    }

    /** A key of its parts. */
    static Typed key(Ex ex, List<Typed> parts) throws NftFault {
        if (parts.size() == 1) return parts.getFirst();
        List<Expression> forms = new ArrayList<>();
        for (Typed part : parts) forms.add(part.form());
        var form = new Concatenation(forms);
        if (form.lengthOctets() > OCTETS_MAX)
            throw new NftFault(ex.place(), "a key of more than " + OCTETS_MAX + " octets");
        return Typed.of(form, DataType.INTEGER);
    }

    /**
     * A value that a map leads to.
     *
     * @param data what the values should be, or null to take the map's own type
     */
    Typed mapped(Ex.Mapped map, @Nullable List<Typed> data) throws NftFault {
        List<Typed> parts;
        if (constant(map.key()))
            throw new NftFault(map.key().place(), "the key of a map is a constant");
        parts = parts(map.key());
        NftSet found = new SetBuilder(scope).map(map.mapping(), parts, data);
        Expression key = key(map.key(), parts).form();
        if (found.type().dataOctets() == 0)
            throw new NftFault(map.mapping().place(), "a map of values is expected here");
        DataType type =
                found.type().dataTypes().size() == 1
                        ? DataType.of(found.type().dataTypes().getFirst()).orElse(DataType.INTEGER)
                        : DataType.INTEGER;
        return Typed.of(new MapLookup(key, found), type);
    }

    /** A constant as an expression. */
    Expression constantOf(Ex ex, DataType type, int octets) throws NftFault {
        int bits =
                type.bits() == 0 || type.bits() > octets * 8
                        ? octets * 8
                        : Math.max(type.bits(), octets * 8);
        return new Constant(scope.constants().value(ex, type, bits));
    }
}
