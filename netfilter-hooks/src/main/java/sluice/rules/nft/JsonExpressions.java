package sluice.rules.nft;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.rules.SourcePlace;

/** Expressions of JSON (libnftables-json(5)). */
class JsonExpressions {
    private static final long NANOS = 1_000_000_000L;
    private static final long SECONDS_MAX = 1L << 32;
    private static final long WORD_MAX = 0xffff_ffffL;
    private static final int BITS_MAX = 1 << 16;

    JsonExpressions() {}

    /** An expression. */
    Ex expression(Json json) throws NftFault {
        SourcePlace place = json.place();
        return switch (json) {
            case Json.Str string -> word(string);
            case Json.Num number -> new Ex.Num(place, number.value());
            case Json.Bool bool -> new Ex.Presence(place, bool.value());
            case Json.Arr array -> {
                List<Ex> items = expressions(array.items());
                if (items.isEmpty()) throw new NftFault(place, "an empty list");
                yield items.size() == 1 ? items.getFirst() : new Ex.Multi(place, items);
            }
            case Json.Null _ -> throw new NftFault(place, "an expression is expected here");
            case Json.Obj object -> object(object);
        };
    }

    private static Ex word(Json.Str string) {
        String text = string.text();
        if (text.equals("*")) return new Ex.Star(string.place());
        if (text.startsWith("@") && text.length() > 1)
            return new Ex.SetName(string.place(), text.substring(1));
        return new Ex.Word(
                string.place(), text, text.indexOf(' ') >= 0 || clock(text) || split(text));
    }

    /**
     * Whether it has a colon and is no address, so that text has it in quotes: {@code Linux:3.0}.
     */
    private static boolean split(String text) {
        if (text.indexOf(':') < 0) return false;
        for (int i = 0; i < text.length(); i++)
            if (Character.digit(text.charAt(i), 16) < 0 && ":./".indexOf(text.charAt(i)) < 0)
                return true;
        return false;
    }

    /** Whether it is a time of day, which stands in quotes in text: {@code 22:00}. */
    private static boolean clock(String text) {
        if (text.length() != 5 && text.length() != 8) return false;
        for (int i = 0; i < text.length(); i++)
            if (i % 3 == 2 ? text.charAt(i) != ':' : !Character.isDigit(text.charAt(i)))
                return false;
        return true;
    }

    private List<Ex> expressions(List<Json> items) throws NftFault {
        List<Ex> made = new ArrayList<>();
        for (Json item : items) made.add(expression(item));
        return made;
    }

    private Ex object(Json.Obj object) throws NftFault {
        SourcePlace place = object.place();
        String kind = object.only();
        Json inner = java.util.Objects.requireNonNull(object.members().get(kind));
        Ex.Verdict verdict = verdict(object);
        if (verdict != null) return verdict;
        return switch (kind) {
            case "concat" -> {
                List<Ex> parts = expressions(inner.list());
                if (parts.size() < 2)
                    throw new NftFault(place, "a concatenation has two parts at least");
                yield new Ex.Concat(place, parts);
            }
            case "set" -> set(inner);
            case "map" ->
                    new Ex.Mapped(
                            place, expression(inner.need("key")), mapping(inner.need("data")));
            case "prefix" ->
                    new Ex.Prefix(
                            place,
                            expression(inner.need("addr")),
                            (int) inner.need("len").number(128));
            case "range" -> {
                List<Json> ends = inner.list();
                if (ends.size() != 2) throw new NftFault(place, "a range has two ends");
                yield new Ex.Range(place, expression(ends.get(0)), expression(ends.get(1)));
            }
            case "elem" -> element(inner, List.of());
            case "payload" -> payload(inner);
            case "exthdr" ->
                    new Ex.Option(
                            place, "exthdr", inner.need("name").string(), inner.string("field"));
            case "tcp option" -> {
                if (inner.member("base") == null)
                    yield new Ex.Option(
                            place, kind, inner.need("name").string(), inner.string("field"));
                yield new Ex.RawOption(
                        place,
                        (int) inner.number("base", 255, 0),
                        (int) inner.number("offset", BITS_MAX, 0),
                        (int) inner.number("len", 128, 0));
            }
            case "ip option" ->
                    new Ex.Option(place, kind, inner.need("name").string(), inner.string("field"));
            case "meta" -> {
                String key = inner.need("key").string();
                if (!Words.META.contains(key))
                    throw new NftFault(place, "there is no meta " + Lexer.excerpt(key));
                yield new Ex.MetaOf(place, key);
            }
            case "rt" -> new Ex.RouteOf(place, inner.need("key").string(), inner.string("family"));
            case "ct" -> ct(place, inner);
            case "fib" ->
                    new Ex.FibOf(place, inner.strings("flags"), inner.need("result").string());
            case "osf" -> {
                String ttl = inner.string("ttl");
                String key = inner.need("key").string();
                boolean known = ttl.isEmpty() || ttl.equals("loose") || ttl.equals("skip");
                if (!known || (!key.equals("name") && !key.equals("version")))
                    throw new NftFault(place, "there is no such key of osf");
                yield new Ex.SystemOf(place, ttl, key.equals("version"));
            }
            case "socket" -> new Ex.SocketKey(place, inner.need("key").string());
            case "numgen" -> {
                boolean random = inner.need("mode").string().equals("random");
                yield new Ex.Generator(
                        place,
                        random,
                        inner.need("mod").number(WORD_MAX),
                        inner.number("offset", WORD_MAX, 0));
            }
            case "jhash", "symhash" -> {
                Ex value = kind.equals("jhash") ? expression(inner.need("expr")) : null;
                yield new Ex.Hash(
                        place,
                        value,
                        inner.need("mod").number(WORD_MAX),
                        inner.number("seed", WORD_MAX, 0),
                        inner.number("offset", WORD_MAX, 0));
            }
            case "|", "^", "&", "<<", ">>" -> binary(place, kind, inner.list());
            default ->
                    throw new NftFault(
                            place,
                            "expressions of kind \""
                                    + Lexer.excerpt(kind)
                                    + "\" are not supported");
        };
    }

    private Ex binary(SourcePlace place, String sign, List<Json> operands) throws NftFault {
        if (operands.size() < 2) throw new NftFault(place, "'" + sign + "' has two operands");
        Ex left = expression(operands.getFirst());
        for (Json operand : operands.subList(1, operands.size()))
            left = new Ex.Binary(place, sign, left, expression(operand));
        return left;
    }

    private Ex payload(Json inner) throws NftFault {
        SourcePlace place = inner.place();
        if (inner.member("base") == null)
            return new Ex.Field(
                    place, inner.need("protocol").string(), inner.need("field").string());
        String base = inner.need("base").string();
        if (!base.equals("ll") && !base.equals("nh") && !base.equals("th") && !base.equals("ih"))
            throw new NftFault(place, "there is no base " + Lexer.excerpt(base));
        return new Ex.Raw(
                place,
                base,
                (int) inner.need("offset").number(BITS_MAX),
                (int) inner.need("len").number(128));
    }

    private static Ex ct(SourcePlace place, Json inner) throws NftFault {
        String key = inner.need("key").string();
        String family = inner.string("family");
        if (key.startsWith("ip ") || key.startsWith("ip6 ")) {
            family = key.substring(0, key.indexOf(' '));
            key = key.substring(key.indexOf(' ') + 1);
        }
        return new Ex.CtOf(place, key, inner.string("dir"), family);
    }

    /** What a map looks into. */
    Ex mapping(Json json) throws NftFault {
        Ex made = expression(json);
        if (made instanceof Ex.Braces || made instanceof Ex.SetName) return made;
        throw new NftFault(json.place(), "a set or '@' and the name of a map is expected");
    }

    /** Elements: a list, each a key or a pair of key and data. */
    Ex.Braces set(Json json) throws NftFault {
        List<Ex> items = new ArrayList<>();
        for (Json item : json.list()) {
            if (item instanceof Json.Arr pair && pair.items().size() == 2) {
                Ex key = expression(pair.items().get(0));
                items.add(new Ex.Pair(item.place(), key, expression(pair.items().get(1))));
            } else {
                items.add(expression(item));
            }
        }
        return new Ex.Braces(json.place(), items);
    }

    /** <code>{"val": ..., "timeout": 60}</code>. */
    Ex.Elem element(Json json, List<St> statements) throws NftFault {
        List<St> all = new ArrayList<>(statements);
        for (String kind : List.of("counter", "limit", "quota", "ct count", "last")) {
            Json member = json.member(kind);
            if (member != null) all.add(stateful(kind, member));
        }
        return new Ex.Elem(
                json.place(),
                expression(json.need("val")),
                nanos(json, "timeout"),
                nanos(json, "expires"),
                json.string("comment"),
                all);
    }

    /** A statement of an element. */
    St stateful(String kind, Json inner) throws NftFault {
        throw new NftFault(inner.place(), kind + " can not stand here");
    }

    static long nanos(Json json, String name) throws NftFault {
        long seconds = json.number(name, SECONDS_MAX, -1);
        return seconds < 0 ? -1 : seconds * NANOS;
    }

    /** A verdict, or null if it is something else. */
    static Ex.@Nullable Verdict verdict(Json json) throws NftFault {
        if (!(json instanceof Json.Obj object) || object.members().size() != 1) return null;
        String word = object.only();
        if (!Words.VERDICTS.contains(word)) return null;
        boolean named = word.equals("jump") || word.equals("goto");
        String chain = named ? object.need(word).need("target").string() : "";
        return new Ex.Verdict(json.place(), word, chain);
    }
}
