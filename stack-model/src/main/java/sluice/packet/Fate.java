package sluice.packet;

/**
 * Why a packet came to its end. One enum per area implements {@link DropReason} or {@link
 * Consumption}; each constant is raised at exactly one place in the code, so a count by reason says
 * where.
 */
public sealed interface Fate permits DropReason, Consumption {
    /** The constant's name. */
    String name();

    /** The area it belongs to, such as {@code nic} or {@code linux}. */
    String area();

    /** What it means, as a person would say it after "dropped:". */
    String text();
}
