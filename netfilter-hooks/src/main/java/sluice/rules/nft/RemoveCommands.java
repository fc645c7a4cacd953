package sluice.rules.nft;

import sluice.rules.Chain;
import sluice.rules.NftSet;
import sluice.rules.RuleFamily;
import sluice.rules.Table;

/** {@code delete}, {@code destroy} and {@code flush}. */
final class RemoveCommands {
    private final Loader loader;

    RemoveCommands(Loader loader) {
        this.loader = loader;
    }

    void run(Cmd.Remove remove) throws NftFault {
        boolean forgiving = remove.operation().equals("destroy");
        RuleFamily family = loader.family(remove.spot());
        Table table = loader.ruleset.table(family, remove.spot().table());
        if (table == null) {
            if (forgiving) return;
            throw new NftFault(
                    remove.place(),
                    "there is no table "
                            + family.word()
                            + " "
                            + Lexer.excerpt(remove.spot().table()));
        }
        boolean flush = remove.operation().equals("flush");
        String name = remove.spot().name();
        switch (remove.kind()) {
            case "table" -> {
                if (flush) table.chains().forEach(Chain::flush);
                else loader.ruleset.removeTable(family, table.name());
            }
            case "chain" -> {
                Chain chain = table.chain(name);
                if (chain == null) missing(remove, forgiving);
                else if (flush) chain.flush();
                else if (!chain.rules().isEmpty() && !forgiving)
                    throw new NftFault(
                            remove.place(), "chain " + name + " has rules: flush it first");
                else table.removeChain(name);
            }
            case "rule" -> rule(remove, table);
            case "set", "map", "meter" -> {
                NftSet set = table.set(name);
                if (set == null) {
                    missing(remove, forgiving);
                } else if (flush) {
                    loader.remember(set);
                    set.flush();
                } else {
                    table.removeSet(name);
                }
            }
            default -> {
                if (flush)
                    throw new NftFault(
                            remove.place(), "there is nothing to flush in a " + remove.kind());
                if (table.object(remove.kind(), name) == null) missing(remove, forgiving);
                else table.removeObject(remove.kind(), name);
            }
        }
    }

    private static void missing(Cmd.Remove remove, boolean forgiving) throws NftFault {
        if (!forgiving)
            throw new NftFault(
                    remove.place(),
                    "there is no " + remove.kind() + " " + Lexer.excerpt(remove.spot().name()));
    }

    private void rule(Cmd.Remove remove, Table table) throws NftFault {
        Chain chain = loader.chainOf(table, remove.spot());
        int at = ChainCommands.byHandle(chain, remove.handle());
        if (at >= 0) chain.remove(at);
        else if (!remove.operation().equals("destroy"))
            throw new NftFault(
                    remove.place(),
                    "chain " + chain.name() + " has no rule of handle " + remove.handle());
    }
}
