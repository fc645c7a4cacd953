package sluice.trace;

/**
 * A packet went from one layer to the next.
 *
 * @param from the layer that gave it up
 * @param place the layer that owns it now
 * @param down true on the way to the wire, false on the way to the application
 * @param octets a copy of what crossed
 */
public record Crossed(
        long timeNanos,
        long packetId,
        String from,
        String place,
        boolean down,
        Layering layering,
        byte[] octets)
        implements Step {
    @Override
    public String verb() {
        return down ? "down" : "up";
    }

    @Override
    public void describe(StepFields fields) {
        fields.text("from", from);
        fields.octets("octets", octets);
    }
}
