package sluice.userland;

import sluice.trace.Step;
import sluice.trace.StepFields;

/**
 * One of the eight numbered steps of inspection by a program.
 *
 * <pre>
 *   receive  1 NIC to driver     2 driver to program   3 verdict to driver   4 up to IP, or end
 *   send     5 IP to driver      6 driver to program   7 verdict to driver   8 to the wire, or end
 * </pre>
 *
 * @param number 1 to 8
 * @param what what was done at it
 */
public record InspectionStep(long timeNanos, long packetId, String place, int number, String what)
        implements Step {
    @Override
    public String verb() {
        return "inspect";
    }

    @Override
    public void describe(StepFields fields) {
        fields.number("step", number);
        fields.text("what", what);
    }
}
