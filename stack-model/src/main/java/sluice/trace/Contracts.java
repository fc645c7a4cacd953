package sluice.trace;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The book of broken contracts of one run. A run with an entry ends with exit status 3, whoever
 * caught the exception.
 */
public final class Contracts {
    private static final int KEPT_MAX = 1000;
    private final List<ContractBroken> broken = new ArrayList<>();
    private final Map<Kind, Tally> tallies = new LinkedHashMap<>();

    private record Kind(String rule, String offender) {}

    /**
     * One rule as one offender broke it.
     *
     * @param first the first time
     * @param count how often, at least once
     */
    public record Tally(ContractBroken first, long count) {}

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
        return broken(rule, text, packetId, owner, offender, List.of());
    }

    /**
     * {@link #broken(String, String, long, String, String)} with what had happened to the packet.
     */
    public ContractBroken broken(
            String rule,
            String text,
            long packetId,
            String owner,
            String offender,
            List<String> history) {
        var breach = new ContractBroken(rule, text, packetId, owner, offender, history);
        if (broken.size() < KEPT_MAX) broken.add(breach);
        var kind = new Kind(rule, offender);
        Tally before = tallies.get(kind);
        if (before != null) tallies.put(kind, new Tally(before.first, before.count + 1));
        else if (tallies.size() < KEPT_MAX) tallies.put(kind, new Tally(breach, 1));
        return breach;
    }

    /** All breaches so far, oldest first; at most the first thousand. */
    public List<ContractBroken> all() {
        return List.copyOf(broken);
    }

    /**
     * Each rule with each offender once and how often, in the order of the first times: a hook that
     * fails at every packet is one finding. At most the first thousand kinds.
     */
    public List<Tally> tallies() {
        return List.copyOf(tallies.values());
    }
}
