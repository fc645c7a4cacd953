package sluice.rules.iptables;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sluice.conntrack.Conntrack;
import sluice.conntrack.Template;
import sluice.conntrack.Zone;
import sluice.packet.wire.IpProtocols;
import sluice.rules.RuleHook;
import sluice.rules.iptables.Option.Form;
import sluice.rules.names.Names;
import sluice.rules.statement.Log;
import sluice.rules.xtables.ChangeIpSet;
import sluice.rules.xtables.IpSet;
import sluice.rules.xtables.NoEffect;
import sluice.rules.xtables.TeeTo;
import sluice.rules.xtables.ToTransparent;
import sluice.rules.xtables.Traced;
import sluice.rules.xtables.TrackAs;

/** Targets that log, copy, track, and those without effect. */
final class OtherTargets {
    private static final int PREFIX_MAX = 29;
    private static final int GROUP_PREFIX_MAX = 63;
    private static final long NANOS = 1_000_000_000L;

    private static final Map<String, Integer> LEVELS =
            Map.ofEntries(
                    Map.entry("emerg", 0),
                    Map.entry("panic", 0),
                    Map.entry("alert", 1),
                    Map.entry("crit", 2),
                    Map.entry("err", 3),
                    Map.entry("error", 3),
                    Map.entry("warning", 4),
                    Map.entry("warn", 4),
                    Map.entry("notice", 5),
                    Map.entry("info", 6),
                    Map.entry("debug", 7));

    static final List<Extension> ALL =
            List.of(
                    Extension.target(
                                    "LOG",
                                    Extension.BOTH,
                                    OtherTargets::log,
                                    Option.of(Form.QUOTED, "log-prefix"),
                                    Option.of("log-level"),
                                    Option.flag("log-tcp-sequence"),
                                    Option.flag("log-tcp-options"),
                                    Option.flag("log-ip-options"),
                                    Option.flag("log-uid"),
                                    Option.flag("log-macdecode"))
                            .written(OtherTargets::logText),
                    Extension.target(
                                    "NFLOG",
                                    Extension.BOTH,
                                    OtherTargets::nflog,
                                    Option.of(Form.QUOTED, "nflog-prefix"),
                                    Option.of(Form.DECIMAL, "nflog-group"),
                                    Option.of(Form.DECIMAL, "nflog-range"),
                                    Option.of(Form.DECIMAL, "nflog-size"),
                                    Option.of(Form.DECIMAL, "nflog-threshold"))
                            .noted("counts and goes on; nobody listens to the group"),
                    Extension.target(
                            "TEE",
                            Extension.BOTH,
                            OtherTargets::tee,
                            Option.of("gateway"),
                            Option.of("oif")),
                    Extension.target(
                                    "TPROXY",
                                    Extension.BOTH,
                                    OtherTargets::tproxy,
                                    Option.of(Form.DECIMAL, "on-port"),
                                    Option.of("on-ip"),
                                    Option.of(Form.HEXADECIMAL, "tproxy-mark"))
                            .inTables("mangle")
                            .at(RuleHook.PREROUTING)
                            .forProtocols(Set.of(IpProtocols.TCP, IpProtocols.UDP)),
                    Extension.target(
                                    "CT",
                                    Extension.BOTH,
                                    OtherTargets::ct,
                                    Option.flag("notrack"),
                                    Option.of("helper"),
                                    Option.of("timeout"),
                                    Option.of("ctevents"),
                                    Option.of("expevents"),
                                    Option.of(Form.DECIMAL, "zone"),
                                    Option.of(Form.DECIMAL, "zone-orig"),
                                    Option.of(Form.DECIMAL, "zone-reply"))
                            .inTables("raw")
                            .noted("--timeout and the events have no effect; no zones by mark"),
                    Extension.target(
                                    "NOTRACK",
                                    Extension.BOTH,
                                    (use, making) -> making.add(new TrackAs(null)))
                            .inTables("raw"),
                    Extension.target(
                                    "SET",
                                    Extension.BOTH,
                                    OtherTargets::set,
                                    Option.of("add-set").pair(),
                                    Option.of("del-set").pair(),
                                    Option.of(Form.DECIMAL, "timeout"),
                                    Option.flag("exist"))
                            .noted("networks are put in with the whole address; without --map-set"),
                    Extension.target(
                                    "TRACE",
                                    Extension.BOTH,
                                    (use, making) -> making.add(new Traced()))
                            .inTables("raw"),
                    noEffect("AUDIT", Option.of("type")),
                    noEffect("SECMARK", Option.of(Form.QUOTED, "selctx"))
                            .inTables("mangle", "security"),
                    noEffect("CONNSECMARK", Option.flag("save"), Option.flag("restore"))
                            .inTables("mangle", "security"));

    private OtherTargets() {}

    private static Extension noEffect(String name, Option... options) {
        return Extension.target(
                        name,
                        Extension.BOTH,
                        (use, making) -> {
                            use.requireAny();
                            making.add(new NoEffect(name));
                        },
                        options)
                .noted("no effect: it changes nothing a packet meets");
    }

    // ---- logs -------------------------------------------------------------------------------

    private static int level(Use use) {
        Given given = use.find("log-level");
        if (given == null) return Log.LEVEL_DEFAULT;
        Integer named = LEVELS.get(given.text());
        return named != null ? named : Values.whole(given, 0, 7);
    }

    private static void log(Use use, Making making) {
        Set<Log.Flag> flags = EnumSet.noneOf(Log.Flag.class);
        if (use.has("log-tcp-sequence")) flags.add(Log.Flag.TCP_SEQUENCE);
        if (use.has("log-tcp-options")) flags.add(Log.Flag.TCP_OPTIONS);
        if (use.has("log-ip-options")) flags.add(Log.Flag.IP_OPTIONS);
        if (use.has("log-uid")) flags.add(Log.Flag.SKUID);
        if (use.has("log-macdecode")) flags.add(Log.Flag.ETHER);
        making.add(new Log(prefix(use, "log-prefix", PREFIX_MAX), level(use), -1, 0, 0, flags));
    }

    private static String prefix(Use use, String name, int max) {
        Given given = use.find(name);
        if (given == null) return "";
        if (given.text().length() > max)
            throw given.refused("a prefix has at most " + max + " characters");
        return given.text();
    }

    private static String logText(Use use, Making making) {
        StringBuilder text = new StringBuilder();
        Given prefix = use.find("log-prefix");
        if (prefix != null) Canonical.option(text, prefix, making);
        if (use.has("log-level") && level(use) != Log.LEVEL_DEFAULT)
            text.append(" --log-level ").append(level(use));
        for (Given given : use.given()) {
            if (given.option().words() == 0) Canonical.option(text, given, making);
        }
        return text.toString();
    }

    private static void nflog(Use use, Making making) {
        String prefix = prefix(use, "nflog-prefix", GROUP_PREFIX_MAX);
        int group = number(use, "nflog-group", 0, 0xffff);
        int size = number(use, "nflog-size", 0, Integer.MAX_VALUE);
        int threshold = number(use, "nflog-threshold", 0, 0xffff);
        making.add(new Log(prefix, Log.LEVEL_DEFAULT, group, size, threshold, Set.of()));
    }

    private static int number(Use use, String name, int otherwise, int max) {
        Given given = use.find(name);
        return given == null ? otherwise : Values.whole(given, 0, max);
    }

    // ---- copies and sockets -----------------------------------------------------------------

    private static void tee(Use use, Making making) {
        Given given = use.require("gateway");
        byte[] gateway = Addresses.address(making.family(), given.text(), given.word().column());
        making.add(new TeeTo(gateway, use.text("oif", "")));
    }

    private static void tproxy(Use use, Making making) {
        Given port = use.require("on-port");
        Given address = use.find("on-ip");
        Given mark = use.find("tproxy-mark");
        byte[] octets =
                address == null
                        ? new byte[0]
                        : Addresses.address(
                                making.family(), address.text(), address.word().column());
        Values.Masked change = mark == null ? new Values.Masked(0, 0) : Values.masked(mark);
        making.add(
                new ToTransparent(
                        octets, Values.whole(port, 0, 0xffff), change.value(), change.mask()));
    }

    // ---- tracking ---------------------------------------------------------------------------

    private static void ct(Use use, Making making) {
        if (use.has("notrack")) {
            if (use.given().size() > 1) throw use.refused("--notrack goes with no other option");
            making.add(new TrackAs(null));
            return;
        }
        use.requireAny();
        Given helper = use.find("helper");
        if (helper != null && making.protocol() == 0)
            throw helper.refused("the rule must say a protocol");
        if (helper != null) {
            int protocol = Conntrack.helperProtocol(helper.text());
            if (protocol < 0)
                throw helper.refused("the helper '" + helper.text() + "' is not emulated");
            if (protocol != making.protocol())
                throw helper.refused("the helper is one of " + Names.ofProtocol(protocol));
        }
        making.add(new TrackAs(new Template(zone(use), helper == null ? null : helper.text())));
    }

    private static Zone zone(Use use) {
        Given both = use.find("zone");
        if (both != null) return Zone.of(Values.whole(both, 0, 0xffff));
        Given original = use.find("zone-orig");
        if (original != null) return new Zone(Values.whole(original, 0, 0xffff), true, false);
        Given reply = use.find("zone-reply");
        return reply == null ? Zone.DEFAULT : new Zone(Values.whole(reply, 0, 0xffff), false, true);
    }

    private static void set(Use use, Making making) {
        Given given = use.requireOne("add-set", "del-set");
        IpSet set = making.shared().sets().set(given.text());
        if (set == null) throw given.refused("there is no set " + given.text() + " (--ipset FILE)");
        if (set.type().method().equals("list"))
            throw given.refused("a list of sets cannot be changed so");
        Given timeout = use.find("timeout");
        long nanos =
                timeout == null ? -1 : Values.whole(timeout, 0, Integer.MAX_VALUE / 1000) * NANOS;
        int sides = AddressMatches.sides(given, given.second());
        making.add(new ChangeIpSet(set, sides, given.option().name().equals("add-set"), nanos));
    }
}
