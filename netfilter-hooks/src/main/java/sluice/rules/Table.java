package sluice.rules;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A table: chains, sets and named objects of one family. */
public final class Table {
    private final RuleFamily family;
    private final String name;
    private final Map<String, Chain> chains = new LinkedHashMap<>();
    private final Map<String, NftSet> sets = new LinkedHashMap<>();
    private final Map<String, NamedObject> objects = new LinkedHashMap<>();
    private boolean dormant;
    private long handles;

    Table(RuleFamily family, String name) {
        this.family = family;
        this.name = name;
    }

    /** Its family. */
    public RuleFamily family() {
        return family;
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Whether its chains are not called for now: {@code flags dormant}. */
    public boolean dormant() {
        return dormant;
    }

    /** Sets whether its chains are called. */
    public void setDormant(boolean value) {
        dormant = value;
    }

    /** The chains, in the order in which they were made. */
    public Collection<Chain> chains() {
        return Collections.unmodifiableCollection(chains.values());
    }

    /** The chain of this name, or null. */
    public @Nullable Chain chain(String chainName) {
        return chains.get(chainName);
    }

    /** The chain of this name, made if it is not there. */
    public Chain addChain(String chainName, SourcePlace place) {
        return chains.computeIfAbsent(chainName, _ -> new Chain(this, chainName, place));
    }

    /** Takes a chain out. */
    public void removeChain(String chainName) {
        chains.remove(chainName);
    }

    /** The sets and maps with a name. */
    public Collection<NftSet> sets() {
        return Collections.unmodifiableCollection(sets.values());
    }

    /** The set or map of this name, or null. */
    public @Nullable NftSet set(String setName) {
        return sets.get(setName);
    }

    /** Puts a set or map in. */
    public void addSet(NftSet set) {
        sets.put(set.name(), set);
    }

    /** Takes a set or map out. */
    public void removeSet(String setName) {
        sets.remove(setName);
    }

    /** The counters, quotas and so on with a name. */
    public Collection<NamedObject> objects() {
        return Collections.unmodifiableCollection(objects.values());
    }

    /** The object of this kind and name, or null. */
    public @Nullable NamedObject object(String kind, String objectName) {
        return objects.get(kind + " " + objectName);
    }

    /** Puts an object in. */
    public void addObject(NamedObject object) {
        objects.put(object.kind() + " " + object.name(), object);
    }

    /** Takes an object out. */
    public void removeObject(String kind, String objectName) {
        objects.remove(kind + " " + objectName);
    }

    long nextHandle() {
        return ++handles;
    }

    Saved save() {
        var arrays = new LinkedHashMap<Chain, Saved.OfChain>();
        for (Chain chain : chains.values())
            arrays.put(chain, new Saved.OfChain(chain.array(), chain.base(), chain.dropsAtEnd()));
        return new Saved(
                this,
                new LinkedHashMap<>(chains),
                new LinkedHashMap<>(sets),
                new LinkedHashMap<>(objects),
                arrays,
                dormant);
    }

    /** What a table was, to go back to. */
    record Saved(
            Table table,
            Map<String, Chain> chains,
            Map<String, NftSet> sets,
            Map<String, NamedObject> objects,
            Map<Chain, OfChain> arrays,
            boolean dormant) {
        record OfChain(Rule[] rules, @Nullable ChainBase base, boolean dropsAtEnd) {}

        void restore() {
            table.chains.clear();
            table.chains.putAll(chains);
            table.sets.clear();
            table.sets.putAll(sets);
            table.objects.clear();
            table.objects.putAll(objects);
            table.dormant = dormant;
            arrays.forEach((chain, was) -> {
                chain.setArray(was.rules());
                if (was.base() != null) chain.setBase(was.base());
                chain.setDropsAtEnd(was.dropsAtEnd());
            });
        }
    }
}
