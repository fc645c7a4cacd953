package sluice.rules.iptables;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import sluice.conntrack.CtStatus;
import sluice.conntrack.Direction;
import sluice.rules.expression.Bitwise;
import sluice.rules.expression.Ct;
import sluice.rules.expression.CtKey;
import sluice.rules.iptables.Option.Form;
import sluice.rules.names.Names;
import sluice.rules.statement.Compare;
import sluice.rules.statement.Compare.Relation;
import sluice.rules.xtables.ConnectionBytes;
import sluice.rules.xtables.ConnectionCount;
import sluice.rules.xtables.ConnectionMatch;
import sluice.rules.xtables.HelpedBy;

/** Matches of connections. */
final class ConnectionMatches {
    private static final Map<String, Integer> STATUS =
            Map.of(
                    "NONE", 0,
                    "EXPECTED", CtStatus.EXPECTED.bit(),
                    "SEEN_REPLY", CtStatus.SEEN_REPLY.bit(),
                    "ASSURED", CtStatus.ASSURED.bit(),
                    "CONFIRMED", CtStatus.CONFIRMED.bit());

    static final List<Extension> ALL =
            List.of(
                    Extension.match(
                            "conntrack",
                            Extension.BOTH,
                            ConnectionMatches::conntrack,
                            Option.of(Form.CAPITALS, "ctstate").not(),
                            Option.of("ctproto").not(),
                            Option.of("ctorigsrc").not(),
                            Option.of("ctorigdst").not(),
                            Option.of("ctreplsrc").not(),
                            Option.of("ctrepldst").not(),
                            Option.of(Form.PORTS, "ctorigsrcport").not(),
                            Option.of(Form.PORTS, "ctorigdstport").not(),
                            Option.of(Form.PORTS, "ctreplsrcport").not(),
                            Option.of(Form.PORTS, "ctrepldstport").not(),
                            Option.of(Form.CAPITALS, "ctstatus").not(),
                            Option.of("ctexpire").not(),
                            Option.of(Form.CAPITALS, "ctdir")),
                    Extension.match(
                            "state",
                            Extension.BOTH,
                            ConnectionMatches::state,
                            Option.of(Form.CAPITALS, "state").not()),
                    Extension.match(
                            "connmark",
                            Extension.BOTH,
                            ConnectionMatches::connmark,
                            Option.of(Form.HEXADECIMAL, "mark").not()),
                    Extension.match(
                                    "connlimit",
                                    Extension.BOTH,
                                    ConnectionMatches::connlimit,
                                    Option.of(Form.DECIMAL, "connlimit-upto").not(),
                                    Option.of(Form.DECIMAL, "connlimit-above").not(),
                                    Option.of("connlimit-mask"),
                                    Option.flag("connlimit-saddr"),
                                    Option.flag("connlimit-daddr"))
                            .noted(
                                    "Differs: a packet of no connection does not match; the kernel counts it by itself"),
                    Extension.match(
                            "connbytes",
                            Extension.BOTH,
                            ConnectionMatches::connbytes,
                            Option.of("connbytes").not(),
                            Option.of(Form.SMALL, "connbytes-mode"),
                            Option.of(Form.SMALL, "connbytes-dir")),
                    Extension.match(
                            "helper",
                            Extension.BOTH,
                            ConnectionMatches::helper,
                            Option.of(Form.QUOTED, "helper").not()),
                    Extension.match(
                            "connlabel",
                            Extension.BOTH,
                            ConnectionMatches::connlabel,
                            Option.of(Form.DECIMAL, "label").not(),
                            Option.flag("set")));

    private ConnectionMatches() {}

    // ---- states -----------------------------------------------------------------------------

    private static int states(Given given, String what) {
        int bits = 0;
        for (String name : given.text().split(",", -1)) {
            ConnectionMatch.State found = null;
            for (ConnectionMatch.State each : ConnectionMatch.State.values()) {
                boolean translated =
                        each == ConnectionMatch.State.SNAT || each == ConnectionMatch.State.DNAT;
                if (each.name().equalsIgnoreCase(name) && !(translated && what.equals("state")))
                    found = each;
            }
            if (found == null) throw given.refused("unknown state '" + name + "'");
            bits |= found.bit();
        }
        return bits;
    }

    private static void state(Use use, Making making) {
        Given given = use.require("state");
        plainStates(states(given, "state"), given.inverted(), making);
    }

    /** States that nft knows as well are one comparison, as it makes it. */
    private static void plainStates(int bits, boolean inverted, Making making) {
        int mask = 0;
        if ((bits & ConnectionMatch.State.INVALID.bit()) != 0) mask |= Ct.INVALID;
        if ((bits & ConnectionMatch.State.ESTABLISHED.bit()) != 0) mask |= Ct.ESTABLISHED;
        if ((bits & ConnectionMatch.State.RELATED.bit()) != 0) mask |= Ct.RELATED;
        if ((bits & ConnectionMatch.State.NEW.bit()) != 0) mask |= Ct.NEW;
        if ((bits & ConnectionMatch.State.UNTRACKED.bit()) != 0) mask |= Ct.UNTRACKED;
        var state = Bitwise.and(new Ct(CtKey.STATE, null), Making.octets(mask, 4));
        making.add(new Compare(state, inverted ? Relation.EQ : Relation.NE, new byte[4]));
    }

    private static void conntrack(Use use, Making making) {
        use.requireAny();
        Given state = use.find("ctstate");
        List<ConnectionMatch.Test> tests = new ArrayList<>();
        for (Given given : use.given()) {
            ConnectionMatch.Test test = test(given, making);
            if (test != null) tests.add(test);
        }
        int bits = state == null ? 0 : states(state, "ctstate");
        int translated = ConnectionMatch.State.SNAT.bit() | ConnectionMatch.State.DNAT.bit();
        if (state != null && tests.isEmpty() && (bits & translated) == 0) {
            plainStates(bits, state.inverted(), making);
            return;
        }
        ConnectionMatch.States states =
                state == null ? null : new ConnectionMatch.States(bits, state.inverted());
        making.add(new ConnectionMatch(states, tests));
    }

    private static ConnectionMatch.@Nullable Test test(Given given, Making making) {
        return switch (given.option().name()) {
            case "ctproto" -> new ConnectionMatch.Protocol(protocol(given), given.inverted());
            case "ctorigsrc" -> address(given, making, Direction.ORIGINAL, true);
            case "ctorigdst" -> address(given, making, Direction.ORIGINAL, false);
            case "ctreplsrc" -> address(given, making, Direction.REPLY, true);
            case "ctrepldst" -> address(given, making, Direction.REPLY, false);
            case "ctorigsrcport" -> port(given, making, Direction.ORIGINAL, true);
            case "ctorigdstport" -> port(given, making, Direction.ORIGINAL, false);
            case "ctreplsrcport" -> port(given, making, Direction.REPLY, true);
            case "ctrepldstport" -> port(given, making, Direction.REPLY, false);
            case "ctstatus" -> status(given);
            case "ctexpire" -> {
                Values.Range range = Values.range(given, given.text(), Integer.MAX_VALUE);
                yield new ConnectionMatch.Expires(range.from(), range.to(), given.inverted());
            }
            case "ctdir" -> new ConnectionMatch.Way(direction(given));
            default -> null;
        };
    }

    private static int protocol(Given given) {
        String text = given.text().toLowerCase(Locale.ROOT);
        OptionalInt number = Values.whole(text, 1, 255);
        if (number.isEmpty()) number = Names.protocol(text);
        if (number.isEmpty()) throw given.refused("unknown protocol '" + given.text() + "'");
        return number.getAsInt();
    }

    private static ConnectionMatch.Test address(
            Given given, Making making, Direction direction, boolean source) {
        Addresses.Network network =
                Addresses.network(making.family(), given.text(), given.word().column());
        return new ConnectionMatch.Address(
                direction, source, network.address(), network.mask(), given.inverted());
    }

    private static ConnectionMatch.Test port(
            Given given, Making making, Direction direction, boolean source) {
        Values.Range range = Values.ports(given, given.text(), making.protocol());
        return new ConnectionMatch.Port(
                direction, source, range.from(), range.to(), given.inverted());
    }

    private static ConnectionMatch.Test status(Given given) {
        int bits = 0;
        for (String name : given.text().split(",", -1)) {
            Integer bit = STATUS.get(name.toUpperCase(Locale.ROOT));
            if (bit == null) throw given.refused("unknown status '" + name + "'");
            bits |= bit;
        }
        return new ConnectionMatch.Status(bits, given.inverted());
    }

    private static Direction direction(Given given) {
        return switch (given.text().toUpperCase(Locale.ROOT)) {
            case "ORIGINAL" -> Direction.ORIGINAL;
            case "REPLY" -> Direction.REPLY;
            default -> throw given.refused("ORIGINAL or REPLY was expected");
        };
    }

    // ---- the rest ---------------------------------------------------------------------------

    private static void connmark(Use use, Making making) {
        Given given = use.require("mark");
        Values.Masked masked = Values.masked(given);
        making.add(
                Making.masked(
                        new Ct(CtKey.MARK, null),
                        4,
                        masked.mask(),
                        masked.value(),
                        given.inverted()));
    }

    private static void connlimit(Use use, Making making) {
        Given given = use.requireOne("connlimit-upto", "connlimit-above");
        boolean above = given.option().name().equals("connlimit-above") != given.inverted();
        if (use.has("connlimit-saddr") && use.has("connlimit-daddr"))
            throw use.refused("--connlimit-saddr and --connlimit-daddr exclude each other");
        Given mask = use.find("connlimit-mask");
        byte[] octets = Addresses.mask(making.family(), "", use.column());
        if (mask != null) {
            int prefix = Values.whole(mask, 0, 8 * octets.length);
            octets = Addresses.mask(making.family(), Integer.toString(prefix), use.column());
        }
        long most = Values.number(given, given.text(), 0xffff_ffffL);
        making.add(new ConnectionCount(octets, !use.has("connlimit-daddr"), most, above));
    }

    private static void connbytes(Use use, Making making) {
        Given given = use.require("connbytes");
        Given mode = use.require("connbytes-mode");
        Given way = use.require("connbytes-dir");
        String text = given.text();
        int colon = text.indexOf(':');
        long from =
                Values.number(given, colon < 0 ? text : text.substring(0, colon), Long.MAX_VALUE);
        String last = colon < 0 ? "" : text.substring(colon + 1);
        long to = last.isEmpty() ? 0 : Values.number(given, last, Long.MAX_VALUE);
        if (to != 0 && from > to)
            throw given.refused("the range " + text + " ends before it begins");
        ConnectionBytes.Of of =
                switch (mode.text()) {
                    case "packets" -> ConnectionBytes.Of.PACKETS;
                    case "bytes" -> ConnectionBytes.Of.BYTES;
                    case "avgpkt" -> ConnectionBytes.Of.AVGPKT;
                    default -> throw mode.refused("packets, bytes or avgpkt was expected");
                };
        Direction direction =
                switch (way.text()) {
                    case "original" -> Direction.ORIGINAL;
                    case "reply" -> Direction.REPLY;
                    case "both" -> null;
                    default -> throw way.refused("original, reply or both was expected");
                };
        making.add(new ConnectionBytes(of, direction, from, to, given.inverted()));
    }

    private static void helper(Use use, Making making) {
        Given given = use.require("helper");
        making.add(new HelpedBy(given.text(), given.inverted()));
    }

    private static void connlabel(Use use, Making making) {
        Given given = use.require("label");
        int label = Values.whole(given, 0, 127);
        if (use.has("set")) throw use.refused("--set is not supported");
        byte[] bit = new byte[16];
        bit[15 - label / 8] = (byte) (1 << label % 8);
        var masked = Bitwise.and(new Ct(CtKey.LABELS, null), bit);
        making.add(new Compare(masked, given.inverted() ? Relation.EQ : Relation.NE, new byte[16]));
    }
}
