package sluice.pcap.filter.graph;

import org.jspecify.annotations.Nullable;

/**
 * One instruction of straight-line code before a test. The few that jump do so inside their own
 * list, to a statement further on.
 */
public final class Statement {
    /** The code of a statement that was taken out but still holds its place. */
    static final int REMOVED = -1;

    int code;
    int k;
    private @Nullable Statement onTrue;
    private @Nullable Statement onFalse;

    /**
     * A statement that does not jump.
     *
     * @param code as in {@link sluice.bpf.BpfCode}
     * @param k the operand
     */
    public Statement(int code, int k) {
        this.code = code;
        this.k = k;
    }

    /** Its code. */
    public int code() {
        return code;
    }

    /** Its operand. */
    public int k() {
        return k;
    }

    /** Says where a conditional jump goes: two statements after it in the same list. */
    public void jumpsTo(Statement ifTrue, Statement ifFalse) {
        onTrue = ifTrue;
        onFalse = ifFalse;
    }

    @Nullable Statement onTrue() {
        return onTrue;
    }

    @Nullable Statement onFalse() {
        return onFalse;
    }
}
