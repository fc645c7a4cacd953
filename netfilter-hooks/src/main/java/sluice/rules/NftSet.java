package sluice.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A set or map of nft, with a name or written within a rule ({@code struct nft_set}): keys of one
 * or several parts, single values or intervals, that may lead to a value, a verdict or an object.
 *
 * <p>In a key of several parts each begins at a multiple of four octets, filled up with zeros. Not
 * found is what has expired; it goes when something is added.
 */
public final class NftSet {
    /** Largest number of elements if none is stated. */
    public static final int SIZE_MAX_DEFAULT = 1 << 20;

    private final String name;
    private final SetType type;
    private final SetOptions options;
    private SetIndex index;
    private int size;
    private long nextSweepNanos;
    private @Nullable SetElement catchAll;

    /**
     * An empty set.
     *
     * @param name empty if it is written within a rule
     */
    public NftSet(String name, SetType type, SetOptions options) {
        this.name = name;
        this.type = type;
        this.options = options;
        this.index = newIndex();
    }

    private SetIndex newIndex() {
        return options.interval()
                ? (type.partOctets().length > 1 ? new PartIntervals(type) : new Intervals())
                : new HashIndex();
    }

    /** Its name; empty if it is written within a rule. */
    public String name() {
        return name;
    }

    /** Types of its keys and data. */
    public SetType type() {
        return type;
    }

    /** Its flags and limits. */
    public SetOptions options() {
        return options;
    }

    /** How many elements it has, those that have expired and were not swept out yet included. */
    public int size() {
        return size;
    }

    /** What became of an addition. */
    public enum Added {
        /** It is in. */
        ADDED,
        /** The very same was in. */
        EXISTS,
        /** It overlaps another one. */
        OVERLAPS,
        /** The set has its largest size. */
        FULL
    }

    /** Adds an element at a time. */
    public Added add(SetElement element, long nowNanos) {
        SetElement there = index.find(element.from(), 0, type.keyOctets(), nowNanos);
        if (there != null) return there.sameKey(element) ? Added.EXISTS : Added.OVERLAPS;
        if (options.interval() && index.overlaps(element, nowNanos)) return Added.OVERLAPS;
        if (size >= options.sizeMax()) sweep(nowNanos);
        if (size >= options.sizeMax()) return Added.FULL;
        if (options.expires() && nowNanos >= nextSweepNanos) sweep(nowNanos);
        index.add(element);
        size++;
        return Added.ADDED;
    }

    /** Takes out the element of this key; false if there is none. */
    public boolean remove(byte[] from, byte[] to) {
        for (SetElement each : elements()) {
            if (Arrays.equals(each.from(), from) && Arrays.equals(each.to(), to)) {
                List<SetElement> left = elements();
                left.remove(each);
                refill(left);
                return true;
            }
        }
        return false;
    }

    /** Takes all elements out. */
    public void flush() {
        catchAll = null;
        refill(List.of());
    }

    private static final long SWEEP_NANOS = 1_000_000_000L;

    private void sweep(long nowNanos) {
        nextSweepNanos = nowNanos + SWEEP_NANOS;
        List<SetElement> left = elements();
        if (left.removeIf(element -> element.expired(nowNanos))) refill(left);
    }

    private void refill(List<SetElement> elements) {
        index = newIndex();
        elements.forEach(index::add);
        size = elements.size();
    }

    /** The element that has the key at {@code at}, or null. */
    public @Nullable SetElement find(byte[] key, int at, long nowNanos) {
        SetElement found = index.find(key, at, type.keyOctets(), nowNanos);
        SetElement rest = catchAll;
        return found != null || rest == null || rest.expired(nowNanos) ? found : rest;
    }

    /** Sets what every key has that no other element has ({@code *}), or null for nothing. */
    public void setCatchAll(@Nullable SetElement element) {
        catchAll = element;
    }

    /** What every key has that no other element has, or null. */
    public @Nullable SetElement catchAll() {
        return catchAll;
    }

    /** The elements, in no order that means anything. */
    public List<SetElement> elements() {
        var all = new ArrayList<SetElement>(size);
        index.forEach(all::add);
        return all;
    }

    /** The verdicts in it that lead to chains. */
    public List<RuleVerdict.Jump> jumps() {
        if (!type.verdicts()) return List.of();
        var jumps = new ArrayList<RuleVerdict.Jump>();
        index.forEach(element -> {
            if (element.verdict() instanceof RuleVerdict.Jump jump) jumps.add(jump);
        });
        SetElement rest = catchAll;
        if (rest != null && rest.verdict() instanceof RuleVerdict.Jump jump) jumps.add(jump);
        return List.copyOf(jumps);
    }
}
