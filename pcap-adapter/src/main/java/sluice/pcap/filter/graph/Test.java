package sluice.pcap.filter.graph;

/** One question: code that loads something into A, and a conditional jump that asks about it. */
public final class Test implements Condition {
    private Code code;
    private final int jumpCode;
    private final int k;

    // Where the answers lead; set when the conditions around it are known, then read once.
    Object onTrue = this;
    Object onFalse = this;

    private String question = "";

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

    /** The jump. */
    public int jumpCode() {
        return jumpCode;
    }

    /** Its operand. */
    public int k() {
        return k;
    }

    /** The statements before the jump. */
    public Code code() {
        return code;
    }

    /** Puts {@code before} in front of the statements. */
    public void prepend(Code before) {
        code = before.append(code);
    }

    /** Says in words what it asks, for those who look at the graph. */
    public void says(String words) {
        question = words;
    }

    String question() {
        return question;
    }

    @Override
    public Test first() {
        return this;
    }
}
