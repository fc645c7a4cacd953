package sluice.rules.nft;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.rules.SourcePlace;

/**
 * Expressions of text. Two kinds of words: what reads something of a packet ({@link #left}), and
 * constants ({@link #right}); a value that is set may be either ({@link #value}).
 */
class ExpressionParser extends ParserBase {
    private static final Set<String> RAW_BASES = Set.of("ll", "nh", "th", "ih");
    private static final int BITS_MAX = 1 << 16;

    ExpressionParser(Tokens tokens) {
        super(tokens);
    }

    // ---- what reads something --------------------------------------------------------------

    /** Whether the next tokens read something of a packet or a host. */
    boolean reads() throws NftFault {
        Token token = tokens.peek();
        if (token.sign("@"))
            return RAW_BASES.contains(tokens.peek(1).text()) && tokens.peek(2).sign(",");
        if (token.sign("(")) return true;
        if (token.kind() != Token.Kind.WORD) return false;
        Token after = tokens.peek(1);
        boolean word = after.kind() == Token.Kind.WORD;
        String text = token.text();
        return switch (text) {
            case "meta" -> Words.META.contains(after.text());
            case "ct", "fib", "socket", "numgen", "jhash", "symhash", "exthdr" ->
                    word || text.equals("jhash");
            case "rt" -> word;
            case "osf" -> word;
            default -> {
                if (Words.META_ALONE.contains(text)) yield true;
                Headers.Protocol protocol = Headers.protocol(text);
                if (protocol == null) protocol = Headers.extension(text);
                if (protocol == null || !word) yield false;
                yield protocol.fields().containsKey(after.text())
                        || text.equals("arp")
                        || ((text.equals("tcp") || text.equals("ip"))
                                && after.text().equals("option"))
                        || (Headers.extension(text) != null && presence(after));
            }
        };
    }

    private static boolean presence(Token token) {
        return token.word("exists") || token.word("missing");
    }

    /** {@code a . b}, and perhaps {@code map ...}. */
    Ex left() throws NftFault {
        SourcePlace place = tokens.peek().place();
        deeper(place);
        Ex first = bits(false);
        if (tokens.peek().sign(".")) {
            List<Ex> parts = new ArrayList<>(List.of(first));
            while (tokens.takeSign(".")) parts.add(bits(false));
            first = new Ex.Concat(place, parts);
        }
        shallower();
        return first;
    }

    /** A value that is set: a constant, or what reads something, or a map of it. */
    Ex value() throws NftFault {
        SourcePlace place = tokens.peek().place();
        Ex value = reads() ? left() : right();
        if (tokens.takeWord("map")) return new Ex.Mapped(place, value, mapping());
        return value;
    }

    /** What {@code map} and {@code vmap} look into. */
    Ex mapping() throws NftFault {
        Token token = tokens.peek();
        if (token.sign("@")) return setName();
        if (token.sign("{")) return braces();
        if (token.sign("$")) {
            tokens.next();
            return variable(name("the name of a variable"));
        }
        throw tokens.unexpected(tokens.next(), "'{' or '@' and the name of a map");
    }

    Ex.SetName setName() throws NftFault {
        Token at = tokens.sign("@");
        return new Ex.SetName(at.place(), nameOrVariable("the name of a set").text());
    }

    /** Operators on bits, from the loosest: {@code | ^ & << >>}. */
    private Ex bits(boolean constant) throws NftFault {
        return operator(constant, 0);
    }

    private static final String[][] OPERATORS = {{"|"}, {"^"}, {"&"}, {"<<", ">>"}};

    private Ex operator(boolean constant, int level) throws NftFault {
        if (level == OPERATORS.length) return operand(constant);
        Ex left = operator(constant, level + 1);
        for (String sign = operatorAhead(level); sign != null; sign = operatorAhead(level)) {
            Token token = tokens.next();
            // The right one may be a constant, whatever the left one is.
            Ex right = operator(constant || !reads(), level + 1);
            left = new Ex.Binary(token.place(), sign, left, right);
        }
        return left;
    }

    private @Nullable String operatorAhead(int level) throws NftFault {
        Token token = tokens.peek();
        String sign = token.text();
        if (token.kind() == Token.Kind.WORD) sign = Words.OPERATORS.getOrDefault(sign, "");
        else if (token.kind() != Token.Kind.SIGN) return null;
        for (String each : OPERATORS[level]) if (each.equals(sign)) return each;
        return null;
    }

    private Ex operand(boolean constant) throws NftFault {
        Token token = tokens.peek();
        if (token.sign("(")) {
            deeper(token.place());
            tokens.next();
            Ex inner = bits(!reads());
            tokens.sign(")");
            shallower();
            return inner;
        }
        return constant || !reads() ? constant() : primary();
    }

    private Ex primary() throws NftFault {
        Token token = tokens.next();
        SourcePlace place = token.place();
        if (token.sign("@")) return raw(place);
        String word = token.text();
        switch (word) {
            case "meta" -> {
                return new Ex.MetaOf(place, metaKey(tokens.next()));
            }
            case "ct" -> {
                return ct(place);
            }
            case "fib" -> {
                return fib(place);
            }
            case "socket" -> {
                Token key = tokens.next();
                if (key.word("cgroupv2"))
                    throw new NftFault(
                            key.place(), "socket cgroupv2 is not supported: no control groups");
                if (!key.word("transparent") && !key.word("mark") && !key.word("wildcard"))
                    throw tokens.unexpected(key, "transparent, mark or wildcard");
                return new Ex.SocketKey(place, key.text());
            }
            case "osf" -> {
                String ttl = "";
                if (tokens.takeWord("ttl")) {
                    String stated = oneOf("loose", "skip");
                    if (stated == null) throw tokens.unexpected(tokens.next(), "loose or skip");
                    ttl = stated;
                }
                String key = oneOf("name", "version");
                if (key == null) throw tokens.unexpected(tokens.next(), "name or version");
                return new Ex.SystemOf(place, ttl, key.equals("version"));
            }
            case "numgen" -> {
                return generator(place);
            }
            case "jhash", "symhash" -> {
                return hash(place, word.equals("jhash"));
            }
            case "exthdr" -> {
                Token header = tokens.next();
                if (Headers.extension(header.text()) == null)
                    throw tokens.unexpected(header, "the name of an extension header");
                return new Ex.Option(place, "exthdr", header.text(), "");
            }
            case "rt" -> {
                Token key = tokens.peek();
                if (!extensionField("rt", key)) return route(place);
            }
            default -> {}
        }
        if (Words.META_ALONE.contains(word)) return new Ex.MetaOf(place, alias(word));
        if (word.equals("tcp") && tokens.takeWord("option")) return tcpOption(place);
        if (word.equals("ip") && tokens.takeWord("option")) return ipOption(place);
        if (Headers.protocol(word) == null && Headers.extension(word) != null) {
            if (presence(tokens.peek())) return new Ex.Option(place, "exthdr", word, "");
            Token field = tokens.next();
            if (!extensionField(word, field)) throw tokens.unexpected(field, "a field of " + word);
            return new Ex.Option(place, "exthdr", word, field.text());
        }
        return field(place, word);
    }

    private static boolean extensionField(String header, Token field) {
        Headers.Protocol extension = Headers.extension(header);
        return extension != null && extension.fields().containsKey(field.text());
    }

    private Ex field(SourcePlace place, String protocolName) throws NftFault {
        Headers.Protocol protocol = Headers.protocol(protocolName);
        Token name = tokens.next();
        if (protocol == null || name.kind() != Token.Kind.WORD)
            throw tokens.unexpected(name, "a field of " + protocolName);
        String field = name.text();
        if (protocolName.equals("arp") && (field.equals("saddr") || field.equals("daddr"))) {
            String kind = oneOf("ip", "ether");
            if (kind == null) throw tokens.unexpected(tokens.next(), "ip or ether");
            field = field + " " + kind;
        }
        if (!protocol.fields().containsKey(field))
            throw new NftFault(
                    name.place(), protocolName + " has no field '" + Lexer.excerpt(field) + "'");
        return new Ex.Field(place, protocolName, field);
    }

    private Ex raw(SourcePlace place) throws NftFault {
        String base = tokens.next().text();
        tokens.sign(",");
        int offset = (int) number("an offset in bits", BITS_MAX);
        tokens.sign(",");
        int length = (int) number("a length in bits", 128);
        return new Ex.Raw(place, base, offset, length);
    }

    private String metaKey(Token token) throws NftFault {
        if (!Words.META.contains(token.text())) throw tokens.unexpected(token, "a key of meta");
        return alias(token.text());
    }

    private static String alias(String key) {
        return switch (key) {
            case "ibriport" -> "ibrname";
            case "obriport" -> "obrname";
            case "secpath" -> "ipsec";
            default -> key;
        };
    }

    private Ex ct(SourcePlace place) throws NftFault {
        String direction = oneOf("original", "reply");
        String family = oneOf("ip", "ip6");
        Token key = tokens.next();
        if (!Words.CT.contains(key.text())) throw tokens.unexpected(key, "a key of ct");
        return new Ex.CtOf(
                place,
                key.text(),
                direction == null ? "" : direction,
                family == null ? "" : family);
    }

    private Ex fib(SourcePlace place) throws NftFault {
        List<String> flags = new ArrayList<>();
        do {
            String flag = oneOf("saddr", "daddr", "mark", "iif", "oif");
            if (flag == null)
                throw tokens.unexpected(tokens.next(), "saddr, daddr, mark, iif or oif");
            flags.add(flag);
        } while (tokens.takeSign("."));
        String result = oneOf("oifname", "oif", "type");
        if (result == null) throw tokens.unexpected(tokens.next(), "oif, oifname or type");
        return new Ex.FibOf(place, flags, result);
    }

    private Ex route(SourcePlace place) throws NftFault {
        String family = oneOf("ip", "ip6");
        String key = oneOf("classid", "nexthop", "mtu", "ipsec");
        if (key == null) throw tokens.unexpected(tokens.next(), "classid, nexthop, mtu or ipsec");
        return new Ex.RouteOf(place, key, family == null ? "" : family);
    }

    private static final long WORD_MAX = 0xffff_ffffL;

    private Ex generator(SourcePlace place) throws NftFault {
        String mode = oneOf("inc", "random");
        if (mode == null) throw tokens.unexpected(tokens.next(), "inc or random");
        tokens.word("mod");
        long modulus = number("a modulus", WORD_MAX);
        long offset = tokens.takeWord("offset") ? number("an offset", WORD_MAX) : 0;
        return new Ex.Generator(place, mode.equals("random"), modulus, offset);
    }

    private Ex hash(SourcePlace place, boolean jenkins) throws NftFault {
        Ex value = jenkins ? left() : null;
        tokens.word("mod");
        long modulus = number("a modulus", WORD_MAX);
        long seed = tokens.takeWord("seed") ? number("a seed", WORD_MAX) : 0;
        long offset = tokens.takeWord("offset") ? number("an offset", WORD_MAX) : 0;
        return new Ex.Hash(place, value, modulus, seed, offset);
    }

    private Ex tcpOption(SourcePlace place) throws NftFault {
        if (tokens.takeSign("@")) {
            int number = (int) number("the number of an option", 255);
            tokens.sign(",");
            int offset = (int) number("an offset in bits", BITS_MAX);
            tokens.sign(",");
            return new Ex.RawOption(place, number, offset, (int) number("a length in bits", 128));
        }
        Token name = tokens.next();
        Headers.Protocol option = Headers.tcpOption(name.text());
        if (option == null && name.kind() != Token.Kind.NUMBER)
            throw tokens.unexpected(name, "the name of a TCP option");
        return new Ex.Option(place, "tcp option", name.text(), optionField(option));
    }

    private Ex ipOption(SourcePlace place) throws NftFault {
        Token name = tokens.next();
        Headers.Protocol option = Headers.ipOption(name.text());
        if (option == null) throw tokens.unexpected(name, "the name of an IP option");
        return new Ex.Option(place, "ip option", name.text(), optionField(option));
    }

    private String optionField(Headers.@Nullable Protocol option) throws NftFault {
        Token field = tokens.peek();
        if (option == null || !option.fields().containsKey(field.text())) return "";
        tokens.next();
        return field.text();
    }

    // ---- constants -------------------------------------------------------------------------

    /** The right side of a comparison. */
    Ex right() throws NftFault {
        Token token = tokens.peek();
        if (token.sign("{")) return braces();
        if (token.sign("@")) return setName();
        SourcePlace place = token.place();
        Ex first = item();
        if (!tokens.peek().sign(",")) return first;
        List<Ex> items = new ArrayList<>(List.of(first));
        while (tokens.takeSign(",")) {
            tokens.skipBreaks();
            items.add(item());
        }
        return new Ex.Multi(place, items);
    }

    /** A constant of one or several parts, each a value, range or prefix. */
    Ex item() throws NftFault {
        SourcePlace place = tokens.peek().place();
        Ex first = part();
        if (!tokens.peek().sign(".")) return first;
        List<Ex> parts = new ArrayList<>(List.of(first));
        while (tokens.takeSign(".")) parts.add(part());
        return new Ex.Concat(place, parts);
    }

    private Ex part() throws NftFault {
        SourcePlace place = tokens.peek().place();
        deeper(place);
        Ex from = bits(true);
        shallower();
        if (tokens.peek().sign("/") && tokens.peek(1).kind() == Token.Kind.NUMBER) {
            tokens.next();
            return new Ex.Prefix(place, from, (int) number("a prefix length", 128));
        }
        if (tokens.takeSign("-")) return new Ex.Range(place, from, bits(true));
        return from;
    }

    private Ex constant() throws NftFault {
        Token token = tokens.next();
        SourcePlace place = token.place();
        switch (token.kind()) {
            case NUMBER -> {
                return numberOf(token);
            }
            case QUOTED -> {
                return new Ex.Word(place, token.text(), true);
            }
            case WORD -> {
                if (presence(token)) return new Ex.Presence(place, token.word("exists"));
                return new Ex.Word(place, token.text(), false);
            }
            default -> {}
        }
        if (token.sign("$")) return variable(name("the name of a variable"));
        if (token.sign("*")) return new Ex.Star(place);
        if (token.sign("[")) {
            Ex inner = part();
            tokens.sign("]");
            return inner;
        }
        if (token.sign("-") && tokens.peek().kind() == Token.Kind.NUMBER) {
            BigInteger value = numberOf(tokens.next()).value();
            return new Ex.Num(place, value.negate());
        }
        throw tokens.unexpected(token, "a value");
    }

    // ---- sets ------------------------------------------------------------------------------

    /** <code>{ a, b : c }</code>. */
    Ex.Braces braces() throws NftFault {
        Token open = tokens.sign("{");
        deeper(open.place());
        List<Ex> items = new ArrayList<>();
        tokens.skipBreaks();
        while (!tokens.peek().sign("}")) {
            items.add(element());
            tokens.skipBreaks();
            if (!tokens.takeSign(",")) break;
            tokens.skipBreaks();
        }
        tokens.sign("}");
        shallower();
        return new Ex.Braces(open.place(), items);
    }

    private Ex element() throws NftFault {
        SourcePlace place = tokens.peek().place();
        Ex key = tokens.peek().sign("{") ? braces() : reads() ? left() : item();
        Ex element = options(place, key);
        tokens.skipBreaks();
        if (!tokens.takeSign(":")) return element;
        tokens.skipBreaks();
        Ex.Verdict verdict = verdict();
        return new Ex.Pair(place, element, verdict != null ? verdict : item());
    }

    /** What may stand behind a key: timeouts, a comment, statements. */
    Ex options(SourcePlace place, Ex key) throws NftFault {
        long timeout = -1;
        long expires = -1;
        String comment = "";
        List<St> statements = new ArrayList<>();
        while (true) {
            Token token = tokens.peek();
            if (token.word("timeout")) {
                tokens.next();
                timeout = timeNanos();
            } else if (token.word("expires")) {
                tokens.next();
                expires = timeNanos();
            } else if (token.word("comment")) {
                tokens.next();
                comment = quoted("a comment in quotes").text();
            } else {
                St statement = elementStatement();
                if (statement == null) break;
                statements.add(statement);
            }
        }
        if (timeout < 0 && expires < 0 && comment.isEmpty() && statements.isEmpty()) return key;
        return new Ex.Elem(place, key, timeout, expires, comment, statements);
    }

    /** A statement that an element may have, or null. */
    @Nullable St elementStatement() throws NftFault {
        return null;
    }

    /** A verdict, or null if none stands here. */
    Ex.@Nullable Verdict verdict() throws NftFault {
        Token token = tokens.peek();
        if (token.kind() != Token.Kind.WORD || !Words.VERDICTS.contains(token.text())) return null;
        tokens.next();
        boolean named = token.word("jump") || token.word("goto");
        String chain = named ? nameOrVariable("the name of a chain").text() : "";
        return new Ex.Verdict(token.place(), token.text(), chain);
    }
}
