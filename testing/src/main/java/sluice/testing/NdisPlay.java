package sluice.testing;

import java.util.List;
import java.util.Optional;
import sluice.ndis.BugCheck;
import sluice.trace.ContractBroken;

/**
 * What came of an {@link NdisSchedule}.
 *
 * @param bugCheck how the machine ended, if it did
 * @param breaches of the contract, in order
 * @param findings sends that are not completed once, packets that do not balance or are still held
 *     at the end, a pause with something under way; a line each
 * @param outOfOrder frames of the kit's own protocol that came to the wire before earlier ones, a
 *     line each; no breach, as a driver may mean it
 * @param delivered datagrams that programs of both machines were given
 */
public record NdisPlay(
        Optional<BugCheck> bugCheck,
        List<ContractBroken> breaches,
        List<String> findings,
        List<String> outOfOrder,
        int delivered) {
    /** Copies the lists. */
    public NdisPlay {
        breaches = List.copyOf(breaches);
        findings = List.copyOf(findings);
        outOfOrder = List.copyOf(outOfOrder);
    }

    /** Whether the contract was kept and every packet is accounted for. */
    public boolean clean() {
        return bugCheck.isEmpty() && breaches.isEmpty() && findings.isEmpty();
    }

    /** The rules that were broken, in order: {@code S02}. */
    public List<String> rules() {
        return breaches.stream().map(ContractBroken::rule).toList();
    }
}
