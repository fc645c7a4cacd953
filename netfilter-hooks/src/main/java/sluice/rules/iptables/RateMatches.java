package sluice.rules.iptables;

import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import sluice.rules.iptables.Option.Form;
import sluice.rules.statement.Limit;
import sluice.rules.xtables.HashLimit;
import sluice.rules.xtables.HashLimitTable;
import sluice.rules.xtables.Recent;
import sluice.rules.xtables.RecentList;
import sluice.rules.xtables.Statistic;
import sluice.rules.xtables.XtQuota;

/** Matches of rates, numbers and chance. */
final class RateMatches {
    private static final long SECOND_NANOS = 1_000_000_000L;

    /** {@code XT_LIMIT_SCALE}: the fastest rate of {@code limit} in each second. */
    private static final long LIMIT_SCALE = 10_000;

    private static final long HASHLIMIT_SCALE = 1_000_000;
    private static final int HITS_MAX = 65_535;

    static final List<Extension> ALL =
            List.of(
                    Extension.match(
                                    "limit",
                                    Extension.BOTH,
                                    RateMatches::limit,
                                    Option.of("limit"),
                                    Option.of(Form.DECIMAL, "limit-burst"))
                            .written(RateMatches::limitText)
                            .noted(
                                    "the bucket of nft, as iptables-nft makes it; that of"
                                            + " iptables-legacy counts in jiffies"),
                    Extension.match(
                                    "hashlimit",
                                    Extension.BOTH,
                                    RateMatches::hashlimit,
                                    Option.of("hashlimit-upto", "hashlimit").not(),
                                    Option.of("hashlimit-above").not(),
                                    Option.of("hashlimit-burst"),
                                    Option.of("hashlimit-mode"),
                                    Option.of(Form.QUOTED, "hashlimit-name"),
                                    Option.of(Form.DECIMAL, "hashlimit-htable-size"),
                                    Option.of(Form.DECIMAL, "hashlimit-htable-max"),
                                    Option.of(Form.DECIMAL, "hashlimit-htable-gcinterval"),
                                    Option.of(Form.DECIMAL, "hashlimit-htable-expire"),
                                    Option.of(Form.DECIMAL, "hashlimit-srcmask"),
                                    Option.of(Form.DECIMAL, "hashlimit-dstmask"))
                            .noted("a clock of 250 Hz; without --hashlimit-rate-match"),
                    Extension.match(
                            "quota",
                            Extension.BOTH,
                            RateMatches::quota,
                            Option.of(Form.DECIMAL, "quota").not()),
                    Extension.match(
                                    "statistic",
                                    Extension.BOTH,
                                    RateMatches::statistic,
                                    Option.of(Form.SMALL, "mode"),
                                    Option.of("probability").not(),
                                    Option.of(Form.DECIMAL, "every").not(),
                                    Option.of(Form.DECIMAL, "packet"))
                            .noted("chance comes from the run's seed"),
                    Extension.match(
                                    "recent",
                                    Extension.BOTH,
                                    RateMatches::recent,
                                    Option.flag("set").not(),
                                    Option.flag("rcheck").not(),
                                    Option.flag("update").not(),
                                    Option.flag("remove").not(),
                                    Option.of(Form.DECIMAL, "seconds"),
                                    Option.flag("reap"),
                                    Option.of(Form.DECIMAL, "hitcount"),
                                    Option.flag("rttl"),
                                    Option.of("name"),
                                    Option.of("mask"),
                                    Option.flag("rsource"),
                                    Option.flag("rdest"))
                            .written(RateMatches::recentText)
                            .noted("a clock of 250 Hz, lists of 100 addresses (ip_list_tot)"));

    private RateMatches() {}

    /** {@code 5/min}: how many, and in how many seconds. */
    private record Rate(long count, int seconds) {}

    private static Rate rate(Given given, String text, long scale) {
        int slash = text.indexOf('/');
        int seconds = slash < 0 ? 1 : unit(given, text.substring(slash + 1));
        String digits = slash < 0 ? text : text.substring(0, slash);
        long count = Values.number(given, digits, 0xffff_ffffL);
        if (count == 0) throw given.refused("a rate of 0");
        if (count > scale * seconds) throw given.refused("the rate " + text + " is too fast");
        return new Rate(count, seconds);
    }

    private static int unit(Given given, String text) {
        String unit = text.toLowerCase(Locale.ROOT);
        if (!unit.isEmpty()) {
            if ("second".startsWith(unit)) return 1;
            if ("minute".startsWith(unit)) return 60;
            if ("hour".startsWith(unit)) return 3_600;
            if ("day".startsWith(unit)) return 86_400;
        }
        throw given.refused(
                "a rate is number/second, /minute, /hour or /day, not '" + given.text() + "'");
    }

    private static String unitName(int seconds) {
        return switch (seconds) {
            case 1 -> "sec";
            case 60 -> "min";
            case 3_600 -> "hour";
            default -> "day";
        };
    }

    private static void limit(Use use, Making making) {
        Given given = use.find("limit");
        Rate rate = given == null ? new Rate(3, 3_600) : rate(given, given.text(), LIMIT_SCALE);
        making.add(
                new Limit(rate.count(), rate.seconds() * SECOND_NANOS, burst(use), false, false));
    }

    private static int burst(Use use) {
        Given burst = use.find("limit-burst");
        return burst == null ? 5 : Values.whole(burst, 1, 10_000);
    }

    private static String limitText(Use use, Making making) {
        Given given = use.find("limit");
        Rate rate = given == null ? new Rate(3, 3_600) : rate(given, given.text(), LIMIT_SCALE);
        String text = " --limit " + rate.count() + "/" + unitName(rate.seconds());
        int burst = burst(use);
        return burst == 5 ? text : text + " --limit-burst " + burst;
    }

    // ---- hashlimit --------------------------------------------------------------------------

    private static void hashlimit(Use use, Making making) {
        Given given = use.requireOne("hashlimit-upto", "hashlimit-above");
        boolean above = given.option().name().equals("hashlimit-above") != given.inverted();
        Given name = use.require("hashlimit-name");
        String text = given.text();
        boolean octets =
                text.endsWith("b/s") || text.endsWith("b/sec") || text.endsWith("b/second");
        long cost;
        long burst;
        int seconds = 1;
        if (octets) {
            long each = octets(given, text.substring(0, text.indexOf('/')));
            cost = Math.max(1, SECOND_NANOS * 16 / each);
            Given wanted = use.find("hashlimit-burst");
            burst = wanted == null ? 0 : octets(wanted, wanted.text()) / each;
        } else {
            Rate rate = rate(given, text, HASHLIMIT_SCALE);
            seconds = rate.seconds();
            cost = seconds * SECOND_NANOS / rate.count();
            Given wanted = use.find("hashlimit-burst");
            burst = wanted == null ? 5 : Values.whole(wanted, 1, 1_000_000);
        }
        int most = (int) number(use, "hashlimit-htable-max", 0, Integer.MAX_VALUE);
        long expire = number(use, "hashlimit-htable-expire", 1_000L * seconds, 0xffff_ffffL);
        long sweep = number(use, "hashlimit-htable-gcinterval", 1_000, 0xffff_ffffL);
        String family = making.family().word();
        var settings =
                new HashLimitTable.Settings(
                        keys(use),
                        mask(use, "hashlimit-srcmask", making),
                        mask(use, "hashlimit-dstmask", making),
                        cost,
                        burst);
        HashLimitTable table =
                making.shared()
                        .named(
                                HashLimitTable.class,
                                "hashlimit " + family + " " + name.text(),
                                () -> new HashLimitTable(settings, most, expire, sweep));
        making.add(new HashLimit(family + " " + name.text(), table, octets, above));
    }

    private static long number(Use use, String name, long otherwise, long max) {
        Given given = use.find(name);
        return given == null ? otherwise : Values.number(given, given.text(), max);
    }

    private static long octets(Given given, String text) {
        String digits = text;
        long scale = 1;
        if (digits.endsWith("b")) digits = digits.substring(0, digits.length() - 1);
        if (digits.endsWith("k")) scale = 1L << 10;
        if (digits.endsWith("m")) scale = 1L << 20;
        if (scale != 1) digits = digits.substring(0, digits.length() - 1);
        long count = Values.number(given, digits, 0xffff_ffffL) * scale;
        if (count == 0 || count > 0xffff_ffffL)
            throw given.refused("octets from 1 to 2^32-1 were expected");
        return count;
    }

    private static byte[] mask(Use use, String name, Making making) {
        Given given = use.find(name);
        if (given == null) return Addresses.mask(making.family(), "", 1);
        int prefix = Values.whole(given, 0, 8 * Addresses.length(making.family()));
        return Addresses.mask(making.family(), Integer.toString(prefix), 1);
    }

    private static Set<HashLimit.Key> keys(Use use) {
        Set<HashLimit.Key> keys = EnumSet.noneOf(HashLimit.Key.class);
        Given given = use.find("hashlimit-mode");
        if (given == null) return keys;
        for (String each : given.text().split(",", -1)) {
            HashLimit.Key found = null;
            for (HashLimit.Key key : HashLimit.Key.values())
                if (key.name().equalsIgnoreCase(each)) found = key;
            if (found == null)
                throw given.refused(
                        "srcip, srcport, dstip or dstport was expected, not '" + each + "'");
            keys.add(found);
        }
        return keys;
    }

    // ---- the rest ---------------------------------------------------------------------------

    private static void quota(Use use, Making making) {
        Given given = use.require("quota");
        making.add(
                new XtQuota(Values.number(given, given.text(), Long.MAX_VALUE), given.inverted()));
    }

    private static void statistic(Use use, Making making) {
        Given mode = use.require("mode");
        switch (mode.text().toLowerCase(Locale.ROOT)) {
            case "random" -> {
                Given given = use.require("probability");
                making.add(Statistic.random(probability(given), given.inverted()));
            }
            case "nth" -> {
                Given given = use.require("every");
                int every = Values.whole(given, 1, Integer.MAX_VALUE);
                Given packet = use.find("packet");
                int before = packet == null ? 0 : Values.whole(packet, 0, every - 1);
                making.add(Statistic.nth(every, before, given.inverted()));
            }
            default -> throw mode.refused("random or nth was expected");
        }
    }

    private static double probability(Given given) {
        try {
            if (given.text().length() <= 40) {
                double value = new BigDecimal(given.text()).doubleValue();
                if (value >= 0 && value <= 1) return value;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw given.refused("a number from 0 to 1 was expected, not '" + given.text() + "'");
    }

    // ---- recent -----------------------------------------------------------------------------

    private static void recent(Use use, Making making) {
        Given given = use.requireOne("set", "rcheck", "update", "remove");
        String operationName = given.option().name();
        Recent.Operation operation =
                switch (operationName) {
                    case "set" -> Recent.Operation.SET;
                    case "rcheck" -> Recent.Operation.CHECK;
                    case "update" -> Recent.Operation.UPDATE;
                    default -> Recent.Operation.REMOVE;
                };
        boolean looks = operation == Recent.Operation.CHECK || operation == Recent.Operation.UPDATE;
        for (String each : List.of("seconds", "hitcount")) {
            Given bound = use.find(each);
            if (bound != null && !looks) throw bound.refused("does not go with --" + operationName);
        }
        Given seconds = use.find("seconds");
        if (use.has("reap") && seconds == null) throw use.refused("--reap needs --seconds");
        Given hits = use.find("hitcount");
        int count = hits == null ? 0 : Values.whole(hits, 0, HITS_MAX);
        String name = use.text("name", "DEFAULT");
        if (name.isEmpty() || name.length() > 199)
            throw use.refused("the name of a list has 1 to 199 characters");
        RecentList list =
                making.shared()
                        .named(
                                RecentList.class,
                                "recent " + making.family().word() + " " + name,
                                RecentList::new);
        list.remember(count);
        if (use.has("rsource") && use.has("rdest"))
            throw use.refused("--rsource and --rdest exclude each other");
        making.add(
                new Recent(
                        making.family().word() + " " + name,
                        list,
                        operation,
                        recentMask(use, making),
                        !use.has("rdest"),
                        seconds == null ? 0 : Values.whole(seconds, 1, Integer.MAX_VALUE),
                        count,
                        use.has("reap"),
                        use.has("rttl"),
                        given.inverted()));
    }

    private static byte[] recentMask(Use use, Making making) {
        Given mask = use.find("mask");
        return mask == null
                ? Addresses.mask(making.family(), "", 1)
                : Addresses.address(making.family(), mask.text(), mask.word().column());
    }

    private static String recentText(Use use, Making making) {
        Given given = use.requireOne("set", "rcheck", "update", "remove");
        StringBuilder text =
                new StringBuilder(given.inverted() ? " ! --" : " --").append(given.option().name());
        for (String each : List.of("seconds", "reap", "hitcount", "rttl")) {
            Given found = use.find(each);
            if (found != null) Canonical.option(text, found, making);
        }
        text.append(" --name ").append(Words.readable(use.text("name", "DEFAULT")));
        text.append(" --mask ").append(Addresses.text(recentMask(use, making)));
        return text.append(use.has("rdest") ? " --rdest" : " --rsource").toString();
    }
}
