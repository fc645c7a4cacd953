package sluice.rules.nft;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import sluice.rules.SourcePlace;

/** Statements of JSON (libnftables-json(5)). */
class JsonStatements extends JsonExpressions {
    private static final long COUNT_MAX = Long.MAX_VALUE;
    private static final long INT_MAX = Integer.MAX_VALUE;

    JsonStatements() {}

    /** A statement. */
    St statement(Json json) throws NftFault {
        SourcePlace place = json.place();
        Ex.Verdict verdict = verdict(json);
        if (verdict != null) return new St.Decision(place, verdict);
        String kind = json.only();
        Json inner = ((Json.Obj) json).members().get(kind);
        if (inner == null) throw new NftFault(place, "a statement is expected here");
        return switch (kind) {
            case "match" -> {
                String sign = inner.string("op");
                if (sign.equals("in")) sign = "";
                if (!List.of("", "==", "!=", "<", ">", "<=", ">=", "!").contains(sign))
                    throw new NftFault(place, "there is no operator " + Lexer.excerpt(sign));
                yield Signs.normal(
                        place,
                        expression(inner.need("left")),
                        sign,
                        expression(inner.need("right")));
            }
            case "vmap" ->
                    new St.VerdictMapping(
                            place, expression(inner.need("key")), mapping(inner.need("data")));
            case "counter", "quota", "limit", "synproxy", "secmark" -> {
                if (inner instanceof Json.Str || inner.member("map") != null)
                    yield new St.ObjectUse(place, kind, expression(inner));
                if (kind.equals("synproxy")) yield synproxy(place, inner);
                yield stateful(kind, inner);
            }
            case "ct helper", "ct timeout", "ct expectation" ->
                    new St.ObjectUse(place, kind, expression(inner));
            case "ct count", "last" -> stateful(kind, inner);
            case "mangle" ->
                    new St.Setting(
                            place, expression(inner.need("key")), expression(inner.need("value")));
            case "notrack" -> new St.Untracking(place);
            case "dup" ->
                    new St.Duplicating(
                            place, expression(inner.need("addr")), optional(inner, "dev"));
            case "fwd" ->
                    new St.Forwarding(
                            place,
                            expression(inner.need("dev")),
                            optional(inner, "addr"),
                            inner.string("family"));
            case "snat", "dnat", "masquerade", "redirect" -> {
                boolean netmap = inner.strings("type_flags").contains("prefix");
                yield new St.Translating(
                        place,
                        kind,
                        inner.string("family"),
                        netmap,
                        optional(inner, "addr"),
                        optional(inner, "port"),
                        inner.strings("flags"));
            }
            case "tproxy" ->
                    new St.Proxying(
                            place,
                            inner.string("family"),
                            optional(inner, "addr"),
                            optional(inner, "port"));
            case "reject" -> new St.Rejecting(place, inner.string("type"), optional(inner, "expr"));
            case "log" -> log(place, inner);
            case "queue" -> new St.Queueing(place, optional(inner, "num"), inner.strings("flags"));
            case "set" -> update(place, inner, "set");
            case "map" -> update(place, inner, "map");
            case "meter" -> {
                List<St> statements = List.of(statement(inner.need("stmt")));
                yield new St.Metering(
                        place,
                        inner.need("name").string(),
                        inner.number("size", INT_MAX, -1),
                        keyed(inner.need("key"), statements));
            }
            case "flow" -> {
                String name = inner.need("flowtable").string();
                yield new St.Offloading(place, name.startsWith("@") ? name.substring(1) : name);
            }
            case "reset" -> {
                if (expression(inner) instanceof Ex.Option option)
                    yield new St.ResetOption(place, option);
                throw new NftFault(place, "reset takes a TCP option");
            }
            default ->
                    throw new NftFault(
                            place,
                            "statements of kind \"" + Lexer.excerpt(kind) + "\" are not supported");
        };
    }

    private static St synproxy(SourcePlace place, Json inner) throws NftFault {
        var options = new StringJoiner(" ");
        for (String each : List.of("mss", "wscale"))
            if (inner.member(each) != null) options.add(each + " " + inner.number(each, 0xffff, 0));
        for (String flag : inner.strings("flags")) options.add(flag);
        return new St.SynProxying(place, options.toString());
    }

    private @Nullable Ex optional(Json inner, String name) throws NftFault {
        Json member = inner.member(name);
        return member == null || member instanceof Json.Null ? null : expression(member);
    }

    private Ex.Elem keyed(Json json, List<St> statements) throws NftFault {
        Json elem = json.member("elem");
        if (elem != null) return element(elem, statements);
        return new Ex.Elem(json.place(), expression(json), -1, -1, "", statements);
    }

    private St update(SourcePlace place, Json inner, String kind) throws NftFault {
        String operation = inner.need("op").string();
        if (!List.of("add", "update", "delete").contains(operation))
            throw new NftFault(place, "there is no operation " + Lexer.excerpt(operation));
        List<St> statements = new ArrayList<>();
        Json member = inner.member("stmt");
        if (member != null) for (Json each : member.list()) statements.add(statement(each));
        String name = inner.need(kind).string();
        return new St.Updating(
                place,
                operation,
                name.startsWith("@") ? name.substring(1) : name,
                keyed(inner.need("elem"), statements),
                optional(inner, "data"));
    }

    private static St log(SourcePlace place, Json inner) throws NftFault {
        Json prefix = inner.member("prefix");
        String level = inner.string("level");
        if (!level.isEmpty() && !StatementParser.LEVELS.contains(level))
            throw new NftFault(place, "there is no level " + Lexer.excerpt(level));
        List<String> flags = new ArrayList<>();
        for (String flag : inner.strings("flags"))
            flags.add(flag.startsWith("tcp ") || flag.startsWith("ip ") ? flag : spelled(flag));
        return new St.Logging(
                place,
                prefix == null ? null : prefix.string(),
                level,
                (int) inner.number("group", 0xffff, -1),
                (int) inner.number("snaplen", INT_MAX, -1),
                (int) inner.number("queue-threshold", 0xffff, -1),
                flags);
    }

    private static String spelled(String flag) {
        return switch (flag) {
            case "sequence" -> "tcp sequence";
            case "options" -> "tcp options";
            default -> flag;
        };
    }

    @Override
    St stateful(String kind, Json inner) throws NftFault {
        SourcePlace place = inner.place();
        return switch (kind) {
            case "counter" ->
                    new St.Counting(
                            place,
                            inner.number("packets", COUNT_MAX, 0),
                            inner.number("bytes", COUNT_MAX, 0));
            case "ct count" ->
                    new St.CountLimit(place, inner.need("val").number(INT_MAX), inner.flag("inv"));
            case "last" -> new St.LastUse(place, "");
            case "quota" ->
                    new St.Quoting(
                            place,
                            scaled(
                                    inner.need(inner.member("val") == null ? "bytes" : "val")
                                            .number(COUNT_MAX),
                                    inner,
                                    "val_unit"),
                            inner.flag("inv"),
                            scaled(inner.number("used", COUNT_MAX, 0), inner, "used_unit"));
            case "limit" -> limit(place, inner);
            default -> super.stateful(kind, inner);
        };
    }

    private static St limit(SourcePlace place, Json inner) throws NftFault {
        String unit = inner.string("rate_unit");
        boolean octets = !unit.isEmpty() && !unit.equals("packets");
        long rate = scaled(inner.need("rate").number(COUNT_MAX), inner, "rate_unit");
        long burst = inner.number("burst", COUNT_MAX, -1);
        if (burst > 0) burst = scaled(burst, inner, "burst_unit");
        if (rate == 0) throw new NftFault(place, "a rate of 0");
        return new St.Limiting(
                place, rate, inner.need("per").string(), burst, octets, inner.flag("inv"));
    }

    private static long scaled(long count, Json inner, String unitName) throws NftFault {
        int shift =
                switch (inner.string(unitName)) {
                    case "", "bytes", "packets" -> 0;
                    case "kbytes" -> 10;
                    case "mbytes" -> 20;
                    default -> throw new NftFault(inner.place(), "there is no such " + unitName);
                };
        if (count > Long.MAX_VALUE >> shift)
            throw new NftFault(inner.place(), "more than can be counted");
        return count << shift;
    }
}
