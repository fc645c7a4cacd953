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
 * @param findings packets that do not balance or are still held at the end, a line each
 * @param delivered datagrams that programs of both machines were given
 */
public record NdisPlay(
        Optional<BugCheck> bugCheck,
        List<ContractBroken> breaches,
        List<String> findings,
        int delivered) {
    /** Copies the lists. */
    public NdisPlay {
        breaches = List.copyOf(breaches);
        findings = List.copyOf(findings);
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
