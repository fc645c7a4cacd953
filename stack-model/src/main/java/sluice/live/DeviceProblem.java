package sluice.live;

/**
 * Why a real device cannot be used, for a person.
 *
 * @param reason what is missing or forbidden, such as {@code no interface named tap0}
 * @param remedy the one command or step that gives it, or empty if there is none
 */
public record DeviceProblem(String reason, String remedy) {
    /** The reason, and what would help. */
    @Override
    public String toString() {
        return remedy.isEmpty() ? reason : reason + "; try: " + remedy;
    }
}
