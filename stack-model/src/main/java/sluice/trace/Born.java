package sluice.trace;

/**
 * A packet came into being at a layer.
 *
 * @param parentId the packet it was copied or made from, or 0
 * @param cause why: {@code injected}, {@code copied}, {@code originated}
 */
public record Born(
        long timeNanos, long packetId, String place, String cause, long parentId, int lengthOctets)
        implements Step {
    @Override
    public String verb() {
        return "born";
    }

    @Override
    public void describe(StepFields fields) {
        fields.text("cause", cause);
        fields.number("parent", parentId);
        fields.number("lengthOctets", lengthOctets);
    }
}
