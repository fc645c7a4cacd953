package sluice.rules.nft;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sluice.rules.SourcePlace;

/**
 * Text to commands. After an error it goes on behind the end of the line, so that several can be
 * told at once.
 */
final class Parser extends BlockParser {
    private static final int ERRORS_MAX = 100;

    private final NftIncludes includes;
    private final List<Cmd> commands = new ArrayList<>();

    Parser(
            String file,
            String text,
            NftOptions options,
            List<Diagnostic> errors,
            List<Diagnostic> ignored) {
        super(new Tokens(file, text), options.lenient() ? ignored : errors, errors);
        this.includes = options.includes();
        for (Map.Entry<String, String> variable : options.variables().entrySet()) {
            var name = new Token(Token.Kind.WORD, variable.getKey(), SourcePlace.NONE);
            try {
                define(
                        name,
                        new ExpressionParser(
                                        new Tokens("-D " + variable.getKey(), variable.getValue()))
                                .right(),
                        true);
            } catch (NftFault fault) {
                errors.add(fault.diagnostic());
            }
        }
    }

    /** All commands; what is wrong is in the lists. */
    List<Cmd> commands() {
        while (errors() < ERRORS_MAX) {
            resetDepth();
            try {
                tokens.skipBreaks();
                if (tokens.peek().kind() == Token.Kind.END) break;
                if (common()) continue;
                command();
                if (!endsLine()) throw tokens.unexpected(tokens.next(), "the end of the line");
            } catch (NftFault fault) {
                refuse(fault);
                recover(0);
                if (tokens0("}")) skipOne();
            }
        }
        return commands;
    }

    private boolean endsLine() throws NftFault {
        Token token = tokens.peek();
        return token.kind() == Token.Kind.BREAK || token.kind() == Token.Kind.END;
    }

    @Override
    void include(Token name) throws NftFault {
        if (!endsLine() && !tokens.peek().sign("}"))
            throw tokens.unexpected(tokens.next(), "the end of the line");
        Optional<List<NftIncludes.Included>> found = includes.find(name.text(), tokens.file());
        if (found.isEmpty())
            throw new NftFault(name.place(), "could not open file \"" + name.text() + "\"");
        tokens.include(found.get(), name.place());
    }

    private void command() throws NftFault {
        Token start = tokens.peek();
        String found =
                oneOf(
                        "add",
                        "create",
                        "insert",
                        "replace",
                        "delete",
                        "destroy",
                        "flush",
                        "rename",
                        "list",
                        "reset",
                        "monitor",
                        "describe",
                        "export",
                        "import",
                        "get");
        String verb = found == null ? "add" : found;
        switch (verb) {
            case "add", "create", "insert", "replace" -> make(start.place(), verb);
            case "delete", "destroy", "flush" -> commands.add(remove(start.place(), verb));
            case "rename" -> {
                tokens.word("chain");
                Cmd.Spot spot = spot(3);
                Token to = name("a new name");
                commands.add(new Cmd.Rename(start.place(), spot, to.text()));
            }
            default ->
                    throw new NftFault(
                            start.place(),
                            "'" + verb + "' changes nothing: it is for a terminal, not for a file");
        }
    }

    private void make(SourcePlace place, String verb) throws NftFault {
        Token token = tokens.peek();
        boolean inserting = verb.equals("insert") || verb.equals("replace");
        switch (token.kind() == Token.Kind.WORD && !inserting ? token.text() : "") {
            case "table" -> {
                tokens.next();
                commands.add(table(place, verb));
            }
            case "chain" -> {
                tokens.next();
                commands.add(chain(place, verb, spot(3)));
            }
            case "set", "map" -> {
                tokens.next();
                commands.add(set(place, verb, spot(3), token.text().equals("map")));
            }
            case "element" -> {
                tokens.next();
                commands.add(new Cmd.Elements(place, verb, spot(3), elements()));
            }
            case "flowtable" -> {
                tokens.next();
                commands.add(flowtable(place, verb, spot(3)));
            }
            case "ct", "counter", "quota", "limit", "secmark", "synproxy" -> {
                String kind = objectKind();
                commands.add(object(place, verb, spot(3), kind));
            }
            default -> {
                tokens.takeWord("rule");
                commands.add(rule(place, verb));
            }
        }
    }

    private Cmd rule(SourcePlace place, String verb) throws NftFault {
        Cmd.Spot spot = spot(3);
        String by = oneOf("index", "handle", "position");
        long number = by == null ? -1 : number("a number", Integer.MAX_VALUE);
        return new Cmd.MakeRule(place, verb, spot, by == null ? "" : by, number, rule());
    }

    private Cmd remove(SourcePlace place, String verb) throws NftFault {
        Token token = tokens.next();
        String kind = token.text();
        if (kind.equals("ruleset") && verb.equals("flush")) {
            String family = family();
            return new Cmd.FlushRuleset(place, family == null ? "" : family);
        }
        if (kind.equals("ct")) kind = "ct " + tokens.next().text();
        boolean known =
                switch (kind) {
                    case "table", "chain", "rule", "set", "map", "element", "flowtable", "meter" ->
                            true;
                    default -> OBJECT_KINDS.contains(kind);
                };
        if (!known) throw tokens.unexpected(token, "what to " + verb);
        if (kind.equals("element")) return new Cmd.Elements(place, verb, spot(3), elements());
        Cmd.Spot spot = kind.equals("table") ? tableSpot() : spot(3);
        long handle = -1;
        if (tokens.takeWord("handle")) handle = number("a handle", Integer.MAX_VALUE);
        return new Cmd.Remove(place, verb, kind, spot, handle);
    }

    private Cmd.Spot tableSpot() throws NftFault {
        Cmd.Spot spot = spot(2);
        return spot.named(spot.place(), "");
    }

    private Cmd table(SourcePlace place, String verb) throws NftFault {
        Cmd.Spot spot = tableSpot();
        return tokens.peek().sign("{")
                ? tableBlock(place, verb, spot)
                : new Cmd.MakeTable(place, verb, spot, List.of(), "", List.of());
    }
}
