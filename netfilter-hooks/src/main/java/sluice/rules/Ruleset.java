package sluice.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All tables of one host. Changes are made on the tables directly; {@link #save} before and {@link
 * Saved#restore} after a failure make a batch of them all or nothing, as the kernel's transactions
 * are.
 *
 * <p>Rules have state (counters, buckets), so a ruleset belongs to one host.
 */
public final class Ruleset {
    /** How deep jumps may be nested ({@code NFT_JUMP_STACK_SIZE}). */
    public static final int JUMPS_MAX = 16;

    private record Key(RuleFamily family, String name) {}

    private final Map<Key, Table> tables = new LinkedHashMap<>();

    /** No tables. */
    public Ruleset() {}

    /** The tables, in the order in which they were made. */
    public Collection<Table> tables() {
        return Collections.unmodifiableCollection(tables.values());
    }

    /** The table of this family and name, or null. */
    public @Nullable Table table(RuleFamily family, String name) {
        return tables.get(new Key(family, name));
    }

    /** The table of this family and name, made if it is not there. */
    public Table addTable(RuleFamily family, String name) {
        return tables.computeIfAbsent(new Key(family, name), _ -> new Table(family, name));
    }

    /** Takes a table out with all it has. */
    public void removeTable(RuleFamily family, String name) {
        tables.remove(new Key(family, name));
    }

    /** Takes all tables out: {@code flush ruleset}. */
    public void clear() {
        tables.clear();
    }

    /** Remembers everything but what counts: counters, buckets, elements go on. */
    public Saved save() {
        List<Table.Saved> saved = new ArrayList<>();
        tables.values().forEach(table -> saved.add(table.save()));
        return new Saved(this, new LinkedHashMap<>(tables), saved);
    }

    /** What a ruleset was. */
    public static final class Saved {
        private final Ruleset ruleset;
        private final Map<Key, Table> tables;
        private final List<Table.Saved> contents;

        private Saved(Ruleset ruleset, Map<Key, Table> tables, List<Table.Saved> contents) {
            this.ruleset = ruleset;
            this.tables = tables;
            this.contents = contents;
        }

        /** Goes back to it. */
        public void restore() {
            ruleset.tables.clear();
            ruleset.tables.putAll(tables);
            contents.forEach(Table.Saved::restore);
            ruleset.link();
        }
    }

    /**
     * What is wrong with a ruleset as a whole.
     *
     * @param place of the rule, or of the chain
     */
    public record Fault(SourcePlace place, String text) {}

    /**
     * Finds the chains that jumps name. To be called after changes, before the rules are run.
     *
     * @return a jump to a chain that is not there or is a base chain, a circle, or jumps nested too
     *     deep ({@code -ELOOP}, {@code -EMLINK}); empty if all is well
     */
    public Optional<Fault> link() {
        for (Table table : tables.values()) {
            Optional<Fault> fault = new Linking(table).run();
            if (fault.isPresent()) return fault;
        }
        return Optional.empty();
    }
}
