package sluice.rules.nft;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
import sluice.rules.Table;
import sluice.rules.statement.Limit;
import sluice.rules.statement.Quota;

/**
 * A ruleset as the JSON of {@code nft -j list ruleset} (libnftables-json(5)), which {@link NftJson}
 * reads again. Rules of iptables are left out: nft has no words for all of them.
 *
 * <p>Differs from nft 1.0.6: no handles but those of rules; chains at devices have their devices,
 * and sets the flag {@code dynamic}, both of which it leaves out. Times are whole seconds.
 */
public final class NftJsonWriter {
    private static final long NANOS = 1_000_000_000L;

    private final List<String> items = new ArrayList<>();
    private final Scope.Load load = new Scope.Load(NftDevices.any());

    private NftJsonWriter() {}

    /** All tables, on one line. */
    public static String text(Ruleset ruleset) {
        var writer = new NftJsonWriter();
        writer.items.add(item("metainfo", new JsonOut.Members().add("json_schema_version", 1)));
        for (Table table : ruleset.tables()) writer.table(table);
        return JsonOut.object("nftables", JsonOut.array(writer.items)) + "\n";
    }

    private static String item(String kind, JsonOut.Members members) {
        return JsonOut.object(kind, members.toString());
    }

    private static JsonOut.Members named(Table table, String name) {
        return new JsonOut.Members()
                .text("family", table.family().word())
                .text("name", name)
                .text("table", table.name());
    }

    private void table(Table table) {
        var members =
                new JsonOut.Members()
                        .text("family", table.family().word())
                        .text("name", table.name());
        if (table.dormant()) members.text("flags", "dormant");
        items.add(item("table", members));
        for (NamedObject object : table.objects()) object(table, object);
        for (NftSet set : table.sets()) set(table, set);
        for (Chain chain : table.chains()) chain(table, chain);
        for (Chain chain : table.chains()) for (Rule rule : chain.rules()) rule(table, chain, rule);
    }

    // ---- objects ---------------------------------------------------------------------------

    private void object(Table table, NamedObject object) {
        var members = named(table, object.name());
        switch (object.statement()) {
            case Counter counter ->
                    members.add("packets", counter.packets()).add("bytes", counter.octets());
            case Quota quota -> {
                members.add("bytes", quota.octetsMax()).add("used", quota.octetsUsed());
                if (quota.over()) members.add("inv", "true");
            }
            case Limit limit -> limit(members, limit);
            default -> settings(members, TrackingObjects.settings(object.statement()));
        }
        items.add(item(object.kind(), members));
    }

    private static void limit(JsonOut.Members members, Limit limit) {
        String per =
                switch ((int) (limit.unitNanos() / NANOS)) {
                    case 1 -> "second";
                    case 60 -> "minute";
                    case 3600 -> "hour";
                    case 86_400 -> "day";
                    default -> "week";
                };
        members.add("rate", limit.rate()).text("per", per).add("burst", limit.burst());
        if (limit.ofOctets()) members.text("rate_unit", "bytes").text("burst_unit", "bytes");
        if (limit.inverted()) members.add("inv", "true");
    }

    private static void settings(JsonOut.Members members, @Nullable Map<String, String> settings) {
        if (settings == null) return;
        List<String> flags = new ArrayList<>();
        settings.forEach((name, value) -> {
            if (value.isEmpty()) flags.add(name);
            else if (name.equals("policy")) members.add(name, policy(value));
            else if (Constants.numeric(value)) members.add(name, value);
            else members.text(name, value);
        });
        members.words("flags", flags);
    }

    private static String policy(String text) {
        var policy = new JsonOut.Members();
        for (String each : text.split(",", -1)) {
            int colon = each.indexOf(':');
            if (colon > 0)
                policy.add(each.substring(0, colon).strip(), each.substring(colon + 1).strip());
        }
        return policy.toString();
    }

    // ---- sets ------------------------------------------------------------------------------

    private void set(Table table, NftSet set) {
        SetType type = set.type();
        SetOptions options = set.options();
        boolean map = !type.dataTypes().isEmpty();
        var members = named(table, set.name()).words("type", type.keyTypes());
        if (map) members.words("map", type.dataTypes());
        if (options.sizeMax() != NftSet.SIZE_MAX_DEFAULT) members.add("size", options.sizeMax());
        List<String> flags = new ArrayList<>();
        if (options.constant()) flags.add("constant");
        if (options.interval()) flags.add("interval");
        if (options.timeouts()) flags.add("timeout");
        if (options.dynamic()) flags.add("dynamic");
        if (!flags.isEmpty())
            members.add("flags", JsonOut.array(flags.stream().map(JsonOut::string).toList()));
        if (options.timeoutNanos() > 0) members.add("timeout", options.timeoutNanos() / NANOS);
        if (options.autoMerge()) members.add("auto-merge", "true");
        List<String> elements = new ArrayList<>();
        for (SetElement element : set.elements())
            elements.add(element(type, options, element, false));
        SetElement rest = set.catchAll();
        if (rest != null) elements.add(element(type, options, rest, true));
        if (!elements.isEmpty()) members.add("elem", JsonOut.array(elements));
        items.add(item(map ? "map" : "set", members));
    }

    private static String element(
            SetType type, SetOptions options, SetElement element, boolean rest) {
        String key =
                rest
                        ? "\"*\""
                        : parts(type.keyTypes(), type.partOctets(), element.from(), element.to());
        long timeout = element.timeoutNanos();
        if (timeout > 0 && timeout != options.timeoutNanos())
            key =
                    item(
                            "elem",
                            new JsonOut.Members().add("val", key).add("timeout", timeout / NANOS));
        RuleVerdict verdict = element.verdict();
        NamedObject object = element.object();
        byte[] data = element.data();
        if (verdict != null) return "[" + key + ", " + verdict(verdict) + "]";
        if (object != null) return "[" + key + ", " + JsonOut.string(object.name()) + "]";
        return data == null ? key : "[" + key + ", " + data(type, data) + "]";
    }

    private static String data(SetType type, byte[] data) {
        int[] octets = new int[type.dataTypes().size()];
        int sum = 0;
        for (int i = 0; i < octets.length; i++) {
            int known = DataType.of(type.dataTypes().get(i)).orElse(DataType.INTEGER).octets();
            octets[i] = known > 0 ? known : data.length;
            sum += octets.length == 1 ? octets[i] : SetType.padded(octets[i]);
        }
        byte[] to = data.length == 2 * sum ? Arrays.copyOfRange(data, sum, data.length) : data;
        return parts(type.dataTypes(), octets, data, to);
    }

    private static String parts(List<String> types, int[] octets, byte[] from, byte[] to) {
        List<String> parts = new ArrayList<>();
        int at = 0;
        for (int i = 0; i < octets.length; i++) {
            DataType type = DataType.of(types.get(i)).orElse(DataType.INTEGER);
            byte[] first = Arrays.copyOfRange(from, at, at + octets[i]);
            byte[] last = Arrays.copyOfRange(to, at, at + octets[i]);
            parts.add(ExJson.constant(type, new Span(first, last)));
            at += octets.length == 1 ? octets[i] : SetType.padded(octets[i]);
        }
        return parts.size() == 1
                ? parts.getFirst()
                : JsonOut.object("concat", JsonOut.array(parts));
    }

    private static String verdict(RuleVerdict verdict) {
        return switch (verdict) {
            case RuleVerdict.Accept _ -> ExJson.verdict("accept", "");
            case RuleVerdict.Drop _ -> ExJson.verdict("drop", "");
            case RuleVerdict.Return _ -> ExJson.verdict("return", "");
            case RuleVerdict.Jump jump ->
                    ExJson.verdict(jump.comesBack() ? "jump" : "goto", jump.chain());
            default -> ExJson.verdict("continue", "");
        };
    }

    // ---- chains ----------------------------------------------------------------------------

    private void chain(Table table, Chain chain) {
        var members =
                new JsonOut.Members()
                        .text("family", table.family().word())
                        .text("table", table.name())
                        .text("name", chain.name());
        ChainBase base = chain.base();
        if (base != null) {
            members.words("dev", base.devices())
                    .text("type", base.type().name().toLowerCase(Locale.ROOT))
                    .text("hook", base.hook().word())
                    .add("prio", base.priority())
                    .text("policy", chain.dropsAtEnd() ? "drop" : "accept");
        }
        items.add(item("chain", members));
    }

    private void rule(Table table, Chain chain, Rule rule) {
        List<String> statements = new ArrayList<>();
        try {
            var json = new StJson(new Scope(load, table));
            for (St each : NftWriter.statements(rule)) statements.add(json.of(each));
        } catch (NftFault notNft) {
            return;
        }
        var members =
                new JsonOut.Members()
                        .text("family", table.family().word())
                        .text("table", table.name())
                        .text("chain", chain.name());
        if (!rule.comment().isEmpty()) members.text("comment", rule.comment());
        items.add(item("rule", members.add("expr", JsonOut.array(statements))));
    }
}
