package sluice.rules.xtables;

import java.util.List;
import sluice.packet.Octets;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/** Words of the packet, shifted and masked, against numbers ({@code xt_u32.c}). */
public record U32(List<Test> tests, boolean inverted) implements Statement {
    /** What is done with the number behind it. */
    public enum Operation {
        /** {@code &}. */
        AND,
        /** {@code <<}. */
        LEFT,
        /** {@code >>}. */
        RIGHT,
        /** {@code @}: the value so far is where the next offset counts from. */
        AT
    }

    /**
     * One comparison.
     *
     * @param offset where the first word is
     * @param ranges least and greatest value of each, one after the other, without sign
     */
    public record Test(long offset, List<Operation> operations, long[] operands, long[] ranges) {}

    /** Copies the list. */
    public U32 {
        tests = List.copyOf(tests);
    }

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        boolean all = true;
        for (int i = 0; i < tests.size() && all; i++) all = holds(tests.get(i), packet);
        return all != inverted ? RuleVerdict.NEXT : RuleVerdict.BREAK;
    }

    @Override
    public boolean pure() {
        return true;
    }

    private static boolean holds(Test test, Evaluation packet) {
        long length = packet.lengthOctets();
        long base = 0;
        if (length < Integer.BYTES || test.offset > length - Integer.BYTES) return false;
        long value = Octets.u32(packet.octets(), packet.networkOffset() + (int) test.offset);
        for (int i = 0; i < test.operands.length; i++) {
            long operand = test.operands[i];
            switch (test.operations.get(i)) {
                case AND -> value &= operand;
                case LEFT -> value = operand > 31 ? 0 : value << operand & 0xffff_ffffL;
                case RIGHT -> value = operand > 31 ? 0 : value >>> operand;
                case AT -> {
                    base += value;
                    if (length < base + Integer.BYTES || operand > length - base - Integer.BYTES)
                        return false;
                    value =
                            Octets.u32(
                                    packet.octets(),
                                    packet.networkOffset() + (int) (base + operand));
                }
            }
        }
        for (int i = 0; i < test.ranges.length; i += 2) {
            if (value >= test.ranges[i] && value <= test.ranges[i + 1]) return true;
        }
        return false;
    }
}
