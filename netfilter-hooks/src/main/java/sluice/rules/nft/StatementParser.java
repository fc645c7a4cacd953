package sluice.rules.nft;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.rules.SourcePlace;

/** Statements of text. */
class StatementParser extends ExpressionParser {
    private static final long INT_MAX = Integer.MAX_VALUE;
    private static final long COUNT_MAX = Long.MAX_VALUE;
    private static final int STATEMENTS_MAX = 1024;

    StatementParser(Tokens tokens) {
        super(tokens);
    }

    /** A rule up to the end of its line. */
    Cmd.Written rule() throws NftFault {
        SourcePlace place = tokens.peek().place();
        List<St> statements = new ArrayList<>();
        String comment = "";
        while (!ends(tokens.peek())) {
            if (tokens.takeWord("comment")) {
                comment = quoted("a comment in quotes").text();
                if (!ends(tokens.peek()))
                    throw tokens.unexpected(
                            tokens.next(), "the end of the rule behind its comment");
                break;
            }
            if (statements.size() == STATEMENTS_MAX)
                throw new NftFault(
                        place, "a rule with more than " + STATEMENTS_MAX + " statements");
            statements.add(statement());
        }
        if (statements.isEmpty()) throw tokens.unexpected(tokens.next(), "a rule");
        return new Cmd.Written(place, statements, comment);
    }

    static boolean ends(Token token) {
        return token.kind() == Token.Kind.BREAK
                || token.kind() == Token.Kind.END
                || token.sign("}");
    }

    private St statement() throws NftFault {
        Ex.Verdict verdict = verdict();
        if (verdict != null) return new St.Decision(verdict.place(), verdict);
        St effect = effect();
        return effect != null ? effect : condition();
    }

    private St condition() throws NftFault {
        Token start = tokens.peek();
        if (!reads()) throw tokens.unexpected(tokens.next(), "a statement");
        Ex left = left();
        SourcePlace place = start.place();
        if (tokens.takeWord("vmap")) return new St.VerdictMapping(place, left, mapping());
        if (tokens.takeWord("map")) left = new Ex.Mapped(place, left, mapping());
        if (tokens.takeWord("set")) return setting(place, left);
        String sign = comparison();
        Ex right = classid(left);
        if (right == null) right = right();
        if (tokens.takeSign("/")) {
            Ex mask = right();
            Ex masked = new Ex.Binary(left.place(), "&", left, mask);
            return Signs.normal(place, masked, sign.isEmpty() ? "==" : sign, right);
        }
        return Signs.normal(place, left, sign, right);
    }

    private String comparison() throws NftFault {
        Token token = tokens.peek();
        if (token.kind() == Token.Kind.WORD) {
            String sign = token.text().equals("not") ? "!" : Words.COMPARISONS.get(token.text());
            if (sign == null) return "";
            tokens.next();
            return sign;
        }
        for (String sign : List.of("==", "!=", "<=", ">=", "<", ">", "!"))
            if (tokens.takeSign(sign)) return sign;
        return "";
    }

    /** {@code 1:10}, if a priority stands on the left. */
    private @Nullable Ex classid(Ex left) throws NftFault {
        if (!(left instanceof Ex.MetaOf meta) || !meta.key().equals("priority")) return null;
        if (tokens.peek().kind() != Token.Kind.NUMBER || !tokens.peek(1).sign(":")) return null;
        Token major = tokens.next();
        tokens.next();
        return new Ex.Word(major.place(), major.text() + ":" + tokens.next().text(), false);
    }

    private St setting(SourcePlace place, Ex left) throws NftFault {
        if (left instanceof Ex.CtOf ct && ct.key().equals("helper"))
            return new St.ObjectUse(place, "ct helper", value());
        Ex value = classid(left);
        return new St.Setting(place, left, value != null ? value : value());
    }

    /** What does something, or null if a condition stands here. */
    private @Nullable St effect() throws NftFault {
        Token token = tokens.peek();
        if (token.kind() != Token.Kind.WORD) return null;
        SourcePlace place = token.place();
        return switch (token.text()) {
            case "counter", "limit", "quota", "last" -> objectOrOwn(token);
            case "ct" -> ctStatement();
            case "log" -> {
                tokens.next();
                yield log(place);
            }
            case "reject" -> {
                tokens.next();
                yield reject(place);
            }
            case "snat", "dnat", "masquerade", "redirect" -> {
                tokens.next();
                yield new NatParser(this).translation(place, token.text());
            }
            case "tproxy", "dup", "fwd" -> {
                tokens.next();
                var parser = new NatParser(this);
                yield switch (token.text()) {
                    case "tproxy" -> parser.proxy(place);
                    case "dup" -> parser.duplicate(place);
                    default -> parser.forward(place);
                };
            }
            case "queue" -> {
                tokens.next();
                yield queue(place);
            }
            case "notrack" -> {
                tokens.next();
                yield new St.Untracking(place);
            }
            case "reset" -> {
                tokens.next();
                if (left() instanceof Ex.Option option) yield new St.ResetOption(place, option);
                throw new NftFault(place, "reset takes a TCP option");
            }
            case "add", "update", "delete" -> {
                tokens.next();
                yield updating(place, token.text());
            }
            case "set" -> {
                tokens.next();
                yield oldUpdating(place);
            }
            case "meter" -> {
                tokens.next();
                yield meter(place);
            }
            case "flow" -> {
                tokens.next();
                if (!tokens.takeWord("add")) tokens.word("offload");
                yield new St.Offloading(place, setName().name());
            }
            case "synproxy" -> {
                tokens.next();
                yield synproxy(place);
            }
            case "xt" ->
                    throw new NftFault(
                            place, "xt is not supported: write the match in the words of nft");
            default -> null;
        };
    }

    private @Nullable St ctStatement() throws NftFault {
        Token ct = tokens.peek();
        Token key = tokens.peek(1);
        boolean sets = tokens.peek(2).word("set");
        if (key.word("count")) return elementStatement();
        if (!sets || (!key.word("timeout") && !key.word("expectation"))) return null;
        tokens.next();
        tokens.next();
        tokens.next();
        return new St.ObjectUse(ct.place(), "ct " + key.text(), value());
    }

    private St objectOrOwn(Token token) throws NftFault {
        if (tokens.peek(1).word("name")) {
            tokens.next();
            tokens.next();
            return new St.ObjectUse(token.place(), token.text(), value());
        }
        St own = elementStatement();
        if (own == null) throw tokens.unexpected(tokens.next(), "a statement");
        return own;
    }

    @Override
    @Nullable St elementStatement() throws NftFault {
        Token token = tokens.peek();
        SourcePlace place = token.place();
        if (token.word("counter")) {
            tokens.next();
            return counting(place);
        }
        if (token.word("limit")) {
            tokens.next();
            return limiting(place);
        }
        if (token.word("quota")) {
            tokens.next();
            return quoting(place);
        }
        if (token.word("last")) {
            tokens.next();
            if (!tokens.takeWord("used")) return new St.LastUse(place, "");
            return new St.LastUse(place, tokens.next().text());
        }
        if (token.word("ct") && tokens.peek(1).word("count")) {
            tokens.next();
            tokens.next();
            boolean over = tokens.takeWord("over");
            return new St.CountLimit(place, number("a count of connections", INT_MAX), over);
        }
        return null;
    }

    St.Counting counting(SourcePlace place) throws NftFault {
        if (!tokens.takeWord("packets")) return new St.Counting(place, 0, 0);
        long packets = number("a count of packets", COUNT_MAX);
        tokens.word("bytes");
        return new St.Counting(place, packets, number("a count of bytes", COUNT_MAX));
    }

    St.Limiting limiting(SourcePlace place) throws NftFault {
        tokens.word("rate");
        boolean over = tokens.takeWord("over");
        if (!over) tokens.takeWord("until");
        long rate = number("a rate", COUNT_MAX);
        boolean octets = false;
        String per;
        if (tokens.takeSign("/")) {
            per = unit(tokens.next());
        } else {
            Token unit = tokens.next();
            int slash = unit.text().indexOf('/');
            String bytes = slash < 0 ? unit.text() : unit.text().substring(0, slash);
            rate = scaled(rate, bytes, unit);
            octets = true;
            if (slash < 0) {
                tokens.sign("/");
                per = unit(tokens.next());
            } else {
                per =
                        unit(
                                new Token(
                                        Token.Kind.WORD,
                                        unit.text().substring(slash + 1),
                                        unit.place()));
            }
        }
        long burst = -1;
        if (tokens.takeWord("burst")) {
            burst = number("a burst", COUNT_MAX);
            Token unit = tokens.next();
            if (octets) burst = scaled(burst, unit.text(), unit);
            else if (!unit.word("packets")) throw tokens.unexpected(unit, "packets");
        }
        if (rate == 0) throw new NftFault(place, "a rate of 0");
        return new St.Limiting(place, rate, per, burst, octets, over);
    }

    private String unit(Token token) throws NftFault {
        return switch (token.text()) {
            case "second", "minute", "hour", "day", "week" -> token.text();
            default -> throw tokens.unexpected(token, "second, minute, hour, day or week");
        };
    }

    private long scaled(long count, String unit, Token token) throws NftFault {
        int shift =
                switch (unit) {
                    case "bytes" -> 0;
                    case "kbytes" -> 10;
                    case "mbytes" -> 20;
                    default -> throw tokens.unexpected(token, "bytes, kbytes or mbytes");
                };
        if (count > Long.MAX_VALUE >> shift)
            throw new NftFault(token.place(), "more bytes than can be counted");
        return count << shift;
    }

    St.Quoting quoting(SourcePlace place) throws NftFault {
        boolean over = tokens.takeWord("over");
        if (!over) tokens.takeWord("until");
        long octets = number("a quota", COUNT_MAX);
        octets = scaled(octets, tokens.peek().text(), tokens.next());
        long used = 0;
        if (tokens.takeWord("used")) {
            used = number("bytes used", COUNT_MAX);
            used = scaled(used, tokens.peek().text(), tokens.next());
        }
        return new St.Quoting(place, octets, over, used);
    }

    private St log(SourcePlace place) throws NftFault {
        String prefix = null;
        String level = "";
        int group = -1;
        int snapLength = -1;
        int threshold = -1;
        List<String> flags = new ArrayList<>();
        while (true) {
            String word = oneOf("prefix", "level", "group", "snaplen", "queue-threshold", "flags");
            if (word == null) break;
            switch (word) {
                case "prefix" -> prefix = quoted("a prefix in quotes").text();
                case "level" -> level = logLevel(tokens.next());
                case "group" -> group = (int) number("a group", 0xffff);
                case "snaplen" -> snapLength = (int) number("a length", INT_MAX);
                case "queue-threshold" -> threshold = (int) number("a threshold", 0xffff);
                default -> logFlags(flags);
            }
        }
        return new St.Logging(place, prefix, level, group, snapLength, threshold, flags);
    }

    static final List<String> LEVELS =
            List.of("emerg", "alert", "crit", "err", "warn", "notice", "info", "debug", "audit");

    private String logLevel(Token token) throws NftFault {
        if (!LEVELS.contains(token.text()))
            throw tokens.unexpected(token, "one of " + String.join(", ", LEVELS));
        return token.text();
    }

    private void logFlags(List<String> flags) throws NftFault {
        String word = oneOf("tcp", "ip", "skuid", "ether", "all");
        if (word == null) throw tokens.unexpected(tokens.next(), "tcp, ip, skuid, ether or all");
        switch (word) {
            case "tcp" -> {
                do {
                    String part = oneOf("sequence", "options");
                    if (part == null) throw tokens.unexpected(tokens.next(), "sequence or options");
                    flags.add("tcp " + part);
                } while (tokens.takeSign(","));
            }
            case "ip" -> {
                tokens.word("options");
                flags.add("ip options");
            }
            default -> flags.add(word);
        }
    }

    private St reject(SourcePlace place) throws NftFault {
        if (!tokens.takeWord("with")) return new St.Rejecting(place, "", null);
        String kind = oneOf("icmp", "icmpv6", "icmpx", "tcp");
        if (kind == null) throw tokens.unexpected(tokens.next(), "icmp, icmpv6, icmpx or tcp");
        if (kind.equals("tcp")) {
            tokens.word("reset");
            return new St.Rejecting(place, "tcp reset", null);
        }
        tokens.takeWord("type");
        return new St.Rejecting(place, kind, item());
    }

    private St queue(SourcePlace place) throws NftFault {
        List<String> flags = new ArrayList<>();
        Ex number = null;
        if (tokens.takeWord("flags")) queueFlags(flags);
        if (tokens.takeWord("to")) {
            number = value();
        } else {
            if (tokens.takeWord("num")) number = item();
            if (tokens.peek().word("bypass") || tokens.peek().word("fanout")) queueFlags(flags);
        }
        return new St.Queueing(place, number, flags);
    }

    private void queueFlags(List<String> flags) throws NftFault {
        do {
            String flag = oneOf("bypass", "fanout");
            if (flag == null) throw tokens.unexpected(tokens.next(), "bypass or fanout");
            flags.add(flag);
        } while (tokens.takeSign(","));
    }

    private St updating(SourcePlace place, String operation) throws NftFault {
        String set = setName().name();
        Token open = tokens.sign("{");
        deeper(open.place());
        tokens.skipBreaks();
        Ex.Elem element = keyed(open.place());
        Ex data = null;
        if (tokens.takeSign(":")) data = value();
        tokens.skipBreaks();
        tokens.sign("}");
        shallower();
        return new St.Updating(place, operation, set, element, data);
    }

    private Ex.Elem keyed(SourcePlace place) throws NftFault {
        Ex key = reads() ? left() : item();
        Ex with = options(place, key);
        tokens.skipBreaks();
        return with instanceof Ex.Elem elem ? elem : new Ex.Elem(place, key, -1, -1, "", List.of());
    }

    // set add ip saddr @s
    private St oldUpdating(SourcePlace place) throws NftFault {
        String operation = oneOf("add", "update", "delete");
        if (operation == null) throw tokens.unexpected(tokens.next(), "add, update or delete");
        Ex.Elem element = keyed(place);
        return new St.Updating(place, operation, setName().name(), element, null);
    }

    private St meter(SourcePlace place) throws NftFault {
        String name = name("the name of a meter").text();
        long size = tokens.takeWord("size") ? number("a size", INT_MAX) : -1;
        Token open = tokens.sign("{");
        deeper(open.place());
        tokens.skipBreaks();
        Ex.Elem element = keyed(open.place());
        tokens.sign("}");
        shallower();
        return new St.Metering(place, name, size, element);
    }

    private St synproxy(SourcePlace place) throws NftFault {
        if (tokens.takeWord("name")) return new St.ObjectUse(place, "synproxy", value());
        var options = new StringBuilder();
        while (true) {
            String word = oneOf("mss", "wscale", "timestamp", "sack-perm");
            if (word == null) break;
            if (!options.isEmpty()) options.append(' ');
            options.append(word);
            if (word.equals("mss")) options.append(' ').append(number("a size", 0xffff));
            if (word.equals("wscale")) options.append(' ').append(number("a scale", 14));
        }
        return new St.SynProxying(place, options.toString());
    }
}
