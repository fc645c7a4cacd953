package sluice.pcap.filter.graph;

/** One question: code that loads something into A, and a conditional jump that asks about it. */
public final class Test implements Condition {
    private Code code;
    final int jumpCode;
    final int k;

    // Where the answers lead; set when the conditions around it are known, then read once.
    Object onTrue = this;
    Object onFalse = this;

    // The number that the graph under construction gave it, or -1.
    int number = -1;

    /**
     * A question about what {@code code} leaves in A (and X).
     *
     * @param jumpCode one of the conditional jumps of {@link sluice.bpf.BpfCode}
     * @param k its operand
     */
    public Test(Code code, int jumpCode, int k) {
        this.code = code;
        this.jumpCode = jumpCode;
        this.k = k;
    }

    /** The statements before the jump. */
    public Code code() {
        return code;
    }

    /** Puts {@code before} in front of the statements. */
    public void prepend(Code before) {
        code = before.append(code);
    }

    @Override
    public Test first() {
        return this;
    }
}
