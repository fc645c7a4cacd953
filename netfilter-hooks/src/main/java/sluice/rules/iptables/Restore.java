package sluice.rules.iptables;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sluice.rules.Chain;
import sluice.rules.Rule;
import sluice.rules.RuleFamily;
import sluice.rules.Ruleset;
import sluice.rules.SourcePlace;
import sluice.rules.Table;

/** Loads a text line by line ({@code xtables_restore_parse_line}, {@code do_commandx}). */
final class Restore {
    private static final int DIAGNOSTICS_MAX = 100;
    private static final int RULES_MAX = 1 << 20;

    private final Ruleset ruleset;
    private final RuleFamily family;
    private final String file;
    private final IptablesOptions options;
    private final Shared shared;
    private final List<Diagnostic> diagnostics = new ArrayList<>();
    private final List<Ignored> ignored = new ArrayList<>();
    private final HookCheck hookCheck = new HookCheck();
    private final Map<Chain, List<Rule>> appended = new LinkedHashMap<>();
    private int lineNumber;
    private int rules;
    private @Nullable BuiltinTable builtin;
    private @Nullable Table table;

    Restore(Ruleset ruleset, RuleFamily family, String file, IptablesOptions options) {
        this.ruleset = ruleset;
        this.family = family;
        this.file = file;
        this.options = options;
        shared = new Shared(ruleset, options.sets());
    }

    Loaded load(String text) {
        Ruleset.Saved before = ruleset.save();
        boolean skipping = false;
        int from = 0;
        while (from < text.length() && diagnostics.size() < DIAGNOSTICS_MAX) {
            int end = text.indexOf('\n', from);
            String line = text.substring(from, end < 0 ? text.length() : end);
            from = end < 0 ? text.length() : end + 1;
            lineNumber++;
            if (line.isEmpty() || line.charAt(0) == '#') continue;
            if (skipping) {
                skipping = !line.equals("COMMIT");
                if (skipping) leaveOut(line, 1, "its table is not known");
                continue;
            }
            try {
                line(line);
            } catch (Refused refused) {
                if (options.lenient()) leaveOut(line, refused.column(), refused.text());
                else report(refused.column(), refused.text());
                skipping = line.charAt(0) == '*' && options.lenient();
            }
        }
        if (table != null && diagnostics.size() < DIAGNOSTICS_MAX) {
            lineNumber++;
            report(1, "the text ends without COMMIT");
        }
        return finish(before);
    }

    Loaded command(String line) {
        Ruleset.Saved before = ruleset.save();
        lineNumber = 1;
        try {
            List<Word> words = new ArrayList<>(Words.split(line.strip(), 0));
            boolean named =
                    !words.isEmpty()
                            && words.getFirst().text().matches("ip6?tables(-nft|-legacy)?");
            if (named) words.removeFirst();
            Command command = CommandParser.parse(family, words);
            Word wanted = command.table;
            String name = wanted == null ? "filter" : wanted.text();
            open(name, wanted == null ? 1 : wanted.column(), true);
            if (command.onlyVersion == 0 || command.onlyVersion == version()) run(command, 1);
        } catch (Refused refused) {
            report(refused.column(), refused.text());
        }
        return finish(before);
    }

    private Loaded finish(Ruleset.Saved before) {
        settle();
        if (diagnostics.isEmpty()) {
            for (HookCheck.Misplaced each : hookCheck.run(ruleset)) {
                lineNumber = each.rule().place().line();
                if (!options.lenient()) {
                    report(each.column(), each.text());
                } else {
                    leaveOut(each.rule().text(), each.column(), each.text());
                    each.chain().remove(each.chain().rules().indexOf(each.rule()));
                }
            }
        }
        if (diagnostics.isEmpty())
            ruleset.link()
                    .ifPresent(
                            fault -> diagnostics.add(new Diagnostic(fault.place(), fault.text())));
        if (!diagnostics.isEmpty()) before.restore();
        return new Loaded(diagnostics, ignored);
    }

    private SourcePlace place(int column) {
        return new SourcePlace(file, lineNumber, column);
    }

    private void report(int column, String text) {
        diagnostics.add(new Diagnostic(place(column), text));
    }

    private void leaveOut(String line, int column, String why) {
        ignored.add(new Ignored(place(column), line, why));
    }

    private int version() {
        return family == RuleFamily.IP ? 4 : 6;
    }

    // ---- lines ----------------------------------------------------------------------------

    private void line(String line) {
        if (line.endsWith("\r"))
            throw new Refused(line.length(), "a carriage return at the end of the line");
        if (line.equals("COMMIT")) {
            if (table == null) throw new Refused(1, "COMMIT without a table");
            settle();
            table = null;
            builtin = null;
        } else if (line.charAt(0) == '*') {
            if (table != null) throw new Refused(1, "COMMIT is missing before the next table");
            open(firstWord(line, 1), 2, options.keep());
        } else if (table == null) {
            throw new Refused(1, "a line outside of a table: *filter or the like must come first");
        } else if (line.charAt(0) == ':') {
            chainLine(line);
        } else {
            ruleLine(line);
        }
    }

    private static String firstWord(String line, int from) {
        int end = from;
        while (end < line.length() && line.charAt(end) != ' ' && line.charAt(end) != '\t') end++;
        return line.substring(from, end);
    }

    private void open(String name, int column, boolean keep) {
        BuiltinTable found =
                BuiltinTable.of(name)
                        .orElseThrow(() -> new Refused(column, "there is no table '" + name + "'"));
        if (!keep) ruleset.removeTable(family, name);
        builtin = found;
        table = ruleset.addTable(family, name);
    }

    private Table requireTable() {
        Table open = table;
        if (open == null) throw new IllegalStateException("no table is open");
        return open;
    }

    private BuiltinTable requireBuiltin() {
        BuiltinTable open = builtin;
        if (open == null) throw new IllegalStateException("no table is open");
        return open;
    }

    /** {@code :INPUT DROP [0:0]}. */
    private void chainLine(String line) {
        List<Word> words = Words.split(line, 1);
        if (words.size() < 2)
            throw new Refused(1, "a chain and its policy were expected: :NAME POLICY");
        Word name = words.getFirst();
        Word policy = words.get(1);
        boolean base = requireBuiltin().has(name.text());
        if (!base) {
            CommandParser.checkNew(name);
            if (!policy.text().equals("-"))
                throw new Refused(
                        policy.column(),
                        "only base chains have a policy; it is - for " + name.text());
        }
        Chain made = requireBuiltin().chain(requireTable(), name.text(), place(name.column()));
        Chain chain =
                made != null ? made : requireTable().addChain(name.text(), place(name.column()));
        chain.setPolicyCounted(true);
        if (!base) {
            settle();
            chain.flush();
        }
        if (base && !policy.text().equals("-")) setPolicy(chain, policy);
        long[] counts =
                words.size() > 2
                        ? counters(words.get(2).text(), words.get(2).column())
                        : new long[2];
        if (options.counters()) chain.policyCounter().set(counts[0], counts[1]);
    }

    private static void setPolicy(Chain chain, Word policy) {
        switch (policy.text()) {
            case "ACCEPT" -> chain.setDropsAtEnd(false);
            case "DROP" -> chain.setDropsAtEnd(true);
            default ->
                    throw new Refused(
                            policy.column(), "a policy is ACCEPT or DROP, not " + policy.text());
        }
    }

    /** {@code [12:3456]}. */
    private static long[] counters(String text, int column) {
        int colon = text.indexOf(':');
        if (!text.startsWith("[") || !text.endsWith("]") || colon < 0)
            throw new Refused(column, "counters look like [packets:octets], not '" + text + "'");
        return new long[] {
            Values.count(text.substring(1, colon), column),
            Values.count(text.substring(colon + 1, text.length() - 1), column)
        };
    }

    private void ruleLine(String line) {
        int from = 0;
        long[] counts = new long[2];
        if (line.charAt(0) == '[') {
            int end = line.indexOf(']');
            if (end < 0) throw new Refused(1, "the ] of the counters is missing");
            counts = counters(line.substring(0, end + 1), 1);
            from = end + 1;
        }
        List<Word> words = Words.split(line, from);
        if (words.isEmpty()) throw new Refused(1, "an empty line must have no blanks");
        Command command = CommandParser.parse(family, words);
        if (command.table != null)
            throw new Refused(command.table.column(), "-t does not go with *table");
        if (command.onlyVersion != 0 && command.onlyVersion != version()) return;
        if (!options.counters()) {
            command.packets = 0;
            command.octets = 0;
        } else if (from > 0) {
            command.packets = counts[0];
            command.octets = counts[1];
        }
        run(command, words.getFirst().column());
    }

    /** Puts in what was appended: all at once, for a chain is an array. */
    private void settle() {
        appended.forEach(Chain::appendAll);
        appended.clear();
    }

    // ---- commands -------------------------------------------------------------------------

    private void run(Command command, int column) {
        if (command.verb != 'A') settle();
        switch (command.verb) {
            case 'A', 'I', 'R' -> put(command, column);
            case 'D' -> delete(command, column);
            case 'N' -> {
                Word name = command.requireChain();
                if (requireTable().chain(name.text()) != null)
                    throw new Refused(
                            name.column(), "there is a chain " + name.text() + " already");
                requireTable().addChain(name.text(), place(name.column()));
            }
            case 'P' -> {
                Chain chain = chain(command.requireChain());
                Word policy = command.policy;
                if (chain.base() == null)
                    throw new Refused(
                            command.requireChain().column(), "only base chains have a policy");
                if (policy != null) setPolicy(chain, policy);
            }
            case 'F' -> each(command).forEach(Chain::flush);
            case 'Z' -> each(command).forEach(Restore::zero);
            case 'X' -> removeChains(command);
            default -> throw new Refused(column, "this command is not taken in a ruleset");
        }
    }

    private static void zero(Chain chain) {
        chain.policyCounter().clear();
        for (Rule rule : chain.rules()) {
            var counter = rule.counter();
            if (counter != null) counter.clear();
        }
    }

    private List<Chain> each(Command command) {
        Word named = command.chain;
        return named == null ? List.copyOf(requireTable().chains()) : List.of(chain(named));
    }

    private Chain chain(Word name) {
        Chain chain = requireBuiltin().chain(requireTable(), name.text(), SourcePlace.NONE);
        if (chain == null) chain = requireTable().chain(name.text());
        if (chain == null)
            throw new Refused(
                    name.column(),
                    "there is no chain " + name.text() + " in table " + requireTable().name());
        return chain;
    }

    private void put(Command command, int column) {
        Chain chain = chain(command.requireChain());
        Word jump = command.jump;
        if (jump != null && command.target == null) {
            Chain to = requireTable().chain(jump.text());
            boolean base = requireBuiltin().has(jump.text());
            if (to == null && !base)
                throw new Refused(jump.column(), "there is no target and no chain " + jump.text());
            if (base) throw new Refused(jump.column(), "a jump to the base chain " + jump.text());
        }
        var maker = new RuleMaker(family, requireTable().name(), shared);
        List<RuleMaker.Made> made = maker.make(command, place(column));
        rules += made.size();
        if (rules > RULES_MAX) throw new Refused(column, "more than " + RULES_MAX + " rules");
        for (RuleMaker.Made each : made) hookCheck.add(each.rule(), each.command());
        if (command.verb == 'A') {
            appended.computeIfAbsent(chain, _ -> new ArrayList<>())
                    .addAll(made.stream().map(RuleMaker.Made::rule).toList());
            return;
        }
        int count = chain.rules().size();
        int index = command.number == 0 ? 0 : command.number - 1;
        if (command.verb == 'R' && (index >= count || made.size() > 1))
            throw new Refused(
                    column, "there is no rule " + command.number + " to replace by one rule");
        if (command.verb == 'I' && index > count)
            throw new Refused(column, "rule " + command.number + " is behind the end of the chain");
        for (RuleMaker.Made each : made) {
            if (command.verb == 'I') chain.insert(index++, each.rule());
            else chain.replace(index, each.rule());
        }
    }

    private void delete(Command command, int column) {
        Chain chain = chain(command.requireChain());
        List<Rule> there = chain.rules();
        if (command.number > 0) {
            if (command.number > there.size())
                throw new Refused(
                        column, "there is no rule " + command.number + " in " + chain.name());
            chain.remove(command.number - 1);
            return;
        }
        var making = new Making(family, requireTable().name(), command, shared);
        String wanted = Canonical.rule(command, making);
        for (int i = 0; i < there.size(); i++) {
            if (IptablesText.canonical(requireTable(), there.get(i), shared).equals(wanted)) {
                chain.remove(i);
                return;
            }
        }
        throw new Refused(column, "there is no such rule in " + chain.name());
    }

    private void removeChains(Command command) {
        Word named = command.chain;
        if (named != null && chain(named).base() != null)
            throw new Refused(named.column(), "a base chain cannot be removed");
        for (Chain chain : each(command)) {
            if (chain.base() != null) continue;
            if (!chain.rules().isEmpty())
                throw new Refused(
                        named == null ? 1 : named.column(), "chain " + chain.name() + " has rules");
            requireTable().removeChain(chain.name());
        }
    }
}
