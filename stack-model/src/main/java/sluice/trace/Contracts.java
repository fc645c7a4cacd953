package sluice.trace;

import java.util.ArrayList;
import java.util.List;

/**
 * The book of broken contracts of one run. A run with an entry ends with exit status 3, whoever
 * caught the exception.
 */
public final class Contracts {
    private static final int KEPT_MAX = 1000;
    private final List<ContractBroken> broken = new ArrayList<>();

    /** An empty book. */
    public Contracts() {}

    /**
     * Enters a breach and gives the exception to throw.
     *
     * @param owner who owned the packet by the book
     * @param offender who acted on it
     */
    public ContractBroken broken(
            String rule, String text, long packetId, String owner, String offender) {
        var breach = new ContractBroken(rule, text, packetId, owner, offender);
        if (broken.size() < KEPT_MAX) broken.add(breach);
        return breach;
    }

    /** All breaches so far, oldest first; at most the first thousand. */
    public List<ContractBroken> all() {
        return List.copyOf(broken);
    }
}
