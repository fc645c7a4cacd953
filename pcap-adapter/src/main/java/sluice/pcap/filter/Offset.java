package sluice.pcap.filter;

/**
 * An offset from the beginning of a packet: a constant, plus what a word of scratch memory holds if
 * it is variable. The word is chosen when it is first needed; code that fills it is put before the
 * first test.
 */
final class Offset {
    /** No word chosen. */
    static final int NONE = -1;

    boolean variable;
    int constant;
    int register = NONE;

    Offset(boolean variable, int constant) {
        this.variable = variable;
        this.constant = constant;
    }

    /** Becomes what {@code other} is now. */
    void set(Offset other) {
        set(other.variable, other.constant, other.register);
    }

    void set(boolean newVariable, int newConstant, int newRegister) {
        variable = newVariable;
        constant = newConstant;
        register = newRegister;
    }
}
