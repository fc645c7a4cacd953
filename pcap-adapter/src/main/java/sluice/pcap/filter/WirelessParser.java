package sluice.pcap.filter;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what asks about frames of IEEE 802.11 and 802.2: {@code type}, {@code subtype}, {@code dir}
 * and {@code llc}.
 */
final class WirelessParser {
    /** Bits of the type in the first octet of an 802.11 header (IEEE 802.11 9.2.4.1). */
    private static final int TYPE_MASK = 0x0c;

    private static final int SUBTYPE_MASK = 0xf0;
    private static final int MANAGEMENT = 0x00;
    private static final int CONTROL = 0x04;
    private static final int DATA = 0x08;

    /** Bits of the direction in the second octet. */
    private static final int DIRECTION_MASK = 0x03;

    /** Bits of the LLC control octet that tell S frames, and U frames, apart (IEEE 802.2 5.4). */
    private static final int LLC_S_MASK = 0x0f;

    private static final int LLC_U_MASK = 0xef;
    private static final int LLC_FORMAT_MASK = 0x03;

    private static final Map<String, Integer> TYPES =
            Map.of(
                    "data",
                    DATA,
                    "mgt",
                    MANAGEMENT,
                    "management",
                    MANAGEMENT,
                    "ctl",
                    CONTROL,
                    "control",
                    CONTROL);

    /** Names of the subtypes by type, in the order in which a name alone is looked for. */
    private static final List<Map.Entry<Integer, Map<String, Integer>>> SUBTYPES =
            List.of(
                    Map.entry(MANAGEMENT, managementSubtypes()),
                    Map.entry(CONTROL, controlSubtypes()),
                    Map.entry(DATA, dataSubtypes()));

    private static final Map<String, Integer> DIRECTIONS =
            Map.of("nods", 0, "tods", 1, "fromds", 2, "dstods", 3);

    private static final Map<String, Integer> LLC_S = Map.of("rr", 0x01, "rnr", 0x05, "rej", 0x09);

    private static final Map<String, Integer> LLC_U =
            Map.of(
                    "ui", 0x03, "ua", 0x63, "disc", 0x43, "dm", 0x0f, "sabme", 0x6f, "test", 0xe3,
                    "xid", 0xaf, "frmr", 0x87);

    private final Tokens tokens;

    WirelessParser(Tokens tokens) {
        this.tokens = tokens;
    }

    private static Map<String, Integer> managementSubtypes() {
        return Map.ofEntries(
                Map.entry("assocreq", 0x00), Map.entry("assoc-req", 0x00),
                Map.entry("assocresp", 0x10), Map.entry("assoc-resp", 0x10),
                Map.entry("reassocreq", 0x20), Map.entry("reassoc-req", 0x20),
                Map.entry("reassocresp", 0x30), Map.entry("reassoc-resp", 0x30),
                Map.entry("probereq", 0x40), Map.entry("probe-req", 0x40),
                Map.entry("proberesp", 0x50), Map.entry("probe-resp", 0x50),
                Map.entry("beacon", 0x80), Map.entry("atim", 0x90),
                Map.entry("disassoc", 0xa0), Map.entry("disassociation", 0xa0),
                Map.entry("auth", 0xb0), Map.entry("authentication", 0xb0),
                Map.entry("deauth", 0xc0), Map.entry("deauthentication", 0xc0));
    }

    private static Map<String, Integer> controlSubtypes() {
        return Map.of(
                "ps-poll",
                0xa0,
                "rts",
                0xb0,
                "cts",
                0xc0,
                "ack",
                0xd0,
                "cf-end",
                0xe0,
                "cf-end-ack",
                0xf0);
    }

    private static Map<String, Integer> dataSubtypes() {
        return Map.ofEntries(
                Map.entry("data", 0x00),
                Map.entry("data-cf-ack", 0x10),
                Map.entry("data-cf-poll", 0x20),
                Map.entry("data-cf-ack-poll", 0x30),
                Map.entry("null", 0x40),
                Map.entry("cf-ack", 0x50),
                Map.entry("cf-poll", 0x60),
                Map.entry("cf-ack-poll", 0x70),
                Map.entry("qos-data", 0x80),
                Map.entry("qos-data-cf-ack", 0x90),
                Map.entry("qos-data-cf-poll", 0xa0),
                Map.entry("qos-data-cf-ack-poll", 0xb0),
                Map.entry("qos", 0xc0),
                Map.entry("qos-cf-poll", 0xe0),
                Map.entry("qos-cf-ack-poll", 0xf0));
    }

    /** {@code type T [subtype S]}, {@code subtype S} or {@code dir D}. */
    Expr field() {
        Token word = tokens.take();
        int column = word.column();
        return switch (word.kind()) {
            case TYPE -> {
                int type = numberOrName(TYPES, TYPE_MASK, "an 802.11 frame type");
                if (!tokens.takeIf(Kind.SUBTYPE)) {
                    yield new Expr.WirelessField(column, 0, type, TYPE_MASK);
                }
                int subtype =
                        numberOrName(subtypesOf(type), SUBTYPE_MASK, "a subtype of that type");
                yield new Expr.WirelessField(column, 0, type | subtype, TYPE_MASK | SUBTYPE_MASK);
            }
            case SUBTYPE -> {
                yield new Expr.WirelessField(column, 0, anySubtype(), TYPE_MASK | SUBTYPE_MASK);
            }
            default -> {
                int direction = numberOrName(DIRECTIONS, -1, "a direction of 802.11");
                yield new Expr.WirelessField(column, 1, direction, DIRECTION_MASK);
            }
        };
    }

    private static Map<String, Integer> subtypesOf(int type) {
        for (var entry : SUBTYPES) if (entry.getKey() == type) return entry.getValue();
        return Map.of();
    }

    private int anySubtype() {
        if (tokens.kind() == Kind.NAME) {
            for (var entry : SUBTYPES) {
                Integer subtype = named(entry.getValue(), tokens.peek());
                if (subtype == null) continue;
                tokens.take();
                return subtype | entry.getKey();
            }
        }
        throw tokens.expected("the name of an 802.11 frame subtype");
    }

    private int numberOrName(Map<String, Integer> names, int mask, String what) {
        Token token = tokens.peek();
        if (token.kind() == Kind.NUMBER && (token.value() & ~mask) == 0) {
            return tokens.take().value();
        }
        Integer value = token.kind() == Kind.NAME ? named(names, token) : null;
        if (value == null) throw tokens.expected(what);
        tokens.take();
        return value;
    }

    private static @Nullable Integer named(Map<String, Integer> names, Token name) {
        return names.get(name.text().toLowerCase(Locale.ROOT));
    }

    /** {@code llc [KIND]}. */
    Expr llc() {
        int column = tokens.take().column();
        if (tokens.takeIf(Kind.RULE_NUMBER)) return new Expr.Llc(column, 0x05, LLC_S_MASK);
        if (tokens.kind() != Kind.NAME) return new Expr.Llc(column, 0, 0);
        Token name = tokens.peek();
        String text = name.text().toLowerCase(Locale.ROOT);
        Integer s = LLC_S.get(text);
        Integer u = LLC_U.get(text);
        Expr found =
                switch (text) {
                    case "i" -> new Expr.Llc(column, 0, 0x01);
                    case "s" -> new Expr.Llc(column, 0x01, LLC_FORMAT_MASK);
                    case "u" -> new Expr.Llc(column, 0x03, LLC_FORMAT_MASK);
                    default ->
                            s != null
                                    ? new Expr.Llc(column, s, LLC_S_MASK)
                                    : u != null ? new Expr.Llc(column, u, LLC_U_MASK) : null;
                };
        if (found == null) throw tokens.expected("a kind of LLC frame, such as 'ui' or 'rr'");
        tokens.take();
        return found;
    }
}
