package sluice.trace;

/**
 * A step without fields of its own family: a verb and one line of text. For rare events such as a
 * link going down.
 *
 * @param text what a reader should know, without line breaks
 */
public record Noted(long timeNanos, long packetId, String place, String verb, String text)
        implements Step {
    @Override
    public void describe(StepFields fields) {
        fields.text("text", text);
    }
}
