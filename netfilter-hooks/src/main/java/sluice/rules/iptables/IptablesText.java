package sluice.rules.iptables;

import java.util.List;
import sluice.rules.Chain;
import sluice.rules.Counter;
import sluice.rules.Rule;
import sluice.rules.RuleFamily;
import sluice.rules.RuleHook;
import sluice.rules.Ruleset;
import sluice.rules.Table;
import sluice.rules.xtables.IpSets;

/** The text of {@code iptables-save}: in and out. */
public final class IptablesText {
    private IptablesText() {}

    /**
     * Loads a text as {@code iptables-restore} or {@code ip6tables-restore} does. Tables it has are
     * emptied first. All of it is loaded or nothing; say {@link sluice.rules.RuleEngine#commit}
     * after it.
     *
     * @param family {@link RuleFamily#IP} or {@link RuleFamily#IP6}
     * @param fileName for places in messages
     */
    public static Loaded load(
            Ruleset into,
            RuleFamily family,
            String fileName,
            String text,
            IptablesOptions options) {
        return new Restore(into, family, fileName, options).load(text);
    }

    /**
     * Does what one command line says: {@code iptables -t nat -A POSTROUTING -j MASQUERADE}, with
     * or without the name of the program.
     */
    public static Loaded command(
            Ruleset into,
            RuleFamily family,
            String fileName,
            String line,
            IptablesOptions options) {
        return new Restore(into, family, fileName, options).command(line);
    }

    /** A table as {@code iptables-save -c} writes it. */
    public static String save(Table table) {
        StringBuilder text = new StringBuilder("*").append(table.name()).append('\n');
        for (Chain chain : table.chains()) {
            Counter counter = chain.policyCounter();
            String policy = chain.base() == null ? "-" : chain.dropsAtEnd() ? "DROP" : "ACCEPT";
            text.append(':').append(chain.name()).append(' ').append(policy);
            text.append(" [")
                    .append(counter.packets())
                    .append(':')
                    .append(counter.octets())
                    .append("]\n");
        }
        // What is not there stands for an empty chain that accepts, as in iptables-nft-save.
        BuiltinTable.of(table.name())
                .ifPresent(builtin -> {
                    for (RuleHook hook : builtin.hooks()) {
                        boolean there = table.chain(hook.name()) != null;
                        if (!there) text.append(':').append(hook.name()).append(" ACCEPT [0:0]\n");
                    }
                });
        Shared shared = new Shared(null, new IpSets());
        for (Chain chain : table.chains()) {
            for (Rule rule : chain.rules()) {
                Counter counter = rule.counter();
                long packets = counter == null ? 0 : counter.packets();
                long octets = counter == null ? 0 : counter.octets();
                text.append('[').append(packets).append(':').append(octets).append("] ");
                String rest = canonical(table, rule, shared);
                text.append("-A ")
                        .append(chain.name())
                        .append(rest.isEmpty() ? "" : " ")
                        .append(rest)
                        .append('\n');
            }
        }
        return text.append("COMMIT\n").toString();
    }

    /** A rule as {@code iptables-save} writes it, without its chain. */
    static String canonical(Table table, Rule rule, Shared shared) {
        try {
            List<Word> words = Words.split("-A x " + rule.text(), 0);
            Command command = CommandParser.parse(table.family(), words);
            return Canonical.rule(
                    command, new Making(table.family(), table.name(), command, shared));
        } catch (Refused _) {
            return rule.text(); // made by another front end
        }
    }
}
