package sluice.rules.nft;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.rules.RuleFamily;

/** Statements as JSON (libnftables-json(5)), as nft 1.0.6 writes them. */
final class StJson {
    private static final int LIMIT_BURST_DEFAULT = 5;

    private final ExJson expressions;
    private final RuleFamily family;

    StJson(Scope scope) {
        expressions = new ExJson(scope);
        family = scope.table.family();
    }

    String of(St st) {
        return switch (st) {
            case St.Match match -> match(match);
            case St.Decision decision ->
                    ExJson.verdict(decision.verdict().word(), decision.verdict().chain());
            case St.VerdictMapping map ->
                    one(
                            "vmap",
                            new JsonOut.Members()
                                    .add("key", expressions.of(map.key()))
                                    .add(
                                            "data",
                                            expressions.value(
                                                    map.mapping(), expressions.kinds(map.key()))));
            case St.Counting counting -> one("counter", counter(counting));
            case St.ObjectUse use -> JsonOut.object(use.kind(), expressions.of(use.name()));
            case St.Limiting limit -> one("limit", limit(limit));
            case St.Quoting quota -> one("quota", quota(quota));
            case St.Logging log -> log(log);
            case St.Rejecting reject -> reject(reject);
            case St.Translating nat -> translating(nat);
            case St.Duplicating dup -> {
                var members = new JsonOut.Members().add("addr", expressions.of(dup.to()));
                optional(members, "dev", dup.device());
                yield one("dup", members);
            }
            case St.Forwarding fwd -> {
                var members = new JsonOut.Members().add("dev", expressions.of(fwd.device()));
                if (!fwd.family().isEmpty()) members.text("family", fwd.family());
                optional(members, "addr", fwd.address());
                yield one("fwd", members);
            }
            case St.Proxying proxy -> {
                var members = new JsonOut.Members();
                if (!proxy.family().isEmpty()) members.text("family", proxy.family());
                optional(members, "addr", proxy.address());
                service(members, proxy.port());
                yield one("tproxy", members);
            }
            case St.Queueing queue -> {
                var members = new JsonOut.Members();
                Ex number = queue.number();
                members.add("num", number == null ? "0" : expressions.of(number));
                yield one("queue", members.words("flags", queue.flags()));
            }
            case St.Untracking _ -> JsonOut.object("notrack", "null");
            case St.Setting set ->
                    one(
                            "mangle",
                            new JsonOut.Members()
                                    .add("key", expressions.of(set.target()))
                                    .add(
                                            "value",
                                            Reader.constant(set.value())
                                                    ? expressions.value(
                                                            set.value(),
                                                            expressions.kinds(set.target()))
                                                    : expressions.of(set.value())));
            case St.ResetOption reset -> JsonOut.object("reset", expressions.of(reset.option()));
            case St.Updating update -> updating(update);
            case St.Metering meter -> metering(meter);
            case St.CountLimit count -> {
                var members = new JsonOut.Members().add("val", count.connections());
                if (count.over()) members.add("inv", "true");
                yield one("ct count", members);
            }
            case St.Offloading flow ->
                    one(
                            "flow",
                            new JsonOut.Members()
                                    .text("op", "add")
                                    .text("flowtable", "@" + flow.flowtable()));
            case St.SynProxying proxy -> JsonOut.object("synproxy", synProxy(proxy.options()));
            case St.LastUse _ -> JsonOut.object("last", "null");
        };
    }

    private static String one(String kind, JsonOut.Members members) {
        return JsonOut.object(kind, members.toString());
    }

    private void optional(JsonOut.Members members, String name, @Nullable Ex ex) {
        if (ex != null) members.add(name, expressions.of(ex));
    }

    private void service(JsonOut.Members members, @Nullable Ex port) {
        if (port == null) return;
        var kind = new ExJson.Kind(DataType.INET_SERVICE, 16);
        members.add(
                "port",
                Reader.constant(port)
                        ? expressions.value(port, List.of(kind))
                        : expressions.of(port));
    }

    private String match(St.Match match) {
        String sign = match.sign();
        // bits of which any may be set
        boolean set = match.right() instanceof Ex.Braces || match.right() instanceof Ex.SetName;
        boolean bits =
                Signs.normal(match.place(), match.left(), "==", match.right()).sign().equals("==")
                        && !(match.left() instanceof Ex.Binary);
        String listed = sign.isEmpty() ? (bits && !set ? "in" : "==") : sign;
        return one(
                "match",
                new JsonOut.Members()
                        .text("op", listed)
                        .add("left", expressions.of(match.left()))
                        .add(
                                "right",
                                expressions.value(match.right(), expressions.kinds(match.left()))));
    }

    static JsonOut.Members counter(St.Counting counting) {
        return new JsonOut.Members()
                .add("packets", counting.packets())
                .add("bytes", counting.octets());
    }

    private static int unit(long count) {
        int unit = 0;
        while (unit < 2 && count != 0 && count % (1L << (10 * (unit + 1))) == 0) unit++;
        return unit;
    }

    private static final String[] UNITS = {"bytes", "kbytes", "mbytes"};

    private static JsonOut.Members limit(St.Limiting limit) {
        long burst = limit.burst() >= 0 ? limit.burst() : limit.octets() ? 0 : LIMIT_BURST_DEFAULT;
        int rateUnit = limit.octets() ? unit(limit.rate()) : 0;
        int burstUnit = limit.octets() ? unit(burst) : 0;
        var members =
                new JsonOut.Members()
                        .add("rate", limit.rate() >> (10 * rateUnit))
                        .add("burst", burst >> (10 * burstUnit))
                        .text("per", limit.per());
        if (limit.over()) members.add("inv", "true");
        if (!limit.octets()) return members;
        return members.text("rate_unit", UNITS[rateUnit]).text("burst_unit", UNITS[burstUnit]);
    }

    private static JsonOut.Members quota(St.Quoting quota) {
        int unit = unit(quota.octets());
        var members =
                new JsonOut.Members()
                        .add("val", quota.octets() >> (10 * unit))
                        .text("val_unit", UNITS[unit]);
        if (quota.over()) members.add("inv", "true");
        if (quota.used() == 0) return members;
        int used = unit(quota.used());
        return members.add("used", quota.used() >> (10 * used)).text("used_unit", UNITS[used]);
    }

    private static String log(St.Logging log) {
        var members = new JsonOut.Members();
        String prefix = log.prefix();
        if (prefix != null) members.text("prefix", prefix);
        if (log.group() >= 0) members.add("group", log.group());
        if (log.snapLength() >= 0) members.add("snaplen", log.snapLength());
        if (log.queueThreshold() >= 0) members.add("queue-threshold", log.queueThreshold());
        if (!log.level().isEmpty() && !log.level().equals("warn"))
            members.text("level", log.level());
        members.words("flags", log.flags());
        return JsonOut.object("log", members.orNull());
    }

    private String reject(St.Rejecting reject) {
        String kind = reject.kind();
        String code = "\"port-unreachable\"";
        Ex stated = reject.code();
        if (kind.isEmpty()) {
            kind =
                    switch (family) {
                        case IP -> "icmp";
                        case IP6 -> "icmpv6";
                        case INET, ARP, BRIDGE, NETDEV -> "icmpx";
                    };
        } else if (stated != null) {
            DataType type =
                    switch (kind) {
                        case "icmp" -> DataType.ICMP_CODE;
                        case "icmpv6" -> DataType.ICMPV6_CODE;
                        default -> DataType.ICMPX_CODE;
                    };
            code = expressions.value(stated, List.of(new ExJson.Kind(type, 8)));
        }
        var members = new JsonOut.Members().text("type", kind);
        return one("reject", kind.equals("tcp reset") ? members : members.add("expr", code));
    }

    private String translating(St.Translating nat) {
        var members = new JsonOut.Members();
        if (!nat.family().isEmpty()) members.text("family", nat.family());
        optional(members, "addr", nat.address());
        service(members, nat.port());
        members.words("flags", nat.flags());
        if (nat.netmap()) members.text("type_flags", "prefix");
        return JsonOut.object(nat.kind(), members.orNull());
    }

    private String statements(List<St> statements) {
        List<String> made = new ArrayList<>();
        for (St each : statements) made.add(of(each));
        return JsonOut.array(made);
    }

    private String updating(St.Updating update) {
        Ex data = update.data();
        var members =
                new JsonOut.Members()
                        .text("op", update.operation())
                        .add("elem", expressions.keyed(update.element()));
        if (data != null) members.add("data", expressions.of(data));
        String kind = data == null ? "set" : "map";
        members.text(kind, "@" + update.set());
        if (!update.element().statements().isEmpty())
            members.add("stmt", statements(update.element().statements()));
        return one(kind, members);
    }

    private String metering(St.Metering meter) {
        var members = new JsonOut.Members().add("key", expressions.keyed(meter.element()));
        if (meter.element().statements().size() == 1)
            members.add("stmt", of(meter.element().statements().getFirst()));
        if (meter.sizeMax() >= 0) members.add("size", meter.sizeMax());
        return one("meter", members.text("name", meter.name()));
    }

    private static String synProxy(String options) {
        var members = new JsonOut.Members();
        List<String> flags = new ArrayList<>();
        String[] words = options.isEmpty() ? new String[0] : options.split(" ");
        for (int i = 0; i < words.length; i++) {
            if (words[i].equals("timestamp") || words[i].equals("sack-perm")) flags.add(words[i]);
            else if (i + 1 < words.length) members.add(words[i], words[++i]);
        }
        return members.words("flags", flags).orNull();
    }
}
