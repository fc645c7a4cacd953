package sluice.bpf;

/**
 * Why a program is not installed or not run.
 *
 * @param rule the rule it breaks
 * @param index the instruction that breaks it, from 0; -1 if it is the program as a whole
 * @param found what stands there
 */
public record BpfRefusal(BpfRule rule, int index, String found) {
    /** {@code instruction 3: the jump leaves the program (jt 17 of 5 instructions)}. */
    @Override
    public String toString() {
        String where = index < 0 ? "program: " : "instruction " + index + ": ";
        return where + rule.text() + " (" + found + ")";
    }
}
