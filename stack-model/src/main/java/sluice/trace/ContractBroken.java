package sluice.trace;

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

    ContractBroken(String rule, String text, long packetId, String owner, String offender) {
        super(
                "%s: %s (packet %d, owner %s, offender %s)"
                        .formatted(rule.toLowerCase(Locale.ROOT), text, packetId, owner, offender));
        this.rule = rule;
        this.packetId = packetId;
        this.offender = offender;
    }

    /** Short name of the rule, such as {@code EXACTLY_ONCE}. */
    public String rule() {
        return rule;
    }

    /** The packet it is about, or 0. */
    public long packetId() {
        return packetId;
    }

    /** Who broke it, as far as is known. */
    public String offender() {
        return offender;
    }
}
