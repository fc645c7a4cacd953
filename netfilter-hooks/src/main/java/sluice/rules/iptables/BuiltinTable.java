package sluice.rules.iptables;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.netfilter.NfPriority;
import sluice.rules.Chain;
import sluice.rules.ChainBase;
import sluice.rules.ChainType;
import sluice.rules.RuleHook;
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

    @SuppressWarnings("ImmutableEnumChecker") // nobody changes it
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

    /**
     * The base chain of this name, made if it is not there; null if there is none. One that no text
     * declares does not count what comes to its policy.
     */
    @Nullable Chain chain(Table table, String chainName, SourcePlace place) {
        if (!has(chainName)) return null;
        Chain there = table.chain(chainName);
        if (there != null) return there;
        Chain chain = table.addChain(chainName, place);
        chain.setBase(base(RuleHook.valueOf(chainName)));
        chain.setPolicyCounted(false);
        return chain;
    }

    private ChainBase base(RuleHook hook) {
        boolean route = this == MANGLE && hook == RuleHook.OUTPUT;
        ChainType type = this == NAT ? ChainType.NAT : route ? ChainType.ROUTE : ChainType.FILTER;
        boolean source = hook == RuleHook.INPUT || hook == RuleHook.POSTROUTING;
        NfPriority usual = this == NAT && source ? NfPriority.NAT_SRC : priority;
        int at = this == SECURITY ? SECURITY_PRIORITY : usual.value();
        return new ChainBase(type, hook, at, java.util.List.of());
    }

    /** Where iptables-nft puts its table, behind nat; the older iptables had it at 50. */
    private static final int SECURITY_PRIORITY = 150;
}
