package sluice.rules.nft;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sluice.rules.Chain;
import sluice.rules.NftSet;
import sluice.rules.Rule;
import sluice.rules.RuleFamily;
import sluice.rules.Ruleset;
import sluice.rules.SetElement;
import sluice.rules.Table;

/**
 * Carries commands out on a ruleset: all of them or, if one is wrong, none (a transaction of {@code
 * nf_tables}). It goes on after an error to tell of several.
 */
final class Loader {
    private static final int ERRORS_MAX = 100;

    final Ruleset ruleset;
    final Scope.Load load;
    private final boolean lenient;
    private final List<Diagnostic> errors;
    private final List<Diagnostic> ignored;

    /** Elements of sets that were there before, as they were. */
    private final Map<NftSet, List<SetElement>> before = new LinkedHashMap<>();

    private final SetCommands sets = new SetCommands(this);

    Loader(
            Ruleset ruleset,
            NftDevices devices,
            boolean lenient,
            List<Diagnostic> errors,
            List<Diagnostic> ignored) {
        this.ruleset = ruleset;
        this.load = new Scope.Load(devices);
        this.lenient = lenient;
        this.errors = errors;
        this.ignored = ignored;
    }

    /** Carries the commands out. */
    Loaded run(List<Cmd> commands) {
        Ruleset.Saved saved = ruleset.save();
        for (Cmd command : commands) attempt(() -> command(command), false);
        if (errors.isEmpty()) {
            Optional<Ruleset.Fault> fault = ruleset.link();
            fault.ifPresent(wrong -> errors.add(new Diagnostic(wrong.place(), wrong.text())));
        }
        if (!errors.isEmpty()) {
            saved.restore();
            before.forEach((set, elements) -> {
                set.flush();
                for (SetElement element : elements) set.add(element, 0);
            });
        }
        return new Loaded(errors, ignored);
    }

    /** Something that may be wrong. */
    interface Attempt {
        void run() throws NftFault;
    }

    /**
     * @param optional whether it may be left out in lenient mode
     */
    private void attempt(Attempt attempt, boolean optional) {
        if (errors.size() >= ERRORS_MAX) return;
        try {
            attempt.run();
        } catch (NftFault fault) {
            (optional && lenient ? ignored : errors).add(fault.diagnostic());
        }
    }

    /** Before a set is changed that may have been there before. */
    void remember(NftSet set) {
        before.computeIfAbsent(set, NftSet::elements);
    }

    private void command(Cmd command) throws NftFault {
        switch (command) {
            case Cmd.FlushRuleset flush -> flush(flush);
            case Cmd.MakeTable table -> table(table);
            case Cmd.MakeChain chain -> {
                Chain made = ChainCommands.make(this, chain, tableOf(chain.spot()));
                rules(made, chain);
            }
            case Cmd.MakeRule rule -> attempt(() -> rule(rule), true);
            case Cmd.MakeSet set -> attempt(() -> sets.make(set, tableOf(set.spot())), false);
            case Cmd.Elements elements -> sets.elements(elements, tableOf(elements.spot()));
            case Cmd.MakeObject object ->
                    attempt(() -> sets.object(object, tableOf(object.spot())), true);
            case Cmd.MakeFlowtable flowtable ->
                    sets.flowtable(flowtable, tableOf(flowtable.spot()));
            case Cmd.Remove remove -> new RemoveCommands(this).run(remove);
            case Cmd.Rename rename ->
                    throw new NftFault(
                            rename.place(), "rename is not supported: chains keep their names");
        }
    }

    private void flush(Cmd.FlushRuleset flush) {
        RuleFamily only = RuleFamily.of(flush.family()).orElse(null);
        for (Table table : List.copyOf(ruleset.tables())) {
            if (only == null || table.family() == only)
                ruleset.removeTable(table.family(), table.name());
        }
    }

    RuleFamily family(Cmd.Spot spot) throws NftFault {
        return RuleFamily.of(spot.family())
                .orElseThrow(() ->
                        new NftFault(
                                spot.place(),
                                "there is no family " + Lexer.excerpt(spot.family())));
    }

    Table tableOf(Cmd.Spot spot) throws NftFault {
        Table table = ruleset.table(family(spot), spot.table());
        if (table != null) return table;
        throw new NftFault(
                spot.place(),
                "there is no table " + spot.family() + " " + Lexer.excerpt(spot.table()));
    }

    private void table(Cmd.MakeTable make) throws NftFault {
        RuleFamily family = family(make.spot());
        if (make.operation().equals("create") && ruleset.table(family, make.spot().table()) != null)
            throw new NftFault(make.place(), "table " + make.spot().table() + " exists");
        Table table = ruleset.addTable(family, make.spot().table());
        if (make.flags().contains("dormant")) table.setDormant(true);
        // Rules may use sets that stand behind them, elements lead to chains and objects.
        List<Runnable> later = new ArrayList<>();
        for (Cmd item : make.items()) {
            switch (item) {
                case Cmd.MakeChain chain ->
                        attempt(
                                () -> {
                                    Chain made = ChainCommands.make(this, chain, table);
                                    later.add(() -> rules(made, chain));
                                },
                                false);
                case Cmd.MakeObject object -> attempt(() -> sets.object(object, table), true);
                case Cmd.MakeFlowtable flowtable ->
                        attempt(() -> sets.flowtable(flowtable, table), true);
                default -> {}
            }
        }
        for (Cmd item : make.items())
            if (item instanceof Cmd.MakeSet set) attempt(() -> sets.make(set, table), false);
        for (Cmd item : make.items()) {
            boolean known =
                    item instanceof Cmd.MakeChain
                            || item instanceof Cmd.MakeObject
                            || item instanceof Cmd.MakeFlowtable
                            || item instanceof Cmd.MakeSet;
            if (!known) attempt(() -> command(item), true);
        }
        later.forEach(Runnable::run);
    }

    private void rules(Chain chain, Cmd.MakeChain written) {
        var builder = new RuleBuilder(new Scope(load, chain.table()));
        for (Cmd.Written rule : written.rules())
            attempt(() -> chain.append(builder.rule(chain, rule)), true);
    }

    private void rule(Cmd.MakeRule make) throws NftFault {
        Table table = tableOf(make.spot());
        Chain chain = chainOf(table, make.spot());
        int at = ChainCommands.index(make, chain);
        Rule rule = new RuleBuilder(new Scope(load, table)).rule(chain, make.rule());
        if (make.operation().equals("replace")) chain.replace(at, rule);
        else chain.insert(at, rule);
    }

    Chain chainOf(Table table, Cmd.Spot spot) throws NftFault {
        Chain chain = table.chain(spot.name());
        if (chain != null) return chain;
        throw new NftFault(
                spot.place(),
                "there is no chain "
                        + Lexer.excerpt(spot.name())
                        + " in table "
                        + table.family().word()
                        + " "
                        + table.name());
    }
}
