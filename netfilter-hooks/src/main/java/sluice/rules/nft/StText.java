package sluice.rules.nft;

import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Statements written back as text, in one way always, as {@code nft list} does. */
final class StText {
    private StText() {}

    /** A whole rule on one line, without its comment. */
    static String of(List<St> statements) {
        var text = new StringJoiner(" ");
        for (St statement : statements) text.add(of(statement));
        return text.toString();
    }

    static String of(St st) {
        return switch (st) {
            case St.Match match -> match(match);
            case St.Decision decision -> ExText.of(decision.verdict());
            case St.VerdictMapping map ->
                    ExText.of(map.key()) + " vmap " + ExText.of(map.mapping());
            case St.Counting counting ->
                    counting.packets() == 0 && counting.octets() == 0
                            ? "counter"
                            : "counter packets "
                                    + counting.packets()
                                    + " bytes "
                                    + counting.octets();
            case St.ObjectUse use -> use(use);
            case St.Limiting limit -> "limit " + rate(limit);
            case St.Quoting quota -> "quota " + quota(quota);
            case St.Logging log -> log(log);
            case St.Rejecting reject -> reject(reject);
            case St.Translating nat -> translating(nat);
            case St.Duplicating dup -> "dup to " + ExText.of(dup.to()) + device(dup.device());
            case St.Forwarding fwd -> {
                Ex address = fwd.address();
                yield address == null
                        ? "fwd to " + ExText.of(fwd.device())
                        : "fwd "
                                + fwd.family()
                                + (fwd.family().isEmpty() ? "" : " ")
                                + "to "
                                + ExText.of(address)
                                + device(fwd.device());
            }
            case St.Proxying proxy ->
                    "tproxy"
                            + (proxy.family().isEmpty() ? "" : " " + proxy.family())
                            + " to "
                            + target(proxy.address(), proxy.port());
            case St.Queueing queue -> queue(queue);
            case St.Untracking _ -> "notrack";
            case St.Setting set -> ExText.of(set.target()) + " set " + ExText.of(set.value());
            case St.ResetOption reset -> "reset " + ExText.of(reset.option());
            case St.Updating update -> {
                Ex data = update.data();
                yield update.operation()
                        + " @"
                        + update.set()
                        + " { "
                        + ExText.of(update.element())
                        + (data == null ? "" : " : " + ExText.of(data))
                        + " }";
            }
            case St.Metering meter ->
                    "meter "
                            + meter.name()
                            + (meter.sizeMax() < 0 ? "" : " size " + meter.sizeMax())
                            + " { "
                            + ExText.of(meter.element())
                            + " }";
            case St.CountLimit count ->
                    "ct count " + (count.over() ? "over " : "") + count.connections();
            case St.Offloading flow -> "flow add @" + flow.flowtable();
            case St.SynProxying proxy ->
                    "synproxy" + (proxy.options().isEmpty() ? "" : " " + proxy.options());
            case St.LastUse last -> last.since().isEmpty() ? "last" : "last used " + last.since();
        };
    }

    private static String match(St.Match match) {
        String sign = match.sign();
        return ExText.of(match.left())
                + (sign.isEmpty() ? " " : " " + sign + " ")
                + ExText.of(match.right());
    }

    private static String use(St.ObjectUse use) {
        String name =
                use.name() instanceof Ex.Word word
                        ? ExText.quoted(word.text())
                        : ExText.of(use.name());
        return switch (use.kind()) {
            case "ct helper", "ct timeout", "ct expectation" -> use.kind() + " set " + name;
            default -> use.kind() + " name " + name;
        };
    }

    static String rate(St.Limiting limit) {
        var text = new StringBuilder("rate ");
        if (limit.over()) text.append("over ");
        text.append(limit.octets() ? octets(limit.rate()) : Long.toString(limit.rate()));
        text.append('/').append(limit.per());
        if (limit.burst() >= 0)
            text.append(" burst ")
                    .append(limit.octets() ? octets(limit.burst()) : limit.burst() + " packets");
        return text.toString();
    }

    private static String octets(long count) {
        if (count != 0 && count % (1 << 20) == 0) return (count >> 20) + " mbytes";
        if (count != 0 && count % (1 << 10) == 0) return (count >> 10) + " kbytes";
        return count + " bytes";
    }

    static String quota(St.Quoting quota) {
        return (quota.over() ? "over " : "")
                + octets(quota.octets())
                + (quota.used() == 0 ? "" : " used " + octets(quota.used()));
    }

    private static String log(St.Logging log) {
        var text = new StringBuilder("log");
        String prefix = log.prefix();
        if (prefix != null) text.append(" prefix ").append(ExText.quoted(prefix));
        if (!log.level().isEmpty()) text.append(" level ").append(log.level());
        if (log.group() >= 0) text.append(" group ").append(log.group());
        if (log.snapLength() >= 0) text.append(" snaplen ").append(log.snapLength());
        if (log.queueThreshold() >= 0)
            text.append(" queue-threshold ").append(log.queueThreshold());
        for (String flag : log.flags()) text.append(" flags ").append(flag);
        return text.toString();
    }

    private static String reject(St.Rejecting reject) {
        Ex code = reject.code();
        if (reject.kind().isEmpty()) return "reject";
        return "reject with " + reject.kind() + (code == null ? "" : " " + ExText.of(code));
    }

    private static String translating(St.Translating nat) {
        var text = new StringBuilder(nat.kind());
        if (!nat.family().isEmpty()) text.append(' ').append(nat.family());
        if (nat.netmap()) text.append(" prefix");
        if (nat.address() != null || nat.port() != null)
            text.append(" to ").append(target(nat.address(), nat.port()));
        if (!nat.flags().isEmpty()) text.append(' ').append(String.join(",", nat.flags()));
        return text.toString();
    }

    private static String target(@Nullable Ex address, @Nullable Ex port) {
        String behind = port == null ? "" : ":" + ExText.of(port);
        if (address == null) return behind;
        String text = ExText.of(address);
        boolean ipv6 = address instanceof Ex.Word && text.indexOf(':') >= 0;
        return (ipv6 && port != null ? "[" + text + "]" : text) + behind;
    }

    private static String device(@Nullable Ex device) {
        return device == null ? "" : " device " + ExText.of(device);
    }

    private static String queue(St.Queueing queue) {
        var text = new StringBuilder("queue");
        if (!queue.flags().isEmpty())
            text.append(" flags ").append(String.join(",", queue.flags()));
        Ex number = queue.number();
        text.append(" to ").append(number == null ? "0" : ExText.of(number));
        return text.toString();
    }
}
