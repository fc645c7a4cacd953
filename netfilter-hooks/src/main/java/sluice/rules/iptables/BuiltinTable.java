package sluice.rules.iptables;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import sluice.netfilter.NfPriority;
import sluice.rules.ChainBase;
import sluice.rules.ChainType;
import sluice.rules.RuleFamily;
import sluice.rules.RuleHook;
import sluice.rules.Ruleset;
import sluice.rules.SourcePlace;
import sluice.rules.Table;

/** The tables there are, with their chains ({@code xtables_ipv4} of iptables-nft). */
enum BuiltinTable {
    /** Before tracking. */
    RAW(NfPriority.RAW, EnumSet.of(RuleHook.PREROUTING, RuleHook.OUTPUT)),
    /** Changes of packets. */
    MANGLE(NfPriority.MANGLE, EnumSet.range(RuleHook.PREROUTING, RuleHook.POSTROUTING)),
    /** First packets of connections. */
    NAT(
            NfPriority.NAT_DST,
            EnumSet.of(RuleHook.PREROUTING, RuleHook.INPUT, RuleHook.OUTPUT, RuleHook.POSTROUTING)),
    /** What may pass. */
    FILTER(NfPriority.FILTER, EnumSet.of(RuleHook.INPUT, RuleHook.FORWARD, RuleHook.OUTPUT)),
    /** For security modules. */
    SECURITY(NfPriority.SECURITY, EnumSet.of(RuleHook.INPUT, RuleHook.FORWARD, RuleHook.OUTPUT));

    private final NfPriority priority;
    private final Set<RuleHook> hooks;

    BuiltinTable(NfPriority priority, Set<RuleHook> hooks) {
        this.priority = priority;
        this.hooks = hooks;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    Set<RuleHook> hooks() {
        return hooks;
    }

    static Optional<BuiltinTable> of(String word) {
        for (BuiltinTable table : values())
            if (table.word().equals(word)) return Optional.of(table);
        return Optional.empty();
    }

    /** Whether it has a base chain of this name: {@code INPUT}. */
    boolean has(String chain) {
        for (RuleHook hook : hooks) if (hook.name().equals(chain)) return true;
        return false;
    }

    /** The table with all its base chains, made if they are not there. */
    Table in(Ruleset ruleset, RuleFamily family) {
        Table table = ruleset.addTable(family, word());
        for (RuleHook hook : hooks) {
            var chain = table.addChain(hook.name(), SourcePlace.NONE);
            if (chain.base() == null) chain.setBase(base(hook));
        }
        return table;
    }

    private ChainBase base(RuleHook hook) {
        boolean route = this == MANGLE && hook == RuleHook.OUTPUT;
        ChainType type = this == NAT ? ChainType.NAT : route ? ChainType.ROUTE : ChainType.FILTER;
        boolean source = hook == RuleHook.INPUT || hook == RuleHook.POSTROUTING;
        NfPriority at = this == NAT && source ? NfPriority.NAT_SRC : priority;
        return new ChainBase(type, hook, at.value(), java.util.List.of());
    }
}
