package sluice.rules.nft;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sluice.rules.SourcePlace;

/**
 * Commands of JSON (libnftables-json(5)): with a verb, or bare as {@code nft -j list} writes them.
 */
final class JsonCommands extends JsonStatements {
    private static final long INT_MAX = Integer.MAX_VALUE;

    private final List<Diagnostic> refused;
    private final List<Diagnostic> errors;

    JsonCommands(List<Diagnostic> refused, List<Diagnostic> errors) {
        this.refused = refused;
        this.errors = errors;
    }

    /** All commands of a text; what is wrong is in the lists. */
    List<Cmd> commands(String file, String text) {
        List<Cmd> commands = new ArrayList<>();
        Json whole;
        try {
            whole = Json.read(file, text);
            if (whole.member("nftables") != null) whole = whole.need("nftables");
            if (!(whole instanceof Json.Arr))
                throw new NftFault(whole.place(), "a list of commands is expected");
        } catch (NftFault fault) {
            errors.add(fault.diagnostic());
            return commands;
        }
        for (Json item : whole.list()) {
            try {
                command(item, commands);
            } catch (NftFault fault) {
                boolean rule =
                        item.member("rule") != null
                                || (item.member("add") != null
                                        && java.util.Objects.requireNonNull(item.member("add"))
                                                        .member("rule")
                                                != null);
                (rule ? refused : errors).add(fault.diagnostic());
            }
        }
        return commands;
    }

    private void command(Json item, List<Cmd> to) throws NftFault {
        String word = item.only();
        switch (word) {
            case "metainfo" -> {}
            case "add", "create", "insert", "replace" -> to.add(make(word, item.need(word)));
            case "delete", "destroy", "flush" -> to.add(remove(word, item.need(word)));
            case "rename", "list", "reset", "get", "describe", "monitor" ->
                    throw new NftFault(item.place(), "'" + word + "' is not read from a ruleset");
            default -> to.add(make("add", item));
        }
    }

    private static Cmd.Spot spot(Json inner, String table, String name) throws NftFault {
        String family = inner.string("family");
        return new Cmd.Spot(inner.place(), family.isEmpty() ? "ip" : family, table, name);
    }

    private static Cmd.Spot within(Json inner) throws NftFault {
        return spot(inner, inner.need("table").string(), inner.need("name").string());
    }

    private Cmd make(String verb, Json item) throws NftFault {
        String kind = item.only();
        Json inner = item.need(kind);
        SourcePlace place = inner.place();
        return switch (kind) {
            case "table" ->
                    new Cmd.MakeTable(
                            place,
                            verb,
                            spot(inner, inner.need("name").string(), ""),
                            inner.strings("flags"),
                            inner.string("comment"),
                            List.of());
            case "chain" -> chain(verb, inner);
            case "rule" -> rule(verb, inner);
            case "set", "map" -> set(verb, inner, kind.equals("map"));
            case "element" -> new Cmd.Elements(place, verb, within(inner), set(inner.need("elem")));
            case "flowtable" -> new Cmd.MakeFlowtable(place, verb, within(inner), devices(inner));
            case "counter", "quota", "limit" ->
                    new Cmd.MakeObject(
                            place,
                            verb,
                            within(inner),
                            kind,
                            stateful(kind, inner),
                            Map.of(),
                            inner.string("comment"));
            case "ct helper", "ct timeout", "ct expectation", "secmark", "synproxy" ->
                    new Cmd.MakeObject(
                            place,
                            verb,
                            within(inner),
                            kind,
                            null,
                            settings(inner),
                            inner.string("comment"));
            default ->
                    throw new NftFault(
                            item.place(),
                            "there is nothing of kind \"" + Lexer.excerpt(kind) + "\"");
        };
    }

    private static Map<String, String> settings(Json inner) {
        Map<String, String> settings = new HashMap<>();
        if (inner instanceof Json.Obj object)
            object.members()
                    .forEach((name, value) -> {
                        if (value instanceof Json.Str text) settings.put(name, text.text());
                        if (value instanceof Json.Num number)
                            settings.put(name, number.value().toString());
                        if (name.equals("flags"))
                            for (Json flag : value.list())
                                if (flag instanceof Json.Str word) settings.put(word.text(), "");
                        if (value instanceof Json.Obj policy) settings.put(name, policy(policy));
                    });
        return settings;
    }

    private static String policy(Json.Obj policy) {
        var text = new StringBuilder();
        policy.members()
                .forEach((state, seconds) -> {
                    if (!text.isEmpty()) text.append(", ");
                    text.append(state).append(" : ");
                    text.append(
                            seconds instanceof Json.Num number ? number.value().toString() : "?");
                });
        return text.toString();
    }

    private List<Ex> devices(Json inner) throws NftFault {
        List<Ex> devices = new ArrayList<>();
        for (String device : inner.strings("dev"))
            devices.add(new Ex.Word(inner.place(), device, true));
        return devices;
    }

    private Cmd chain(String verb, Json inner) throws NftFault {
        SourcePlace place = inner.place();
        Cmd.Base base = null;
        if (inner.member("hook") != null) {
            base =
                    new Cmd.Base(
                            place,
                            inner.need("type").string(),
                            inner.need("hook").string(),
                            devices(inner),
                            expression(inner.need("prio")),
                            0);
        }
        String policy = inner.string("policy");
        return new Cmd.MakeChain(
                place,
                verb,
                within(inner),
                base,
                policy.isEmpty() ? null : new Ex.Word(place, policy, false),
                inner.string("comment"),
                List.of());
    }

    private Cmd rule(String verb, Json inner) throws NftFault {
        Cmd.Spot spot = spot(inner, inner.need("table").string(), inner.need("chain").string());
        List<St> statements = new ArrayList<>();
        for (Json each : inner.need("expr").list()) statements.add(statement(each));
        var written = new Cmd.Written(inner.place(), statements, inner.string("comment"));
        long index = inner.number("index", INT_MAX, -1);
        long handle = inner.number("handle", INT_MAX, -1);
        // A bare listing has handles, which say nothing about where a rule goes.
        boolean byHandle = handle >= 0 && !verb.equals("add");
        String by = byHandle ? "handle" : index >= 0 ? "index" : "";
        return new Cmd.MakeRule(inner.place(), verb, spot, by, byHandle ? handle : index, written);
    }

    private Cmd set(String verb, Json inner, boolean map) throws NftFault {
        Json data = inner.member("map");
        String kind =
                data instanceof Json.Str word && BlockParser.OBJECT_KINDS.contains(word.text())
                        ? word.text()
                        : "";
        List<St> statements = new ArrayList<>();
        Json written = inner.member("stmt");
        if (written != null) for (Json each : written.list()) statements.add(statement(each));
        Json elements = inner.member("elem");
        return new Cmd.MakeSet(
                inner.place(),
                verb,
                within(inner),
                map,
                types(inner.need("type")),
                data == null || !kind.isEmpty() ? null : types(data),
                kind,
                inner.strings("flags"),
                nanos(inner, "timeout"),
                nanos(inner, "gc-interval"),
                inner.number("size", INT_MAX, -1),
                inner.flag("auto-merge"),
                inner.string("policy"),
                statements,
                inner.string("comment"),
                elements == null ? null : set(elements));
    }

    private Cmd.@Nullable Types types(Json json) throws NftFault {
        if (json.member("typeof") != null)
            return new Cmd.Types(json.place(), List.of(), expression(json.need("typeof")));
        List<String> names = new ArrayList<>();
        for (Json each : json.list()) names.add(each.string());
        return new Cmd.Types(json.place(), names, null);
    }

    private Cmd remove(String verb, Json item) throws NftFault {
        String kind = item.only();
        if (kind.equals("ruleset")) {
            Json inner = item.member(kind);
            return new Cmd.FlushRuleset(item.place(), inner == null ? "" : inner.string("family"));
        }
        Json inner = item.need(kind);
        if (kind.equals("element"))
            return new Cmd.Elements(item.place(), verb, within(inner), set(inner.need("elem")));
        String name =
                kind.equals("rule") ? inner.need("chain").string() : inner.need("name").string();
        Cmd.Spot spot =
                kind.equals("table")
                        ? spot(inner, name, "")
                        : spot(inner, inner.need("table").string(), name);
        return new Cmd.Remove(item.place(), verb, kind, spot, inner.number("handle", INT_MAX, -1));
    }
}
