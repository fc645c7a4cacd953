package sluice.trace;

/**
 * A packet's end, under one reason.
 *
 * @param kind {@code delivered}, {@code consumed} or {@code dropped}
 * @param reason the reason's constant, such as {@code PORT_CLOSED}
 * @param text the same in words, for people; not part of the written trace
 */
public record Ended(
        long timeNanos,
        long packetId,
        String place,
        String kind,
        String area,
        String reason,
        String text)
        implements Step {
    @Override
    public String verb() {
        return kind;
    }

    @Override
    public void describe(StepFields fields) {
        fields.text("area", area);
        fields.text("reason", reason);
    }
}
