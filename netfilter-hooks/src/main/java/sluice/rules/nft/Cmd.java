package sluice.rules.nft;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sluice.rules.SourcePlace;

/** A command as it is written, in text or JSON; what stands in a table's block is one, too. */
sealed interface Cmd {
    /** Where it starts. */
    SourcePlace place();

    /** Where something is: empty names for what is not stated; the family is {@code ip} then. */
    record Spot(SourcePlace place, String family, String table, String name) {
        Spot named(SourcePlace where, String other) {
            return new Spot(where, family, table, other);
        }
    }

    /** {@code flush ruleset}, {@code flush ruleset inet}. */
    record FlushRuleset(SourcePlace place, String family) implements Cmd {}

    /**
     * {@code table ip t { ... }}.
     *
     * @param operation add, create
     * @param items what the block has, in order
     */
    record MakeTable(
            SourcePlace place,
            String operation,
            Spot spot,
            List<String> flags,
            String comment,
            List<Cmd> items)
            implements Cmd {
        public MakeTable {
            flags = List.copyOf(flags);
            items = List.copyOf(items);
        }
    }

    /**
     * {@code type filter hook input priority 0}; the priority is a number or a name with an offset.
     */
    record Base(
            SourcePlace place,
            String type,
            String hook,
            List<Ex> devices,
            Ex priority,
            long offset) {
        public Base {
            devices = List.copyOf(devices);
        }
    }

    /** {@code chain c { ... }}; the policy is empty if none is stated. */
    record MakeChain(
            SourcePlace place,
            String operation,
            Spot spot,
            @Nullable Base base,
            @Nullable Ex policy,
            String comment,
            List<Written> rules)
            implements Cmd {
        public MakeChain {
            rules = List.copyOf(rules);
        }
    }

    /** A rule as it is written. */
    record Written(SourcePlace place, List<St> statements, String comment) {
        public Written {
            statements = List.copyOf(statements);
        }
    }

    /**
     * {@code add rule ip t c index 0 ...}.
     *
     * @param operation add, insert, replace, create
     * @param by {@code index}, {@code handle}, {@code position} or empty
     */
    record MakeRule(
            SourcePlace place, String operation, Spot spot, String by, long number, Written rule)
            implements Cmd {}

    /** Key or data of a set: {@code type ipv4_addr . mark} or {@code typeof ip saddr}. */
    record Types(SourcePlace place, List<String> names, @Nullable Ex typeOf) {
        public Types {
            names = List.copyOf(names);
        }
    }

    /** {@code set s { ... }} or {@code map m { ... }}; -1 for numbers that are not stated. */
    record MakeSet(
            SourcePlace place,
            String operation,
            Spot spot,
            boolean map,
            @Nullable Types key,
            @Nullable Types data,
            String objectKind,
            List<String> flags,
            long timeoutNanos,
            long gcIntervalNanos,
            long sizeMax,
            boolean autoMerge,
            String policy,
            List<St> statements,
            String comment,
            Ex.@Nullable Braces elements)
            implements Cmd {
        public MakeSet {
            flags = List.copyOf(flags);
            statements = List.copyOf(statements);
        }
    }

    /** {@code add element ip t s { ... }}; operations add, create, delete, destroy. */
    record Elements(SourcePlace place, String operation, Spot spot, Ex.Braces elements)
            implements Cmd {}

    /**
     * {@code counter c { ... }}.
     *
     * @param kind the words: {@code ct helper}
     * @param statement of a counter, quota or limit
     * @param settings of the others: word to value
     */
    record MakeObject(
            SourcePlace place,
            String operation,
            Spot spot,
            String kind,
            @Nullable St statement,
            Map<String, String> settings,
            String comment)
            implements Cmd {
        public MakeObject {
            settings = Map.copyOf(settings);
        }
    }

    /** {@code flowtable f { hook ingress priority 0; devices = { ... }; }}. */
    record MakeFlowtable(SourcePlace place, String operation, Spot spot, List<Ex> devices)
            implements Cmd {
        public MakeFlowtable {
            devices = List.copyOf(devices);
        }
    }

    /**
     * {@code delete chain ip t c}, {@code flush table ip t}.
     *
     * @param operation delete, destroy, flush
     * @param kind table, chain, rule, set, map, counter, ...
     * @param handle -1 if none is stated
     */
    record Remove(SourcePlace place, String operation, String kind, Spot spot, long handle)
            implements Cmd {}

    /** {@code rename chain ip t c other}. */
    record Rename(SourcePlace place, Spot spot, String to) implements Cmd {}
}
