package sluice.sniffer;

/**
 * Something that can be captured on, or cannot, and then why.
 *
 * @param name by which it is opened
 * @param state {@code up}, {@code down}, or empty where that is not known
 * @param description in words; may be empty
 * @param linkType what its packets begin with, in words; empty where only opening it would tell
 * @param problem empty if it can be used; else the reason
 */
public record Adapter(
        String name, String state, String description, String linkType, String problem) {
    /** Whether it can be opened, as far as one can see. */
    public boolean usable() {
        return problem.isEmpty();
    }
}
