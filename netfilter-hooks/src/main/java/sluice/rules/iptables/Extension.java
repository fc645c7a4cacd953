package sluice.rules.iptables;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import sluice.packet.wire.IpProtocols;
import sluice.rules.RuleFamily;
import sluice.rules.RuleHook;

/**
 * A match or a target by name: its options, where it may stand, and what it becomes.
 *
 * @param name of {@code -m} or {@code -j}
 * @param target whether it is a target
 * @param families {@link RuleFamily#IP}, {@link RuleFamily#IP6} or both
 * @param protocols one of which the rule must be for; empty for any
 * @param tables in which it may stand; empty for any
 * @param hooks at which it may stand; empty for any
 * @param note how far it is as the kernel's, for the reference page
 */
record Extension(
        String name,
        boolean target,
        Set<RuleFamily> families,
        List<Option> options,
        Set<Integer> protocols,
        Set<String> tables,
        Set<RuleHook> hooks,
        Set<String> repeated,
        String note,
        Maker maker,
        Normal normal) {
    static final Set<RuleFamily> BOTH = Set.of(RuleFamily.IP, RuleFamily.IP6);
    static final Set<RuleFamily> IP4 = Set.of(RuleFamily.IP);
    static final Set<RuleFamily> IP6 = Set.of(RuleFamily.IP6);

    /** Those with ports at the start of their header. */
    static final Set<Integer> WITH_PORTS =
            Set.of(
                    IpProtocols.TCP,
                    IpProtocols.UDP,
                    IpProtocols.UDP_LITE,
                    IpProtocols.SCTP,
                    IpProtocols.DCCP);

    /** Makes statements of a use. */
    @FunctionalInterface
    interface Maker {
        void make(Use use, Making making);
    }

    /** Writes the options of a use anew. */
    @FunctionalInterface
    interface Normal {
        /** The options with a blank before each. */
        String text(Use use, Making making);
    }

    static Extension match(String name, Set<RuleFamily> families, Maker maker, Option... options) {
        return new Extension(
                name,
                false,
                families,
                List.of(options),
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                "",
                maker,
                Canonical::options);
    }

    static Extension target(String name, Set<RuleFamily> families, Maker maker, Option... options) {
        return new Extension(
                name,
                true,
                families,
                List.of(options),
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                "",
                maker,
                Canonical::options);
    }

    Extension forProtocols(Set<Integer> numbers) {
        return new Extension(
                name, target, families, options, numbers, tables, hooks, repeated, note, maker,
                normal);
    }

    Extension inTables(String... names) {
        return new Extension(
                name,
                target,
                families,
                options,
                protocols,
                Set.of(names),
                hooks,
                repeated,
                note,
                maker,
                normal);
    }

    Extension at(RuleHook first, RuleHook... others) {
        return new Extension(
                name,
                target,
                families,
                options,
                protocols,
                tables,
                EnumSet.of(first, others),
                repeated,
                note,
                maker,
                normal);
    }

    Extension noted(String text) {
        return new Extension(
                name, target, families, options, protocols, tables, hooks, repeated, text, maker,
                normal);
    }

    Extension written(Normal writer) {
        return new Extension(
                name, target, families, options, protocols, tables, hooks, repeated, note, maker,
                writer);
    }

    Extension repeating(String... names) {
        return new Extension(
                name,
                target,
                families,
                options,
                protocols,
                tables,
                hooks,
                Set.of(names),
                note,
                maker,
                normal);
    }

    boolean repeats(Option option) {
        return repeated.contains(option.name());
    }
}
