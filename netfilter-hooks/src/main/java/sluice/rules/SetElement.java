package sluice.rules;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An element of a set or map: a key, or an interval of keys, and what it leads to. */
public final class SetElement {
    private static final Statement[] NONE = {};

    private final byte[] from;
    private final byte[] to;
    private final byte @Nullable [] data;
    private final @Nullable RuleVerdict verdict;
    private final @Nullable NamedObject object;
    private final Statement[] statements;
    private long expiresNanos;
    private long timeoutNanos;

    /**
     * An element.
     *
     * @param from least key
     * @param to greatest key; equals {@code from} for a single one
     * @param data value, verdict, object: at most one of them
     * @param statements such as a counter, run when it is found
     */
    public SetElement(
            byte[] from,
            byte[] to,
            byte @Nullable [] data,
            @Nullable RuleVerdict verdict,
            @Nullable NamedObject object,
            List<? extends Statement> statements) {
        this.from = from;
        this.to = to;
        this.data = data;
        this.verdict = verdict;
        this.object = object;
        this.statements = statements.isEmpty() ? NONE : statements.toArray(Statement[]::new);
    }

    /** A key that leads nowhere. */
    public static SetElement of(byte[] key) {
        return new SetElement(key, key, null, null, null, List.of());
    }

    /** Least key; not to be changed. */
    public byte[] from() {
        return from;
    }

    /** Greatest key; not to be changed. */
    public byte[] to() {
        return to;
    }

    /** Value it leads to, or null; not to be changed. */
    public byte @Nullable [] data() {
        return data;
    }

    /** Verdict it leads to, or null. */
    public @Nullable RuleVerdict verdict() {
        return verdict;
    }

    /** Object it leads to, or null. */
    public @Nullable NamedObject object() {
        return object;
    }

    /** What runs when it is found. */
    public List<Statement> statements() {
        return List.of(statements);
    }

    Statement[] parts() {
        return statements;
    }

    /** Runs its statements, and tells whether all of them matched. */
    public boolean run(Evaluation packet) {
        for (Statement part : statements) {
            if (part.evaluate(packet) == RuleVerdict.BREAK) return false;
        }
        return true;
    }

    /** Lets it expire {@code nanos} after now; 0 for never. */
    public void live(long nanos, long nowNanos) {
        timeoutNanos = nanos;
        expiresNanos = nanos == 0 ? 0 : nowNanos + nanos;
    }

    /** How long it lives from its last refreshment; 0 for ever. */
    public long timeoutNanos() {
        return timeoutNanos;
    }

    /** When it expires; 0 for never. */
    public long expiresNanos() {
        return expiresNanos;
    }

    boolean expired(long nowNanos) {
        return expiresNanos != 0 && nowNanos >= expiresNanos;
    }

    boolean sameKey(SetElement other) {
        return Arrays.equals(from, other.from) && Arrays.equals(to, other.to);
    }
}
