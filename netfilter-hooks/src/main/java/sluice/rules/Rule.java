package sluice.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A rule: statements that run from left to right. */
public final class Rule {
    private final SourcePlace place;
    private final String text;
    private final Statement[] statements;
    private final String comment;
    private final boolean changes;
    private long handle;

    /**
     * A rule.
     *
     * @param text as it is written, on one line, without its chain: {@code -p tcp --dport 22 -j
     *     ACCEPT} or {@code tcp dport 22 accept}
     * @param comment empty for none
     */
    public Rule(
            SourcePlace place, String text, List<? extends Statement> statements, String comment) {
        this.place = place;
        this.text = text;
        this.statements = statements.toArray(Statement[]::new);
        this.comment = comment;
        boolean any = false;
        for (Statement part : statements) any |= part.changes();
        this.changes = any;
    }

    /** Where it is written. */
    public SourcePlace place() {
        return place;
    }

    /** As it is written. */
    public String text() {
        return text;
    }

    /** Its comment, or empty. */
    public String comment() {
        return comment;
    }

    /** Its parts. */
    public List<Statement> statements() {
        return List.of(statements);
    }

    Statement[] parts() {
        return statements;
    }

    /** Whether a part of it may change what later rules look at. */
    boolean changes() {
        return changes;
    }

    /** Its number in the table, 1 and up, by which {@code nft delete rule} knows it. */
    public long handle() {
        return handle;
    }

    void setHandle(long value) {
        handle = value;
    }

    /** Its first counter, or null. */
    public @Nullable Counter counter() {
        for (Statement part : statements) if (part instanceof Counter counter) return counter;
        return null;
    }
}
