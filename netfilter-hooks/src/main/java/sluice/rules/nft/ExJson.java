package sluice.rules.nft;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sluice.packet.Octets;
import sluice.packet.wire.Addresses;
import sluice.rules.RuleFamily;
import sluice.rules.names.Names;

/** Expressions as JSON (libnftables-json(5)), values as their types have them. */
final class ExJson {
    private static final long NANOS = 1_000_000_000L;

    private final Scope scope;

    ExJson(Scope scope) {
        this.scope = scope;
    }

    /** Type and length of a value; null if it is not known. */
    record Kind(DataType type, int bits) {}

    /** What is compared with an expression: its type, or those of its parts. */
    List<@Nullable Kind> kinds(Ex left) {
        List<@Nullable Kind> kinds = new ArrayList<>();
        for (Ex part : left instanceof Ex.Concat concat ? concat.parts() : List.of(left))
            kinds.add(kind(part));
        return kinds;
    }

    private @Nullable Kind kind(Ex ex) {
        RuleFamily family = ex instanceof Ex.CtOf ? scope.table.family() : RuleFamily.BRIDGE;
        try {
            Typed typed =
                    new Reader(scope, new ProtocolContext(family, new ArrayList<>())).read(ex);
            return new Kind(typed.type(), typed.bits());
        } catch (NftFault unknown) {
            return null;
        }
    }

    /** What reads, or a constant of no type. */
    String of(Ex ex) {
        return switch (ex) {
            case Ex.Word word -> JsonOut.string(word.text());
            case Ex.Num number -> number.value().toString();
            case Ex.Prefix prefix -> prefix(of(prefix.base()), prefix.length());
            case Ex.Range range -> range(of(range.from()), of(range.to()));
            case Ex.Multi multi -> array(multi.items());
            case Ex.Braces braces -> JsonOut.object("set", array(braces.items()));
            case Ex.Pair pair -> "[" + of(pair.key()) + ", " + of(pair.data()) + "]";
            case Ex.Elem elem -> element(of(elem.key()), elem);
            case Ex.Star _ -> "\"*\"";
            case Ex.SetName set -> JsonOut.string("@" + set.name());
            case Ex.Mapped map -> mapped(map);
            case Ex.Verdict verdict -> verdict(verdict.word(), verdict.chain());
            case Ex.Field field ->
                    one(
                            "payload",
                            new JsonOut.Members()
                                    .text("protocol", field.protocol())
                                    .text("field", field.name()));
            case Ex.Raw raw ->
                    one(
                            "payload",
                            new JsonOut.Members()
                                    .text("base", raw.base())
                                    .add("offset", raw.offsetBits())
                                    .add("len", raw.lengthBits()));
            case Ex.MetaOf meta -> one("meta", new JsonOut.Members().text("key", meta.key()));
            case Ex.CtOf ct -> {
                String family = ct.family().isEmpty() ? "" : ct.family() + " ";
                var members = new JsonOut.Members().text("key", family + ct.key());
                if (!ct.direction().isEmpty()) members.text("dir", ct.direction());
                yield one("ct", members);
            }
            case Ex.FibOf fib ->
                    one(
                            "fib",
                            new JsonOut.Members()
                                    .text("result", fib.result())
                                    .add(
                                            "flags",
                                            JsonOut.array(
                                                    fib.flags().stream()
                                                            .map(JsonOut::string)
                                                            .toList())));
            case Ex.RouteOf route -> {
                var members = new JsonOut.Members().text("key", route.key());
                if (!route.family().isEmpty()) members.text("family", route.family());
                yield one("rt", members);
            }
            case Ex.SystemOf osf -> {
                var members = new JsonOut.Members();
                if (!osf.ttl().isEmpty()) members.text("ttl", osf.ttl());
                yield one("osf", members.text("key", osf.version() ? "version" : "name"));
            }
            case Ex.SocketKey socket ->
                    one("socket", new JsonOut.Members().text("key", socket.key()));
            case Ex.Generator generator ->
                    one(
                            "numgen",
                            new JsonOut.Members()
                                    .text("mode", generator.random() ? "random" : "inc")
                                    .add("mod", generator.modulus())
                                    .add("offset", generator.offset()));
            case Ex.Hash hash -> hash(hash);
            case Ex.Option option -> {
                var members = new JsonOut.Members().text("name", option.name());
                if (!option.field().isEmpty()) members.text("field", option.field());
                yield one(option.kind(), members);
            }
            case Ex.RawOption raw ->
                    one(
                            "tcp option",
                            new JsonOut.Members()
                                    .add("base", raw.number())
                                    .add("offset", raw.offsetBits())
                                    .add("len", raw.lengthBits()));
            case Ex.Binary binary -> binary(binary);
            case Ex.Concat concat -> JsonOut.object("concat", array(concat.parts()));
            case Ex.Presence presence -> Boolean.toString(presence.there());
        };
    }

    private static String one(String kind, JsonOut.Members members) {
        return JsonOut.object(kind, members.toString());
    }

    private static String prefix(String base, int length) {
        return one("prefix", new JsonOut.Members().add("addr", base).add("len", length));
    }

    private static String range(String from, String to) {
        return JsonOut.object("range", "[" + from + ", " + to + "]");
    }

    private String array(List<Ex> items) {
        return JsonOut.array(items.stream().map(this::of).toList());
    }

    static String verdict(String word, String chain) {
        return JsonOut.object(
                word, chain.isEmpty() ? "null" : JsonOut.object("target", JsonOut.string(chain)));
    }

    private String hash(Ex.Hash hash) {
        var members = new JsonOut.Members().add("mod", hash.modulus());
        if (hash.offset() != 0) members.add("offset", hash.offset());
        Ex value = hash.value();
        if (value == null) return one("symhash", members);
        members.add("expr", of(value));
        if (hash.seed() != 0) members.add("seed", hash.seed());
        return one("jhash", members);
    }

    private String binary(Ex.Binary binary) {
        boolean leftReads = !Reader.constant(binary.left());
        boolean rightReads = !Reader.constant(binary.right());
        boolean shift = binary.sign().equals("<<") || binary.sign().equals(">>");
        String left = of(binary.left());
        String right = of(binary.right());
        if (leftReads && !rightReads && !shift) right = value(binary.right(), kinds(binary.left()));
        else if (rightReads && !leftReads && !shift)
            left = value(binary.left(), kinds(binary.right()));
        return JsonOut.object(binary.sign(), "[" + left + ", " + right + "]");
    }

    String mapped(Ex.Mapped map) {
        return one(
                "map",
                new JsonOut.Members()
                        .add("key", of(map.key()))
                        .add("data", value(map.mapping(), kinds(map.key()))));
    }

    private String element(String key, Ex.Elem elem) {
        boolean bare =
                elem.timeoutNanos() < 0 && elem.comment().isEmpty() && elem.expiresNanos() < 0;
        if (bare) return key;
        var members = new JsonOut.Members().add("val", key);
        if (elem.timeoutNanos() >= 0) members.add("timeout", elem.timeoutNanos() / NANOS);
        if (elem.expiresNanos() >= 0) members.add("expires", elem.expiresNanos() / NANOS);
        if (!elem.comment().isEmpty()) members.text("comment", elem.comment());
        return one("elem", members);
    }

    /** The key of an element that a packet adds, with its time. */
    String keyed(Ex.Elem elem) {
        return element(of(elem.key()), elem);
    }

    // ---- constants -------------------------------------------------------------------------

    /** A constant that is compared with something of these kinds, one for each part. */
    String value(Ex ex, List<@Nullable Kind> kinds) {
        return switch (ex) {
            case Ex.Braces braces ->
                    JsonOut.object(
                            "set",
                            JsonOut.array(
                                    sorted(braces.items(), kinds).stream()
                                            .map(item -> value(item, kinds))
                                            .toList()));
            case Ex.Pair pair -> {
                Ex data = pair.data();
                yield "[" + value(pair.key(), kinds) + ", " + of(data) + "]";
            }
            case Ex.Elem elem -> element(value(elem.key(), kinds), elem);
            case Ex.Concat concat when concat.parts().size() == kinds.size() -> {
                List<String> parts = new ArrayList<>();
                for (int i = 0; i < kinds.size(); i++)
                    parts.add(single(concat.parts().get(i), kinds.get(i)));
                yield JsonOut.object("concat", JsonOut.array(parts));
            }
            default -> kinds.size() == 1 ? single(ex, kinds.getFirst()) : of(ex);
        };
    }

    // Anonymous sets are listed by value.
    private List<Ex> sorted(List<Ex> items, List<@Nullable Kind> kinds) {
        Kind kind = kinds.size() == 1 ? kinds.getFirst() : null;
        if (kind == null) return items;
        record Keyed(Ex item, byte[] key) {}
        List<Keyed> keyed = new ArrayList<>();
        for (Ex item : items) {
            Ex key = item instanceof Ex.Pair pair ? pair.key() : item;
            if (key instanceof Ex.Elem elem) key = elem.key();
            if (key instanceof Ex.Star) return items;
            try {
                keyed.add(
                        new Keyed(
                                item,
                                scope.constants().span(key, kind.type(), kind.bits()).from()));
            } catch (NftFault unknown) {
                return items;
            }
        }
        keyed.sort(Comparator.comparing(Keyed::key, Arrays::compareUnsigned));
        return keyed.stream().map(Keyed::item).toList();
    }

    private String single(Ex ex, @Nullable Kind kind) {
        if (kind == null) return of(ex);
        return switch (ex) {
            case Ex.Prefix prefix -> prefix(single(prefix.base(), kind), prefix.length());
            case Ex.Range range -> range(single(range.from(), kind), single(range.to(), kind));
            case Ex.Multi multi -> bits(multi.items(), kind);
            case Ex.Binary binary when binary.sign().equals("|") && kind.type().bitmask() -> {
                List<Ex> items = new ArrayList<>();
                operands(binary, items);
                yield bits(items, kind);
            }
            case Ex.Word word when kind.type().text() || kind.type() == DataType.IFACE_INDEX ->
                    JsonOut.string(word.text());
            case Ex.Num number when kind.type() == DataType.IFACE_INDEX ->
                    JsonOut.string(number.value().toString());
            case Ex.Word _, Ex.Num _ -> {
                try {
                    yield constant(
                            kind.type(),
                            scope.constants().value(ex, kind.type(), Math.max(kind.bits(), 8)));
                } catch (NftFault unknown) {
                    yield of(ex);
                }
            }
            default -> of(ex);
        };
    }

    private static void operands(Ex ex, List<Ex> to) {
        if (ex instanceof Ex.Binary binary && binary.sign().equals("|")) {
            operands(binary.left(), to);
            operands(binary.right(), to);
        } else {
            to.add(ex);
        }
    }

    // Combined bits are listed from the lowest.
    private String bits(List<Ex> items, Kind kind) {
        return JsonOut.array(
                sorted(items, List.of(kind)).stream().map(item -> single(item, kind)).toList());
    }

    /** A value, prefix or range of a type. */
    static String constant(DataType type, Span span) {
        if (span.single()) return constant(type, span.from());
        if (type == DataType.IFNAME) return JsonOut.string(name(span.from()) + "*");
        int prefix = ValueText.prefixOf(type, span);
        if (prefix >= 0) return prefix(constant(type, span.from()), prefix);
        return range(constant(type, span.from()), constant(type, span.to()));
    }

    /** A value of a type ({@code datatype_json}). */
    static String constant(DataType type, byte[] octets) {
        var number = new BigInteger(1, octets);
        return switch (type) {
            case IPV4_ADDR -> JsonOut.string(Addresses.formatIpv4(Octets.i32(octets, 0)));
            case IPV6_ADDR -> JsonOut.string(Addresses.formatIpv6(octets, 0));
            case ETHER_ADDR -> JsonOut.string(Addresses.formatMac(number.longValue()));
            case IFNAME, STRING -> JsonOut.string(name(octets));
            case INET_PROTO -> {
                String name = Names.ofProtocol(number.intValue());
                yield name.isEmpty() || Character.isDigit(name.charAt(0))
                        ? number.toString()
                        : JsonOut.string(name);
            }
            case TIMEOUT -> number.divide(BigInteger.valueOf(1000)).toString();
            case DATE -> number.divide(BigInteger.valueOf(NANOS)).toString();
            case HOUR -> JsonOut.string(clock(number.intValue()));
            case CT_LABEL -> Integer.toString(Math.max(number.bitLength() - 1, 0));
            case UID, GID, MARK, INTEGER -> number.toString();
            default -> symbol(type, number);
        };
    }

    private static String clock(int seconds) {
        String text = String.format(Locale.ROOT, "%02d:%02d", seconds / 3600, seconds / 60 % 60);
        return seconds % 60 == 0 ? text : text + String.format(Locale.ROOT, ":%02d", seconds % 60);
    }

    private static String symbol(DataType type, BigInteger number) {
        for (Map.Entry<String, Integer> symbol : type.symbols().entrySet())
            if (BigInteger.valueOf(symbol.getValue()).equals(number) && type != DataType.BOOLEAN)
                return JsonOut.string(symbol.getKey());
        return number.toString();
    }

    private static String name(byte[] value) {
        int end = 0;
        while (end < value.length && value[end] != 0) end++;
        return new String(value, 0, end, StandardCharsets.ISO_8859_1).replace("*", "\\*");
    }
}
