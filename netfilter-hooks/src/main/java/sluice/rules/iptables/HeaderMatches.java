package sluice.rules.iptables;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import sluice.bpf.BpfLoader;
import sluice.bpf.BpfText;
import sluice.bpf.BpfValidator;
import sluice.bpf.ParsedProgram;
import sluice.packet.wire.IpProtocols;
import sluice.rules.Expression;
import sluice.rules.expression.Bitwise;
import sluice.rules.expression.Exthdr;
import sluice.rules.expression.MetaKey;
import sluice.rules.expression.Payload;
import sluice.rules.iptables.Option.Form;
import sluice.rules.statement.Compare;
import sluice.rules.statement.Compare.Relation;
import sluice.rules.xtables.BpfMatch;
import sluice.rules.xtables.TcpMssWithin;
import sluice.rules.xtables.TextSearch;

/** Matches of fields and octets. */
final class HeaderMatches {
    private static final int PATTERN_MAX = 128;

    /** Classes of DSCP by name ({@code dscp_helper.c}). */
    static final Map<String, Integer> CLASSES = classes();

    /** Names of TOS values ({@code tos_values.c}). */
    static final Map<String, Integer> TOS =
            Map.of(
                    "minimize-delay", 0x10,
                    "maximize-throughput", 0x08,
                    "maximize-reliability", 0x04,
                    "minimize-cost", 0x02,
                    "normal-service", 0x00);

    static final List<Extension> ALL =
            List.of(
                    Extension.match(
                            "length",
                            Extension.BOTH,
                            HeaderMatches::length,
                            Option.of("length").not()),
                    Extension.match(
                            "ttl",
                            Extension.IP4,
                            HeaderMatches::ttl,
                            Option.of(Form.DECIMAL, "ttl-eq", "ttl").not(),
                            Option.of(Form.DECIMAL, "ttl-lt"),
                            Option.of(Form.DECIMAL, "ttl-gt")),
                    Extension.match(
                            "hl",
                            Extension.IP6,
                            HeaderMatches::ttl,
                            Option.of(Form.DECIMAL, "hl-eq", "hl").not(),
                            Option.of(Form.DECIMAL, "hl-lt"),
                            Option.of(Form.DECIMAL, "hl-gt")),
                    Extension.match(
                                    "tos",
                                    Extension.BOTH,
                                    HeaderMatches::tos,
                                    Option.of("tos").not())
                            .written(HeaderMatches::tosText),
                    Extension.match(
                                    "dscp",
                                    Extension.BOTH,
                                    HeaderMatches::dscp,
                                    Option.of("dscp").not(),
                                    Option.of("dscp-class").not())
                            .written(HeaderMatches::dscpText),
                    Extension.match(
                            "ecn",
                            Extension.BOTH,
                            HeaderMatches::ecn,
                            Option.flag("ecn-tcp-cwr").not(),
                            Option.flag("ecn-tcp-ece").not(),
                            Option.of(Form.DECIMAL, "ecn-ip-ect").not()),
                    Extension.match(
                            "u32",
                            Extension.BOTH,
                            HeaderMatches::u32,
                            Option.of(Form.QUOTED, "u32").not()),
                    Extension.match(
                            "string",
                            Extension.BOTH,
                            HeaderMatches::string,
                            Option.of(Form.QUOTED, "string").not(),
                            Option.of(Form.QUOTED, "hex-string").not(),
                            Option.of(Form.SMALL, "algo"),
                            Option.of(Form.DECIMAL, "from"),
                            Option.of(Form.DECIMAL, "to"),
                            Option.flag("icase")),
                    Extension.match(
                                    "bpf",
                                    Extension.BOTH,
                                    HeaderMatches::bpf,
                                    Option.of(Form.QUOTED, "bytecode"))
                            .noted("bytecode only, no pinned programs"),
                    Extension.match(
                                    "tcpmss",
                                    Extension.BOTH,
                                    HeaderMatches::tcpmss,
                                    Option.of("mss").not())
                            .forProtocols(Set.of(IpProtocols.TCP)),
                    Extension.match(
                                    "frag",
                                    Extension.IP6,
                                    HeaderMatches::frag,
                                    Option.of("fragid").not(),
                                    Option.flag("fragres"),
                                    Option.flag("fragfirst"),
                                    Option.flag("fragmore"),
                                    Option.flag("fraglast"))
                            .noted("without --fraglen"),
                    Extension.match(
                                    "rt",
                                    Extension.IP6,
                                    HeaderMatches::rt,
                                    Option.of(Form.DECIMAL, "rt-type").not(),
                                    Option.of("rt-segsleft").not(),
                                    Option.of(Form.DECIMAL, "rt-len").not())
                            .noted("without the addresses of type 0"),
                    Extension.match(
                                    "hbh",
                                    Extension.IP6,
                                    HeaderMatches::hbh,
                                    Option.of(Form.DECIMAL, "hbh-len").not())
                            .noted("without --hbh-opts"),
                    Extension.match(
                                    "dst",
                                    Extension.IP6,
                                    HeaderMatches::dst,
                                    Option.of(Form.DECIMAL, "dst-len").not())
                            .noted("without --dst-opts"),
                    Extension.match(
                                    "mh",
                                    Extension.IP6,
                                    HeaderMatches::mh,
                                    Option.of("mh-type").not())
                            .forProtocols(Set.of(IpProtocols.MOBILITY)));

    private HeaderMatches() {}

    private static Map<String, Integer> classes() {
        Map<String, Integer> classes = new java.util.HashMap<>();
        for (int i = 0; i < 8; i++) classes.put("CS" + i, i << 3);
        for (int i = 1; i <= 4; i++)
            for (int j = 1; j <= 3; j++) classes.put("AF" + i + j, i << 3 | j << 1);
        classes.put("BE", 0);
        classes.put("EF", 0x2e);
        return Map.copyOf(classes);
    }

    private static void length(Use use, Making making) {
        Given given = use.require("length");
        Values.Range range = Values.range(given, given.text(), 0xffff);
        making.meta(MetaKey.LENGTH, range.from(), range.to(), given.inverted());
    }

    private static void ttl(Use use, Making making) {
        use.requireAny();
        if (use.given().size() > 1) throw use.refused("one of its options only");
        Given given = use.given().getFirst();
        int value = Values.whole(given, 0, 255);
        String name = given.option().name();
        Relation relation =
                name.endsWith("-lt")
                        ? Relation.LT
                        : name.endsWith("-gt")
                                ? Relation.GT
                                : given.inverted() ? Relation.NE : Relation.EQ;
        var field = new Payload(Payload.Base.NETWORK, making.ipv4() ? 8 : 7, 1);
        making.add(new Compare(field, relation, new byte[] {(byte) value}));
    }

    // ---- the octet for services ---------------------------------------------------------------

    private static void service(Making making, int mask, int wanted, boolean inverted) {
        if (making.ipv4()) {
            making.add(
                    Making.masked(
                            new Payload(Payload.Base.NETWORK, 1, 1), 1, mask, wanted, inverted));
        } else {
            var front = new Payload(Payload.Base.NETWORK, 0, 2);
            making.add(Making.masked(front, 2, (long) mask << 4, (long) wanted << 4, inverted));
        }
    }

    /** {@code 0x10}, {@code 0x10/0x3f}, {@code Minimize-Delay}. */
    static Values.Masked tosValue(Given given, int maskOfNames) {
        Integer named = TOS.get(given.text().toLowerCase(Locale.ROOT));
        if (named != null) return new Values.Masked(named, maskOfNames);
        Values.Masked masked = Values.masked(given);
        boolean whole = given.text().indexOf('/') < 0;
        int mask = whole ? 0xff : masked.mask();
        if ((masked.value() | mask) >>> 8 != 0) throw given.refused("8 bits were expected");
        return new Values.Masked(masked.value(), mask);
    }

    private static void tos(Use use, Making making) {
        Given given = use.require("tos");
        Values.Masked tos = tosValue(given, 0x3f);
        service(making, tos.mask(), tos.value(), given.inverted());
    }

    private static String tosText(Use use, Making making) {
        Given given = use.require("tos");
        Values.Masked tos = tosValue(given, 0x3f);
        return (given.inverted() ? " ! --tos " : " --tos ")
                + two(tos.value())
                + "/"
                + two(tos.mask());
    }

    static String two(int value) {
        return value < 16 ? "0x0" + Integer.toHexString(value) : "0x" + Integer.toHexString(value);
    }

    static int dscpValue(Given given, String className) {
        if (!given.option().name().equals(className)) return Values.whole(given, 0, 63);
        Integer value = CLASSES.get(given.text().toUpperCase(Locale.ROOT));
        if (value == null) throw given.refused("unknown class '" + given.text() + "'");
        return value;
    }

    private static void dscp(Use use, Making making) {
        Given given = use.requireOne("dscp", "dscp-class");
        service(making, 0xfc, dscpValue(given, "dscp-class") << 2, given.inverted());
    }

    private static String dscpText(Use use, Making making) {
        Given given = use.requireOne("dscp", "dscp-class");
        return (given.inverted() ? " ! --dscp " : " --dscp ") + two(dscpValue(given, "dscp-class"));
    }

    private static void ecn(Use use, Making making) {
        use.requireAny();
        for (Given given : use.given()) {
            switch (given.option().name()) {
                case "ecn-ip-ect" ->
                        service(making, 3, Values.whole(given, 0, 3), given.inverted());
                case "ecn-tcp-cwr" -> ecnFlag(use, making, 0x80, given.inverted());
                default -> ecnFlag(use, making, 0x40, given.inverted());
            }
        }
    }

    private static void ecnFlag(Use use, Making making, int bit, boolean inverted) {
        if (making.protocol() != IpProtocols.TCP)
            throw use.refused("the rule must be for protocol tcp");
        var octet = new Payload(Payload.Base.TRANSPORT, 13, 1);
        making.add(Making.masked(octet, 1, bit, inverted ? 0 : bit, false));
    }

    // ---- octets -------------------------------------------------------------------------------

    private static void u32(Use use, Making making) {
        Given given = use.require("u32");
        making.add(U32Text.parse(given));
    }

    private static void string(Use use, Making making) {
        Given given = use.requireOne("string", "hex-string");
        Given algorithm = use.require("algo");
        if (!List.of("bm", "kmp", "fsm").contains(algorithm.text()))
            throw algorithm.refused("bm or kmp was expected");
        byte[] pattern =
                given.option().name().equals("string")
                        ? given.text().getBytes(StandardCharsets.UTF_8)
                        : hex(given);
        if (pattern.length == 0 || pattern.length > PATTERN_MAX)
            throw given.refused("1 to " + PATTERN_MAX + " octets were expected");
        Given first = use.find("from");
        Given last = use.find("to");
        int from = first == null ? 0 : Values.whole(first, 0, 0xffff);
        int to = last == null ? 0xffff : Values.whole(last, 0, 0xffff);
        making.add(new TextSearch(pattern, from, to, use.has("icase"), given.inverted()));
    }

    /** Text with hexadecimal digits between bars: {@code GET|0d 0a|}. */
    private static byte[] hex(Given given) {
        String text = given.text();
        List<Integer> octets = new ArrayList<>();
        boolean hex = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                octets.add(text.charAt(++i) & 0xff);
            } else if (c == '|') {
                hex = !hex;
            } else if (hex && c != ' ') {
                int high = Character.digit(c, 16);
                int low = i + 1 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                if (high < 0 || low < 0)
                    throw given.refused(
                            "two hexadecimal digits were expected at '" + text.substring(i) + "'");
                octets.add(high << 4 | low);
                i++;
            } else if (!hex) {
                octets.add(c & 0xff);
            }
        }
        if (hex) throw given.refused("a | is missing at the end");
        byte[] pattern = new byte[octets.size()];
        for (int i = 0; i < pattern.length; i++) pattern[i] = octets.get(i).byteValue();
        return pattern;
    }

    private static void bpf(Use use, Making making) {
        Given given = use.require("bytecode");
        String lines = given.text().replace(',', '\n');
        switch (BpfText.parse(lines)) {
            case ParsedProgram.Read(var program) ->
                    making.add(
                            switch (BpfLoader.interpret(program, BpfValidator.LINUX)) {
                                case sluice.bpf.Loaded.Ready ready -> new BpfMatch(ready.program());
                                case sluice.bpf.Loaded.Refused(var refusal) ->
                                        throw given.refused(refusal.toString());
                            });
            case ParsedProgram.Malformed malformed -> throw given.refused(malformed.toString());
        }
    }

    private static void tcpmss(Use use, Making making) {
        Given given = use.require("mss");
        Values.Range range = Values.range(given, given.text(), 0xffff);
        making.add(new TcpMssWithin(range.from(), range.to(), given.inverted()));
    }

    // ---- headers of IPv6 ------------------------------------------------------------------------

    private static void there(Making making, int header) {
        making.add(
                new Compare(
                        new Exthdr(Exthdr.Kind.IPV6, header, 0, 1, true),
                        Relation.EQ,
                        new byte[] {1}));
    }

    private static Expression field(int header, int offset, int octets) {
        return new Exthdr(Exthdr.Kind.IPV6, header, offset, octets, false);
    }

    private static void frag(Use use, Making making) {
        there(making, IpProtocols.FRAGMENT);
        Given id = use.find("fragid");
        if (id != null) {
            String text = id.text();
            int colon = text.indexOf(':');
            long from =
                    Values.number(id, colon < 0 ? text : text.substring(0, colon), 0xffff_ffffL);
            long to = colon < 0 ? from : Values.number(id, text.substring(colon + 1), 0xffff_ffffL);
            making.add(Making.test(field(IpProtocols.FRAGMENT, 4, 4), 4, from, to, id.inverted()));
        }
        if (use.has("fragmore") && use.has("fraglast"))
            throw use.refused("--fragmore and --fraglast exclude each other");
        Expression word = field(IpProtocols.FRAGMENT, 2, 2);
        if (use.has("fragfirst")) making.add(Making.masked(word, 2, 0xfff8, 0, false));
        if (use.has("fragmore")) making.add(Making.masked(word, 2, 1, 1, false));
        if (use.has("fraglast")) making.add(Making.masked(word, 2, 1, 0, false));
        if (use.has("fragres"))
            making.add(new Compare(Bitwise.and(word, new byte[] {0, 6}), Relation.EQ, new byte[2]));
    }

    private static void rt(Use use, Making making) {
        there(making, IpProtocols.ROUTING);
        Given type = use.find("rt-type");
        if (type != null) {
            int value = Values.whole(type, 0, 255);
            making.add(
                    Making.test(
                            field(IpProtocols.ROUTING, 2, 1), 1, value, value, type.inverted()));
        }
        Given left = use.find("rt-segsleft");
        if (left != null) {
            Values.Range range = Values.range(left, left.text(), 255);
            making.add(
                    Making.test(
                            field(IpProtocols.ROUTING, 3, 1),
                            1,
                            range.from(),
                            range.to(),
                            left.inverted()));
        }
        Given length = use.find("rt-len");
        if (length != null) extensionLength(length, making, IpProtocols.ROUTING);
    }

    private static void extensionLength(Given given, Making making, int header) {
        int octets = Values.whole(given, 8, 2048);
        if (octets % 8 != 0) throw given.refused("a multiple of 8 was expected");
        making.add(
                Making.test(
                        field(header, 1, 1), 1, octets / 8 - 1, octets / 8 - 1, given.inverted()));
    }

    private static void hbh(Use use, Making making) {
        there(making, IpProtocols.HOP_BY_HOP);
        Given length = use.find("hbh-len");
        if (length != null) extensionLength(length, making, IpProtocols.HOP_BY_HOP);
    }

    private static void dst(Use use, Making making) {
        there(making, IpProtocols.DESTINATION_OPTIONS);
        Given length = use.find("dst-len");
        if (length != null) extensionLength(length, making, IpProtocols.DESTINATION_OPTIONS);
    }

    private static void mh(Use use, Making making) {
        Given type = use.require("mh-type");
        Values.Range range = Values.range(type, type.text(), 255);
        making.transport(2, 1, range.from(), range.to(), type.inverted());
    }
}
