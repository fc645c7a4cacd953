package sluice.rules.iptables;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import sluice.packet.wire.IpProtocols;
import sluice.rules.RuleHook;
import sluice.rules.expression.Bitwise;
import sluice.rules.expression.Constant;
import sluice.rules.expression.Meta;
import sluice.rules.expression.MetaKey;
import sluice.rules.iptables.Option.Form;
import sluice.rules.statement.SetMeta;
import sluice.rules.xtables.ConnectionMark;
import sluice.rules.xtables.NoEffect;
import sluice.rules.xtables.SetDsField;
import sluice.rules.xtables.SetTcpMss;
import sluice.rules.xtables.SetTtl;
import sluice.rules.xtables.StripTcpOptions;

/** Targets that change the packet or a mark. */
final class ChangeTargets {
    private static final Map<String, Integer> TCP_OPTIONS =
            Map.of(
                    "wscale",
                    3,
                    "mss",
                    2,
                    "sack-permitted",
                    4,
                    "sack",
                    5,
                    "timestamp",
                    8,
                    "md5",
                    19);

    static final List<Extension> ALL =
            List.of(
                    Extension.target(
                                    "MARK",
                                    Extension.BOTH,
                                    ChangeTargets::mark,
                                    Option.of("set-xmark"),
                                    Option.of("set-mark"),
                                    Option.of("and-mark"),
                                    Option.of("or-mark"),
                                    Option.of("xor-mark"))
                            .written(ChangeTargets::markText),
                    Extension.target(
                                    "CONNMARK",
                                    Extension.BOTH,
                                    ChangeTargets::connmark,
                                    Option.of("set-xmark"),
                                    Option.of("set-mark"),
                                    Option.of("and-mark"),
                                    Option.of("or-mark"),
                                    Option.of("xor-mark"),
                                    Option.flag("save-mark"),
                                    Option.flag("restore-mark"),
                                    Option.of(Form.HEXADECIMAL, "nfmask"),
                                    Option.of(Form.HEXADECIMAL, "ctmask"),
                                    Option.of(Form.HEXADECIMAL, "mask"))
                            .written(ChangeTargets::connmarkText),
                    ttl("TTL", Extension.IP4, "ttl"),
                    ttl("HL", Extension.IP6, "hl"),
                    Extension.target(
                                    "TOS",
                                    Extension.BOTH,
                                    ChangeTargets::tos,
                                    Option.of("set-tos"),
                                    Option.of("and-tos"),
                                    Option.of("or-tos"),
                                    Option.of("xor-tos"))
                            .inTables("mangle")
                            .written(ChangeTargets::tosText),
                    Extension.target(
                                    "DSCP",
                                    Extension.BOTH,
                                    ChangeTargets::dscp,
                                    Option.of("set-dscp"),
                                    Option.of("set-dscp-class"))
                            .inTables("mangle")
                            .written(ChangeTargets::dscpText),
                    Extension.target(
                                    "ECN",
                                    Extension.IP4,
                                    ChangeTargets::ecn,
                                    Option.flag("ecn-tcp-remove"))
                            .inTables("mangle")
                            .forProtocols(Set.of(IpProtocols.TCP)),
                    Extension.target(
                                    "TCPMSS",
                                    Extension.BOTH,
                                    ChangeTargets::tcpmss,
                                    Option.of(Form.DECIMAL, "set-mss"),
                                    Option.flag("clamp-mss-to-pmtu"))
                            .forProtocols(Set.of(IpProtocols.TCP)),
                    Extension.target(
                                    "TCPOPTSTRIP",
                                    Extension.BOTH,
                                    ChangeTargets::tcpoptstrip,
                                    Option.of("strip-options"))
                            .inTables("mangle")
                            .forProtocols(Set.of(IpProtocols.TCP)),
                    Extension.target(
                                    "CHECKSUM",
                                    Extension.BOTH,
                                    (use, making) -> {
                                        use.require("checksum-fill");
                                        making.add(new NoEffect("CHECKSUM"));
                                    },
                                    Option.flag("checksum-fill"))
                            .inTables("mangle")
                            .noted(
                                    "no effect: checksums of what this host sends are filled in already"),
                    Extension.target(
                                    "CLASSIFY",
                                    Extension.BOTH,
                                    ChangeTargets::classify,
                                    Option.of("set-class"))
                            .at(RuleHook.FORWARD, RuleHook.OUTPUT, RuleHook.POSTROUTING));

    private ChangeTargets() {}

    // ---- marks ------------------------------------------------------------------------------

    /** {@code (mark & ~mask) ^ value}. */
    private static Values.Masked change(Use use) {
        Given given = use.requireOne("set-xmark", "set-mark", "and-mark", "or-mark", "xor-mark");
        String name = given.option().name();
        if (name.equals("set-xmark")) return Values.masked(given);
        if (name.equals("set-mark")) {
            Values.Masked masked = Values.masked(given);
            return new Values.Masked(masked.value(), masked.mask() | masked.value());
        }
        int value = Values.bits(given, given.text());
        return switch (name) {
            case "and-mark" -> new Values.Masked(0, ~value);
            case "or-mark" -> new Values.Masked(value, value);
            default -> new Values.Masked(value, 0);
        };
    }

    private static String changeText(Use use) {
        Values.Masked change = change(use);
        return " --set-xmark "
                + Canonical.hex(change.value() & 0xffff_ffffL)
                + "/"
                + Canonical.hex(change.mask() & 0xffff_ffffL);
    }

    private static void mark(Use use, Making making) {
        Values.Masked change = change(use);
        var mark = new Meta(MetaKey.MARK);
        if (change.mask() == -1) {
            making.add(new SetMeta(MetaKey.MARK, Constant.number(change.value(), 4)));
            return;
        }
        byte[] kept = Making.octets(~change.mask(), 4);
        making.add(
                new SetMeta(
                        MetaKey.MARK, new Bitwise(mark, kept, Making.octets(change.value(), 4))));
    }

    private static String markText(Use use, Making making) {
        return changeText(use);
    }

    private static boolean copies(Use use) {
        if (use.has("save-mark") && use.has("restore-mark"))
            throw use.refused("--save-mark and --restore-mark exclude each other");
        return use.has("save-mark") || use.has("restore-mark");
    }

    private static int mask(Use use, String name) {
        Given both = use.find("mask");
        Given given = use.find(name);
        if (both != null && given != null) throw given.refused("--mask is there already");
        if (both != null) return Values.bits(both, both.text());
        return given == null ? -1 : Values.bits(given, given.text());
    }

    private static void connmark(Use use, Making making) {
        if (!copies(use)) {
            Values.Masked change = change(use);
            making.add(
                    new ConnectionMark(
                            ConnectionMark.Operation.SET, change.value(), change.mask(), 0));
            return;
        }
        boolean save = use.has("save-mark");
        ConnectionMark.Operation operation =
                save ? ConnectionMark.Operation.SAVE : ConnectionMark.Operation.RESTORE;
        making.add(new ConnectionMark(operation, 0, mask(use, "ctmask"), mask(use, "nfmask")));
    }

    private static String connmarkText(Use use, Making making) {
        if (!copies(use)) return changeText(use);
        return (use.has("save-mark") ? " --save-mark" : " --restore-mark")
                + " --nfmask "
                + Canonical.hex(mask(use, "nfmask") & 0xffff_ffffL)
                + " --ctmask "
                + Canonical.hex(mask(use, "ctmask") & 0xffff_ffffL);
    }

    // ---- IP header --------------------------------------------------------------------------

    private static Extension ttl(
            String name, Set<sluice.rules.RuleFamily> families, String prefix) {
        return Extension.target(
                        name,
                        families,
                        (use, making) -> ttl(use, making, prefix),
                        Option.of(Form.DECIMAL, prefix + "-set"),
                        Option.of(Form.DECIMAL, prefix + "-dec"),
                        Option.of(Form.DECIMAL, prefix + "-inc"))
                .inTables("mangle");
    }

    private static void ttl(Use use, Making making, String prefix) {
        Given given = use.requireOne(prefix + "-set", prefix + "-dec", prefix + "-inc");
        boolean set = given.option().name().endsWith("-set");
        int value = Values.whole(given, set ? 0 : 1, 255);
        SetTtl.Operation operation =
                set
                        ? SetTtl.Operation.SET
                        : given.option().name().endsWith("-inc")
                                ? SetTtl.Operation.INCREASE
                                : SetTtl.Operation.DECREASE;
        making.add(new SetTtl(operation, value));
    }

    private static Values.Masked tosChange(Use use) {
        Given given = use.requireOne("set-tos", "and-tos", "or-tos", "xor-tos");
        if (given.option().name().equals("set-tos")) return HeaderMatches.tosValue(given, 0x3f);
        int value = Values.whole(given, 0, 255);
        return switch (given.option().name()) {
            case "and-tos" -> new Values.Masked(0, ~value & 0xff);
            case "or-tos" -> new Values.Masked(value, value);
            default -> new Values.Masked(value, 0);
        };
    }

    private static void tos(Use use, Making making) {
        Values.Masked change = tosChange(use);
        making.add(new SetDsField(change.mask(), change.value()));
    }

    private static String tosText(Use use, Making making) {
        Values.Masked change = tosChange(use);
        return " --set-tos "
                + HeaderMatches.two(change.value())
                + "/"
                + HeaderMatches.two(change.mask());
    }

    private static int dscpValue(Use use) {
        return HeaderMatches.dscpValue(
                use.requireOne("set-dscp", "set-dscp-class"), "set-dscp-class");
    }

    private static void dscp(Use use, Making making) {
        making.add(new SetDsField(0xfc, dscpValue(use) << 2));
    }

    private static String dscpText(Use use, Making making) {
        return " --set-dscp " + HeaderMatches.two(dscpValue(use));
    }

    private static void ecn(Use use, Making making) {
        use.require("ecn-tcp-remove");
        making.add(new sluice.rules.xtables.ClearTcpEcn());
    }

    // ---- TCP --------------------------------------------------------------------------------

    private static void tcpmss(Use use, Making making) {
        Given given = use.requireOne("set-mss", "clamp-mss-to-pmtu");
        boolean clamp = given.option().name().equals("clamp-mss-to-pmtu");
        String chain = making.command().requireChain().text();
        boolean routed = !chain.equals("PREROUTING") && !chain.equals("INPUT");
        if (clamp && !routed)
            throw use.refused("--clamp-mss-to-pmtu only in FORWARD, OUTPUT and POSTROUTING");
        making.add(new SetTcpMss(clamp ? 0 : Values.whole(given, 1, 0xffff)));
    }

    private static void tcpoptstrip(Use use, Making making) {
        Given given = use.require("strip-options");
        long[] kinds = new long[4];
        for (String each : given.text().split(",", -1)) {
            Integer named = TCP_OPTIONS.get(each.toLowerCase(Locale.ROOT));
            int kind = named != null ? named : Values.whole(given, each, 0, 255);
            kinds[kind >>> 6] |= 1L << (kind & 63);
        }
        making.add(new StripTcpOptions(kinds));
    }

    private static void classify(Use use, Making making) {
        Given given = use.require("set-class");
        int colon = given.text().indexOf(':');
        if (colon < 0) throw given.refused("a class is MAJOR:MINOR in hexadecimal");
        long major = hex(given, given.text().substring(0, colon));
        long minor = hex(given, given.text().substring(colon + 1));
        making.add(new SetMeta(MetaKey.PRIORITY, Constant.number(major << 16 | minor, 4)));
    }

    private static long hex(Given given, String text) {
        return text.isEmpty()
                ? 0
                : Values.number(given, text.startsWith("0x") ? text : "0x" + text, 0xffff);
    }
}
