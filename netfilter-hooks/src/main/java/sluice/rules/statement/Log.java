package sluice.rules.statement;

import java.util.Set;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * Writes a line about the packet to the kernel's log, or hands it to a group of {@code nflog}
 * ({@code nft_log}); the packet goes on.
 *
 * @param prefix in front of the line
 * @param level 0 (emergency) to 7 (debugging); 4 if none is stated; 8 for an audit record
 * @param group of nflog, or -1 for the kernel's log
 * @param snapLengthOctets how much a group gets, 0 for all
 * @param queueThreshold of a group, 0 for none
 * @param flags what the line has in addition
 */
public record Log(
        String prefix,
        int level,
        int group,
        int snapLengthOctets,
        int queueThreshold,
        Set<Flag> flags)
        implements Statement {
    /** Level if none is stated: warning. */
    public static final int LEVEL_DEFAULT = 4;

    /** What a line has in addition. */
    public enum Flag {
        /** TCP sequence numbers. */
        TCP_SEQUENCE,
        /** TCP options. */
        TCP_OPTIONS,
        /** IP options. */
        IP_OPTIONS,
        /** User of the sending socket. */
        SKUID,
        /** Link header, decoded. */
        ETHER
    }

    /** Copies the flags. */
    public Log {
        flags = Set.copyOf(flags);
    }

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        if (group < 0 && packet.host().logged()) packet.host().log(LogLine.of(packet, this));
        return RuleVerdict.NEXT;
    }

    @Override
    public boolean changes() {
        return false;
    }
}
