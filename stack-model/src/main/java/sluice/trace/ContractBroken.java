package sluice.trace;

import java.util.List;
import java.util.Locale;

/**
 * A driver, hook or program broke a rule of the system it runs in.
 *
 * <p>It is entered in the run's {@link Contracts} before it is thrown, so that catching it does not
 * undo it.
 */
public final class ContractBroken extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String rule;
    private final long packetId;
    private final String offender;

    @SuppressWarnings("serial") // an immutable list of strings
    private final List<String> history;

    ContractBroken(
            String rule,
            String text,
            long packetId,
            String owner,
            String offender,
            List<String> history) {
        super(
                "%s: %s (packet %d, owner %s, offender %s)"
                        .formatted(shown(rule), text, packetId, owner, offender));
        this.rule = rule;
        this.packetId = packetId;
        this.offender = offender;
        this.history = List.copyOf(history);
    }

    /** Short name of the rule, such as {@code EXACTLY_ONCE}. */
    public String rule() {
        return rule;
    }

    /** The packet it is about, or 0. */
    public long packetId() {
        return packetId;
    }

    /** Words are written small, numbers of rules as they are. */
    private static String shown(String rule) {
        boolean numbered = Character.isDigit(rule.charAt(rule.length() - 1));
        return numbered ? rule : rule.toLowerCase(Locale.ROOT);
    }

    /** What had happened to the packet, oldest first; empty if nobody kept it. */
    public List<String> history() {
        return history;
    }

    /** Who broke it, as far as is known. */
    public String offender() {
        return offender;
    }
}
