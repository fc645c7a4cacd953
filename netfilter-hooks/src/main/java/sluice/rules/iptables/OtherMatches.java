package sluice.rules.iptables;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import sluice.rules.Counter;
import sluice.rules.RuleHook;
import sluice.rules.expression.Meta;
import sluice.rules.expression.MetaKey;
import sluice.rules.expression.Rt;
import sluice.rules.iptables.Option.Form;
import sluice.rules.xtables.Account;
import sluice.rules.xtables.Always;
import sluice.rules.xtables.AtTime;
import sluice.rules.xtables.OwnedBy;
import sluice.rules.xtables.SocketThere;

/** Matches of marks, sockets, times and other things that are not in the packet. */
final class OtherMatches {
    private static final int COMMENT_MAX = 255;
    private static final List<String> DAYS =
            List.of("", "mon", "tue", "wed", "thu", "fri", "sat", "sun");

    static final List<Extension> ALL =
            List.of(
                    Extension.match(
                            "comment",
                            Extension.BOTH,
                            OtherMatches::comment,
                            Option.of(Form.QUOTED, "comment")),
                    Extension.match(
                            "mark",
                            Extension.BOTH,
                            OtherMatches::mark,
                            Option.of(Form.HEXADECIMAL, "mark").not()),
                    Extension.match(
                                    "owner",
                                    Extension.BOTH,
                                    OtherMatches::owner,
                                    Option.of("uid-owner").not(),
                                    Option.of("gid-owner").not(),
                                    Option.flag("socket-exists").not(),
                                    Option.flag("suppl-groups"))
                            .at(RuleHook.OUTPUT, RuleHook.POSTROUTING)
                            .noted("numbers only, no names of users; a program has one group"),
                    Extension.match(
                                    "policy",
                                    Extension.BOTH,
                                    OtherMatches::policy,
                                    Option.of("dir"),
                                    Option.of("pol"),
                                    Option.flag("strict"),
                                    Option.of("reqid").not(),
                                    Option.of("spi").not(),
                                    Option.of("proto").not(),
                                    Option.of("mode").not(),
                                    Option.of("tunnel-src").not(),
                                    Option.of("tunnel-dst").not(),
                                    Option.flag("next"))
                            .repeating(
                                    "reqid",
                                    "spi",
                                    "proto",
                                    "mode",
                                    "tunnel-src",
                                    "tunnel-dst",
                                    "next")
                            .noted("there is no IPsec: --pol none matches, --pol ipsec never does"),
                    Extension.match(
                                    "time",
                                    Extension.BOTH,
                                    OtherMatches::time,
                                    Option.of("datestart"),
                                    Option.of("datestop"),
                                    Option.of("timestart"),
                                    Option.of("timestop"),
                                    Option.of("weekdays").not(),
                                    Option.of("monthdays").not(),
                                    Option.flag("kerneltz"),
                                    Option.flag("utc"),
                                    Option.flag("contiguous"))
                            .noted("the host's clock, in UTC"),
                    Extension.match(
                                    "cpu",
                                    Extension.BOTH,
                                    OtherMatches::cpu,
                                    Option.of(Form.DECIMAL, "cpu").not())
                            .noted("hooks run on CPU 0"),
                    Extension.match(
                                    "realm",
                                    Extension.IP4,
                                    OtherMatches::realm,
                                    Option.of(Form.HEXADECIMAL, "realm").not())
                            .noted("routes have no realms: it is 0"),
                    Extension.match(
                                    "devgroup",
                                    Extension.BOTH,
                                    OtherMatches::devgroup,
                                    Option.of(Form.HEXADECIMAL, "src-group").not(),
                                    Option.of(Form.HEXADECIMAL, "dst-group").not())
                            .noted("devices are in group 0"),
                    Extension.match(
                                    "cgroup",
                                    Extension.BOTH,
                                    OtherMatches::cgroup,
                                    Option.of(Form.DECIMAL, "cgroup").not())
                            .noted("programs are in cgroup 0; without --path"),
                    Extension.match(
                                    "socket",
                                    Extension.BOTH,
                                    OtherMatches::socket,
                                    Option.flag("transparent"),
                                    Option.flag("nowildcard"),
                                    Option.flag("restore-skmark"))
                            .at(RuleHook.PREROUTING, RuleHook.INPUT),
                    Extension.match(
                                    "nfacct",
                                    Extension.BOTH,
                                    OtherMatches::nfacct,
                                    Option.of(Form.QUOTED, "nfacct-name"))
                            .noted("an account is there once a rule names it; no quotas"));

    private OtherMatches() {}

    private static void comment(Use use, Making making) {
        Given given = use.require("comment");
        if (given.text().length() > COMMENT_MAX)
            throw given.refused("a comment has at most " + COMMENT_MAX + " characters");
    }

    private static void mark(Use use, Making making) {
        Given given = use.require("mark");
        Values.Masked masked = Values.masked(given);
        making.add(
                Making.masked(
                        new Meta(MetaKey.MARK),
                        4,
                        masked.mask() & 0xffff_ffffL,
                        masked.value(),
                        given.inverted()));
    }

    private static void owner(Use use, Making making) {
        use.requireAny();
        Given exists = use.find("socket-exists");
        Boolean socket = exists == null ? null : !exists.inverted();
        making.add(new OwnedBy(ids(use, "uid-owner"), ids(use, "gid-owner"), socket));
    }

    private static OwnedBy.@Nullable Ids ids(Use use, String name) {
        Given given = use.find(name);
        if (given == null) return null;
        String text = given.text();
        int dash = text.indexOf('-');
        if (text.equals("root")) return new OwnedBy.Ids(0, 0, given.inverted());
        long from = Values.number(given, dash < 0 ? text : text.substring(0, dash), 0xffff_fffeL);
        long to = dash < 0 ? from : Values.number(given, text.substring(dash + 1), 0xffff_fffeL);
        if (from > to) throw given.refused("the range " + text + " ends before it begins");
        return new OwnedBy.Ids(from, to, given.inverted());
    }

    private static void policy(Use use, Making making) {
        Given direction = use.require("dir");
        if (!List.of("in", "out").contains(direction.text()))
            throw direction.refused("in or out was expected");
        Given policy = use.require("pol");
        if (!List.of("none", "ipsec").contains(policy.text()))
            throw policy.refused("none or ipsec was expected");
        making.add(new Always(policy.text().equals("none"), "there is no IPsec"));
    }

    private static void cpu(Use use, Making making) {
        Given given = use.require("cpu");
        long cpu = Values.number(given, given.text(), 0xffff_ffffL);
        making.meta(MetaKey.CPU, cpu, cpu, given.inverted());
    }

    private static void realm(Use use, Making making) {
        Given given = use.require("realm");
        Values.Masked masked = Values.masked(given);
        making.add(
                Making.masked(
                        new Rt(Rt.Key.CLASSID),
                        4,
                        masked.mask(),
                        masked.value(),
                        given.inverted()));
    }

    private static void devgroup(Use use, Making making) {
        use.requireAny();
        for (Given given : use.given()) {
            Values.Masked masked = Values.masked(given);
            MetaKey key =
                    given.option().name().equals("src-group") ? MetaKey.IIFGROUP : MetaKey.OIFGROUP;
            making.add(
                    Making.masked(
                            new Meta(key), 4, masked.mask(), masked.value(), given.inverted()));
        }
    }

    private static void cgroup(Use use, Making making) {
        Given given = use.require("cgroup");
        long id = Values.number(given, given.text(), 0xffff_ffffL);
        making.meta(MetaKey.CGROUP, id, id, given.inverted());
    }

    private static void socket(Use use, Making making) {
        making.add(
                new SocketThere(
                        !use.has("nowildcard"), use.has("transparent"), use.has("restore-skmark")));
    }

    private static void nfacct(Use use, Making making) {
        Given given = use.require("nfacct-name");
        Counter counter =
                making.shared().named(Counter.class, "nfacct " + given.text(), Counter::new);
        making.add(new Account(given.text(), counter));
    }

    // ---- time -------------------------------------------------------------------------------

    private static void time(Use use, Making making) {
        long from = date(use.find("datestart"), 0);
        long to = date(use.find("datestop"), 0xffff_ffffL);
        if (from > to) throw use.refused("--datestop comes before --datestart");
        int dayFrom = clock(use.find("timestart"), 0);
        int dayTo = clock(use.find("timestop"), 86_399);
        boolean contiguous = use.has("contiguous");
        making.add(new AtTime(from, to, dayFrom, dayTo, weekdays(use), monthdays(use), contiguous));
    }

    /** {@code YYYY[-MM[-DD[Thh[:mm[:ss]]]]]} as seconds since 1970. */
    private static long date(@Nullable Given given, long otherwise) {
        if (given == null) return otherwise;
        String[] parts = given.text().split("[-T:]", -1);
        int[] values = {1970, 1, 1, 0, 0, 0};
        if (parts.length > values.length) throw given.refused("a date is YYYY-MM-DDThh:mm:ss");
        for (int i = 0; i < parts.length; i++) values[i] = decimal(given, parts[i], 2038);
        try {
            var time =
                    LocalDateTime.of(
                            values[0], values[1], values[2], values[3], values[4], values[5]);
            long seconds = time.toEpochSecond(ZoneOffset.UTC);
            if (seconds >= 0) return seconds;
        } catch (DateTimeException _) {
            // said below
        }
        throw given.refused("a date from 1970 to 2038 was expected, not '" + given.text() + "'");
    }

    private static int decimal(Given given, String text, int max) {
        boolean digits =
                !text.isEmpty()
                        && text.length() <= 9
                        && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int value = digits ? Integer.parseInt(text) : -1;
        if (value < 0 || value > max) throw given.refused("'" + text + "' was not expected");
        return value;
    }

    private static int clock(@Nullable Given given, int otherwise) {
        if (given == null) return otherwise;
        String[] parts = given.text().split(":", -1);
        if (parts.length < 2 || parts.length > 3)
            throw given.refused("a time is hh:mm or hh:mm:ss");
        int seconds = decimal(given, parts[0], 23) * 3_600 + decimal(given, parts[1], 59) * 60;
        return parts.length == 3 ? seconds + decimal(given, parts[2], 59) : seconds;
    }

    private static int weekdays(Use use) {
        Given given = use.find("weekdays");
        if (given == null) return 0xfe;
        int bits = 0;
        for (String each : given.text().split(",", -1)) {
            String day = each.toLowerCase(Locale.ROOT);
            int number = day.length() == 1 ? decimal(given, day, 7) : -1;
            for (int i = 1; i < DAYS.size(); i++)
                if (day.length() >= 2 && DAYS.get(i).startsWith(day)) number = i;
            if (number < 1) throw given.refused("unknown day '" + each + "'");
            bits |= 1 << number;
        }
        return given.inverted() ? bits ^ 0xfe : bits;
    }

    private static long monthdays(Use use) {
        Given given = use.find("monthdays");
        long all = 0xffff_fffeL;
        if (given == null) return all;
        long bits = 0;
        for (String each : given.text().split(",", -1)) {
            int number = decimal(given, each.replaceAll("(st|nd|rd|th)$", ""), 31);
            if (number < 1) throw given.refused("unknown day '" + each + "'");
            bits |= 1L << number;
        }
        return given.inverted() ? bits ^ all : bits;
    }
}
