package sluice.pcap.filter.graph;

import java.util.Arrays;

/** Straight-line code under construction: a growing list of statements. */
public final class Code {
    private Statement[] statements = new Statement[4];
    private int count;

    /** Appends a statement and gives it back, for those that are jumped to. */
    public Statement add(int code, int k) {
        return add(new Statement(code, k));
    }

    /** Appends {@code statement}. */
    public Statement add(Statement statement) {
        if (count == statements.length) statements = Arrays.copyOf(statements, 2 * count);
        statements[count++] = statement;
        return statement;
    }

    /** Appends the statements of {@code other}, which must not be used afterwards. */
    public Code append(Code other) {
        int sum = count + other.count;
        if (sum > statements.length) {
            statements = Arrays.copyOf(statements, Math.max(sum, 2 * statements.length));
        }
        System.arraycopy(other.statements, 0, statements, count, other.count);
        count = sum;
        return this;
    }

    /** How many statements there are. */
    public int count() {
        return count;
    }

    /** The first statement of a list that is not empty. */
    public Statement first() {
        return statements[0];
    }

    Statement[] toArray() {
        return Arrays.copyOf(statements, count);
    }
}
