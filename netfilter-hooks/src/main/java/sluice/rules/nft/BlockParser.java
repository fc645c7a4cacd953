package sluice.rules.nft;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.rules.RuleFamily;
import sluice.rules.SourcePlace;

/** Blocks of text: tables, chains, sets, objects. */
abstract class BlockParser extends StatementParser {
    static final Set<String> OBJECT_KINDS =
            Set.of(
                    "counter",
                    "quota",
                    "limit",
                    "secmark",
                    "synproxy",
                    "ct helper",
                    "ct timeout",
                    "ct expectation");
    private static final long INT_MAX = Integer.MAX_VALUE;

    private final List<Diagnostic> refused;
    private final List<Diagnostic> errors;

    /**
     * @param refused where rules go that are wrong
     * @param errors where everything else goes
     */
    BlockParser(Tokens tokens, List<Diagnostic> refused, List<Diagnostic> errors) {
        super(tokens);
        this.refused = refused;
        this.errors = errors;
    }

    int errors() {
        return errors.size() + refused.size();
    }

    void refuse(NftFault fault) {
        refused.add(fault.diagnostic());
    }

    /** Reads an included file. */
    abstract void include(Token name) throws NftFault;

    // ---- going on after an error -------------------------------------------------------------

    /** Up to the end of the line, and out of the blocks that start on it. */
    void recover(int depth) {
        int open = depth;
        while (true) {
            try {
                Token token = tokens.peek();
                if (token.kind() == Token.Kind.END) return;
                if (open == 0 && (token.kind() == Token.Kind.BREAK || token.sign("}"))) return;
                tokens.next();
                if (token.sign("{")) open++;
                if (token.sign("}")) open--;
            } catch (NftFault again) {
                // a character without meaning: it has been passed
            }
        }
    }

    boolean tokens0(String sign) {
        try {
            return tokens.peek().sign(sign);
        } catch (NftFault fault) {
            return false;
        }
    }

    void skipOne() {
        try {
            tokens.next();
        } catch (NftFault fault) {
            refuse(fault);
        }
    }

    // ---- what may stand anywhere ---------------------------------------------------------------

    /** Reads {@code include}, {@code define} and the like; false if none stands here. */
    boolean common() throws NftFault {
        Token token = tokens.peek();
        if (token.kind() != Token.Kind.WORD) return false;
        switch (token.text()) {
            case "include" -> {
                if (tokens.peek(1).kind() != Token.Kind.QUOTED) return false;
                tokens.next();
                include(tokens.next());
            }
            case "define", "redefine" -> {
                tokens.next();
                Token name = name("the name of a variable");
                tokens.sign("=");
                define(name, right(), token.word("redefine"));
            }
            case "undefine" -> {
                tokens.next();
                undefine(name("the name of a variable"));
            }
            default -> {
                return false;
            }
        }
        if (!token.word("include") && !ends(tokens.peek()))
            throw tokens.unexpected(tokens.next(), "the end of the line");
        return true;
    }

    /** Takes a family if one stands here. */
    @Nullable String family() throws NftFault {
        Token token = tokens.peek();
        if (token.kind() != Token.Kind.WORD || RuleFamily.of(token.text()).isEmpty()) return null;
        tokens.next();
        return token.text();
    }

    /** {@code [family] table [name]}: so many words. */
    Cmd.Spot spot(int words) throws NftFault {
        SourcePlace place = tokens.peek().place();
        String family = family();
        String table = nameOrVariable("the name of a table").text();
        String name = words < 3 ? "" : nameOf();
        return new Cmd.Spot(place, family == null ? "ip" : family, table, name);
    }

    private String nameOf() throws NftFault {
        // "delete chain ip t handle 4" has no name
        if (tokens.peek().word("handle") && tokens.peek(1).kind() == Token.Kind.NUMBER) return "";
        return nameOrVariable("a name").text();
    }

    // ---- tables ----------------------------------------------------------------------------

    Cmd.MakeTable tableBlock(SourcePlace place, String verb, Cmd.Spot spot) throws NftFault {
        Token open = tokens.sign("{");
        deeper(open.place());
        openScope();
        List<Cmd> items = new ArrayList<>();
        List<String> flags = new ArrayList<>();
        String[] comment = {""};
        block(() -> tableItem(spot, items, flags, comment));
        closeScope();
        shallower();
        return new Cmd.MakeTable(place, verb, spot, flags, comment[0], items);
    }

    /** One thing of a block. */
    private interface Item {
        void read() throws NftFault;
    }

    /** Things of a block up to and with its closing brace. */
    private void block(Item item) throws NftFault {
        while (true) {
            try {
                tokens.skipBreaks();
                Token token = tokens.peek();
                if (token.sign("}")) break;
                if (token.kind() == Token.Kind.END)
                    throw new NftFault(token.place(), "the file ends within a block");
                if (common()) continue;
                item.read();
                if (!ends(tokens.peek()))
                    throw tokens.unexpected(tokens.next(), "the end of the line");
            } catch (NftFault fault) {
                if (fault.diagnostic().text().startsWith("the file ends")) throw fault;
                refuse(fault);
                recover(0);
            }
        }
        tokens.next();
    }

    private void tableItem(Cmd.Spot spot, List<Cmd> items, List<String> flags, String[] comment)
            throws NftFault {
        Token token = tokens.peek();
        SourcePlace place = token.place();
        switch (token.text()) {
            case "chain" -> {
                tokens.next();
                items.add(
                        chain(
                                place,
                                "add",
                                spot.named(place, nameOrVariable("the name of a chain").text())));
            }
            case "set", "map" -> {
                tokens.next();
                boolean map = token.word("map");
                items.add(
                        set(
                                place,
                                "add",
                                spot.named(place, nameOrVariable("the name of a set").text()),
                                map));
            }
            case "flowtable" -> {
                tokens.next();
                items.add(flowtable(place, "add", spot.named(place, name("a name").text())));
            }
            case "counter", "quota", "limit", "secmark", "synproxy", "ct" -> {
                String kind = objectKind();
                items.add(object(place, "add", spot.named(place, name("a name").text()), kind));
            }
            case "flags" -> {
                tokens.next();
                do {
                    Token flag = name("dormant");
                    if (!flag.word("dormant") && !flag.word("owner"))
                        throw tokens.unexpected(flag, "dormant");
                    flags.add(flag.text());
                } while (tokens.takeSign(","));
            }
            case "comment" -> {
                tokens.next();
                comment[0] = quoted("a comment in quotes").text();
            }
            default ->
                    throw tokens.unexpected(
                            tokens.next(), "a chain, set, map or object of the table");
        }
    }

    String objectKind() throws NftFault {
        Token token = tokens.next();
        if (!token.word("ct")) return token.text();
        String which = oneOf("helper", "timeout", "expectation");
        if (which == null) throw tokens.unexpected(tokens.next(), "helper, timeout or expectation");
        return "ct " + which;
    }

    // ---- chains ----------------------------------------------------------------------------

    /** What a chain's block says besides rules. */
    private static final class ChainParts {
        Cmd.@Nullable Base base;
        @Nullable Ex policy;
        String comment = "";
        final List<Ex> devices = new ArrayList<>();
        final List<Cmd.Written> rules = new ArrayList<>();
    }

    Cmd.MakeChain chain(SourcePlace place, String verb, Cmd.Spot spot) throws NftFault {
        var parts = new ChainParts();
        if (tokens.peek().sign("{")) {
            deeper(tokens.next().place());
            openScope();
            block(() -> chainItem(parts));
            closeScope();
            shallower();
        }
        Cmd.Base base = parts.base;
        if (base != null && !parts.devices.isEmpty()) {
            List<Ex> devices = new ArrayList<>(base.devices());
            devices.addAll(parts.devices);
            base =
                    new Cmd.Base(
                            base.place(),
                            base.type(),
                            base.hook(),
                            devices,
                            base.priority(),
                            base.offset());
        }
        return new Cmd.MakeChain(place, verb, spot, base, parts.policy, parts.comment, parts.rules);
    }

    private void chainItem(ChainParts parts) throws NftFault {
        Token token = tokens.peek();
        if (token.word("type")) {
            tokens.next();
            parts.base = base(token.place());
        } else if (token.word("policy")) {
            tokens.next();
            parts.policy = item();
        } else if (token.word("comment")) {
            tokens.next();
            parts.comment = quoted("a comment in quotes").text();
        } else if (token.word("flags") && tokens.peek(1).word("offload")) {
            tokens.next();
            tokens.next();
        } else if (token.word("devices") && tokens.peek(1).sign("=")) {
            tokens.next();
            tokens.next();
            parts.devices.addAll(deviceList());
        } else {
            parts.rules.add(rule());
        }
    }

    private Cmd.Base base(SourcePlace place) throws NftFault {
        String type = name("filter, nat or route").text();
        tokens.word("hook");
        String hook = name("a hook").text();
        List<Ex> devices = new ArrayList<>();
        if (tokens.takeWord("device")) devices.add(item());
        if (tokens.takeWord("devices")) {
            tokens.sign("=");
            devices.addAll(deviceList());
        }
        tokens.word("priority");
        boolean minus = tokens.takeSign("-");
        Ex priority = item();
        if (minus) {
            if (!(priority instanceof Ex.Num number))
                throw new NftFault(priority.place(), "a number is expected behind the sign");
            priority = new Ex.Num(number.place(), number.value().negate());
        }
        // "filter - 5" reads as a range
        long offset = 0;
        if (priority instanceof Ex.Range range && range.to() instanceof Ex.Num less) {
            offset = -less.value().longValue();
            priority = range.from();
        } else if (tokens.takeSign("+")) {
            offset = number("an offset", INT_MAX);
        }
        return new Cmd.Base(place, type, hook, devices, priority, offset);
    }

    private List<Ex> deviceList() throws NftFault {
        Ex devices = right();
        return devices instanceof Ex.Braces braces ? braces.items() : List.of(devices);
    }

    // ---- sets ------------------------------------------------------------------------------

    /** What a set's block says. */
    private static final class SetParts {
        Cmd.@Nullable Types key;
        Cmd.@Nullable Types data;
        String objectKind = "";
        final List<String> flags = new ArrayList<>();
        long timeout = -1;
        long gcInterval = -1;
        long size = -1;
        boolean autoMerge;
        String policy = "";
        final List<St> statements = new ArrayList<>();
        String comment = "";
        Ex.@Nullable Braces elements;
    }

    Cmd.MakeSet set(SourcePlace place, String verb, Cmd.Spot spot, boolean map) throws NftFault {
        var parts = new SetParts();
        Token open = tokens.sign("{");
        deeper(open.place());
        openScope();
        block(() -> setItem(parts));
        closeScope();
        shallower();
        return new Cmd.MakeSet(
                place,
                verb,
                spot,
                map,
                parts.key,
                parts.data,
                parts.objectKind,
                parts.flags,
                parts.timeout,
                parts.gcInterval,
                parts.size,
                parts.autoMerge,
                parts.policy,
                parts.statements,
                parts.comment,
                parts.elements);
    }

    private void setItem(SetParts parts) throws NftFault {
        Token token = tokens.peek();
        switch (token.text()) {
            case "type" -> {
                tokens.next();
                parts.key = typeNames(token.place());
                if (tokens.takeSign(":")) dataType(parts);
            }
            case "typeof" -> {
                tokens.next();
                parts.key = new Cmd.Types(token.place(), List.of(), left());
                if (tokens.takeSign(":")) dataType(parts);
            }
            case "flags" -> {
                tokens.next();
                do parts.flags.add(name("a flag").text());
                while (tokens.takeSign(","));
            }
            case "timeout" -> {
                tokens.next();
                parts.timeout = timeNanos();
            }
            case "gc-interval" -> {
                tokens.next();
                parts.gcInterval = timeNanos();
            }
            case "size" -> {
                tokens.next();
                parts.size = number("a size", INT_MAX);
            }
            case "auto-merge" -> {
                tokens.next();
                parts.autoMerge = true;
            }
            case "policy" -> {
                tokens.next();
                parts.policy = name("memory or performance").text();
            }
            case "comment" -> {
                tokens.next();
                parts.comment = quoted("a comment in quotes").text();
            }
            case "elements" -> {
                tokens.next();
                tokens.sign("=");
                parts.elements = elements();
            }
            default -> {
                St statement = elementStatement();
                if (statement == null)
                    throw tokens.unexpected(tokens.next(), "a property of the set");
                parts.statements.add(statement);
            }
        }
    }

    private void dataType(SetParts parts) throws NftFault {
        Token token = tokens.peek();
        tokens.takeWord("interval");
        if (Words.OBJECTS.contains(token.text())) {
            parts.objectKind = tokens.next().text();
        } else if (token.word("ct")) {
            parts.objectKind = objectKind();
        } else if (token.word("verdict")) {
            parts.data = typeNames(token.place());
        } else if (reads() && !tokens.peek().word("mark")) {
            parts.data = new Cmd.Types(token.place(), List.of(), left());
        } else {
            parts.data = typeNames(token.place());
        }
    }

    private Cmd.Types typeNames(SourcePlace place) throws NftFault {
        List<String> names = new ArrayList<>();
        do names.add(name("a type").text());
        while (tokens.takeSign("."));
        return new Cmd.Types(place, names, null);
    }

    Ex.Braces elements() throws NftFault {
        SourcePlace place = tokens.peek().place();
        Ex value = right();
        if (value instanceof Ex.Braces braces) return braces;
        return new Ex.Braces(place, List.of(value));
    }

    // ---- objects ---------------------------------------------------------------------------

    Cmd.MakeFlowtable flowtable(SourcePlace place, String verb, Cmd.Spot spot) throws NftFault {
        List<Ex> devices = new ArrayList<>();
        tokens.sign("{");
        block(() -> {
            if (tokens.takeWord("hook")) {
                name("ingress");
                tokens.word("priority");
                tokens.takeSign("-");
                item();
            } else if (tokens.takeWord("devices")) {
                tokens.sign("=");
                devices.addAll(deviceList());
            } else if (tokens.takeWord("flags")) {
                name("offload");
            } else if (!tokens.takeWord("counter")) {
                throw tokens.unexpected(tokens.next(), "hook, devices, flags or counter");
            }
        });
        return new Cmd.MakeFlowtable(place, verb, spot, devices);
    }

    Cmd.MakeObject object(SourcePlace place, String verb, Cmd.Spot spot, String kind)
            throws NftFault {
        St[] statement = {null};
        Map<String, String> settings = new LinkedHashMap<>();
        boolean own = kind.equals("counter") || kind.equals("quota") || kind.equals("limit");
        if (tokens.takeSign("{")) {
            block(() -> {
                if (tokens.takeWord("comment"))
                    settings.put("comment", quoted("a comment in quotes").text());
                else if (own) statement[0] = ownStatement(place, kind);
                else setting(settings);
            });
        } else if (own && !ends(tokens.peek())) {
            statement[0] = ownStatement(place, kind);
        }
        String comment = settings.getOrDefault("comment", "");
        settings.remove("comment");
        return new Cmd.MakeObject(place, verb, spot, kind, statement[0], settings, comment);
    }

    private St ownStatement(SourcePlace place, String kind) throws NftFault {
        return switch (kind) {
            case "counter" -> counting(place);
            case "quota" -> quoting(place);
            default -> limiting(place);
        };
    }

    /**
     * {@code type "ftp" protocol tcp}, {@code l3proto ip}, {@code policy = { ... }}: words to
     * values.
     */
    private void setting(Map<String, String> settings) throws NftFault {
        if (tokens.peek().kind() == Token.Kind.QUOTED) {
            settings.put("context", tokens.next().text());
            return;
        }
        while (!ends(tokens.peek())) {
            Token word = name("a property");
            tokens.takeSign("=");
            if (word.word("policy")) {
                settings.put("policy", policyText(braces()));
            } else if (word.word("timeout")) {
                settings.put("timeout", Long.toString(timeNanos() / NANOS_PER_MILLI));
            } else if (ends(tokens.peek()) || word.word("timestamp") || word.word("sack-perm")) {
                settings.put(word.text(), "");
            } else {
                settings.put(word.text(), tokens.next().text());
            }
        }
    }

    private static String policyText(Ex.Braces policy) {
        var text = new StringBuilder();
        for (Ex item : policy.items()) {
            if (!text.isEmpty()) text.append(", ");
            boolean pair = item instanceof Ex.Pair;
            text.append(pair ? ExText.of(item).replace("\"", "") : ExText.of(item));
        }
        return text.toString();
    }
}
