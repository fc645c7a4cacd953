package sluice.rules.nft;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import sluice.rules.Chain;
import sluice.rules.ChainBase;
import sluice.rules.Counter;
import sluice.rules.NamedObject;
import sluice.rules.NftSet;
import sluice.rules.Rule;
import sluice.rules.RuleVerdict;
import sluice.rules.Ruleset;
import sluice.rules.SetElement;
import sluice.rules.SetOptions;
import sluice.rules.SetType;
import sluice.rules.Statement;
import sluice.rules.Table;
import sluice.rules.statement.Quota;

/**
 * A ruleset as text that {@link NftText} reads again, in the way of {@code nft list ruleset}, with
 * counters as they stand. Rules of iptables become comments: nft has no words for all of them.
 *
 * <p>Elements are written with what they lead to and the time they live, not with counters of their
 * own.
 */
public final class NftWriter {
    private final StringBuilder text = new StringBuilder();

    private NftWriter() {}

    /** All tables. */
    public static String text(Ruleset ruleset) {
        var writer = new NftWriter();
        for (Table table : ruleset.tables()) writer.table(table);
        return writer.text.toString();
    }

    private void line(int depth, String line) {
        text.append("\t".repeat(depth)).append(line).append('\n');
    }

    private void table(Table table) {
        line(0, "table " + table.family().word() + " " + table.name() + " {");
        if (table.dormant()) line(1, "flags dormant");
        for (NamedObject object : table.objects()) object(object);
        for (NftSet set : table.sets()) set(set);
        for (Chain chain : table.chains()) chain(chain);
        line(0, "}");
    }

    private void object(NamedObject object) {
        String inside =
                switch (object.statement()) {
                    case Counter counter ->
                            "packets " + counter.packets() + " bytes " + counter.octets();
                    case Quota quota -> StText.quota(quotaOf(quota));
                    default -> "";
                };
        if (object.kind().equals("limit")) inside = "rate " + limit(object.statement());
        line(1, object.kind() + " " + object.name() + " {");
        if (!inside.isEmpty()) line(2, inside);
        Map<String, String> settings = TrackingObjects.settings(object.statement());
        if (settings != null) for (String each : TrackingObjects.lines(settings)) line(2, each);
        line(1, "}");
    }

    private static St.Quoting quotaOf(Quota quota) {
        return new St.Quoting(
                sluice.rules.SourcePlace.NONE, quota.octetsMax(), quota.over(), quota.octetsUsed());
    }

    private static String limit(Statement statement) {
        if (!(statement instanceof sluice.rules.statement.Limit limit)) return "";
        String per =
                switch ((int) (limit.unitNanos() / 1_000_000_000L)) {
                    case 1 -> "second";
                    case 60 -> "minute";
                    case 3600 -> "hour";
                    case 86_400 -> "day";
                    default -> "week";
                };
        String unit = limit.ofOctets() ? " bytes" : "";
        return (limit.inverted() ? "over " : "")
                + limit.rate()
                + unit
                + "/"
                + per
                + " burst "
                + limit.burst()
                + (limit.ofOctets() ? " bytes" : " packets");
    }

    // ---- sets ------------------------------------------------------------------------------

    private void set(NftSet set) {
        SetType type = set.type();
        SetOptions options = set.options();
        boolean map = !type.dataTypes().isEmpty();
        line(1, (map ? "map " : "set ") + set.name() + " {");
        line(
                2,
                "type "
                        + String.join(" . ", type.keyTypes())
                        + (map ? " : " + String.join(" . ", type.dataTypes()) : ""));
        var flags = new StringJoiner(",");
        if (options.constant()) flags.add("constant");
        if (options.interval()) flags.add("interval");
        if (options.dynamic()) flags.add("dynamic");
        if (options.timeouts()) flags.add("timeout");
        if (flags.length() > 0) line(2, "flags " + flags);
        if (options.autoMerge()) line(2, "auto-merge");
        if (options.timeoutNanos() > 0) line(2, "timeout " + ExText.time(options.timeoutNanos()));
        if (options.sizeMax() != NftSet.SIZE_MAX_DEFAULT) line(2, "size " + options.sizeMax());
        List<String> elements = new ArrayList<>();
        for (SetElement element : set.elements())
            elements.add(element(type, options, element, false));
        SetElement rest = set.catchAll();
        if (rest != null) elements.add(element(type, options, rest, true));
        if (!elements.isEmpty()) line(2, "elements = { " + String.join(", ", elements) + " }");
        line(1, "}");
    }

    private static String element(
            SetType type, SetOptions options, SetElement element, boolean rest) {
        String key =
                rest
                        ? "*"
                        : parts(
                                type.keyTypes(),
                                type.partOctets(),
                                element.from(),
                                element.to(),
                                0);
        if (element.timeoutNanos() > 0 && element.timeoutNanos() != options.timeoutNanos())
            key += " timeout " + ExText.time(element.timeoutNanos());
        RuleVerdict verdict = element.verdict();
        NamedObject object = element.object();
        byte[] data = element.data();
        if (verdict != null) return key + " : " + verdict(verdict);
        if (object != null) return key + " : " + ExText.quoted(object.name());
        return data == null ? key : key + " : " + data(type, data);
    }

    private static String data(SetType type, byte[] data) {
        int[] octets = new int[type.dataTypes().size()];
        int sum = 0;
        for (int i = 0; i < octets.length; i++) {
            int known = DataType.of(type.dataTypes().get(i)).orElse(DataType.INTEGER).octets();
            octets[i] = known > 0 ? known : data.length;
            sum += octets.length == 1 ? octets[i] : SetType.padded(octets[i]);
        }
        byte[] to =
                data.length == 2 * sum
                        ? java.util.Arrays.copyOfRange(data, sum, data.length)
                        : data;
        return parts(type.dataTypes(), octets, data, to, 0);
    }

    private static String parts(
            List<String> types, int[] octets, byte[] from, byte[] to, int start) {
        var text = new StringJoiner(" . ");
        int at = start;
        for (int i = 0; i < octets.length; i++) {
            DataType type = DataType.of(types.get(i)).orElse(DataType.INTEGER);
            byte[] first = java.util.Arrays.copyOfRange(from, at, at + octets[i]);
            byte[] last = java.util.Arrays.copyOfRange(to, at, at + octets[i]);
            text.add(ValueText.of(type, new Span(first, last)));
            at += octets.length == 1 ? octets[i] : SetType.padded(octets[i]);
        }
        return text.toString();
    }

    private static String verdict(RuleVerdict verdict) {
        return switch (verdict) {
            case RuleVerdict.Accept _ -> "accept";
            case RuleVerdict.Drop _ -> "drop";
            case RuleVerdict.Return _ -> "return";
            case RuleVerdict.Jump jump -> (jump.comesBack() ? "jump " : "goto ") + jump.chain();
            default -> "continue";
        };
    }

    // ---- chains ----------------------------------------------------------------------------

    private void chain(Chain chain) {
        line(1, "chain " + chain.name() + " {");
        ChainBase base = chain.base();
        if (base != null) {
            var devices = new StringJoiner(", ", " devices = { ", " }");
            devices.setEmptyValue("");
            for (String device : base.devices()) devices.add(ExText.quoted(device));
            line(
                    2,
                    "type "
                            + base.type().name().toLowerCase(Locale.ROOT)
                            + " hook "
                            + base.hook().word()
                            + devices
                            + " priority "
                            + base.priority()
                            + "; policy "
                            + (chain.dropsAtEnd() ? "drop" : "accept")
                            + ";");
        }
        for (Rule rule : chain.rules()) line(2, rule(rule));
        line(1, "}");
    }

    /** What a rule was read from, with its counters as they stand. */
    static List<St> statements(Rule rule) throws NftFault {
        Cmd.Written written = new StatementParser(new Tokens("", rule.text())).rule();
        Iterator<Counter> counters =
                rule.statements().stream()
                        .filter(Counter.class::isInstance)
                        .map(Counter.class::cast)
                        .iterator();
        List<St> statements = new ArrayList<>();
        for (St each : written.statements()) {
            boolean counts = each instanceof St.Counting && counters.hasNext();
            statements.add(counts ? counted(each, Objects.requireNonNull(counters.next())) : each);
        }
        return statements;
    }

    /** A rule on one line. */
    private static String rule(Rule rule) {
        try {
            List<St> statements = statements(rule);
            String comment =
                    rule.comment().isEmpty() ? "" : " comment " + ExText.quoted(rule.comment());
            return StText.of(statements) + comment;
        } catch (NftFault notNft) {
            return "# " + rule.text();
        }
    }

    private static St counted(St at, Counter counter) {
        return new St.Counting(at.place(), counter.packets(), counter.octets());
    }
}
