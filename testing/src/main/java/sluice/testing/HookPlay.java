package sluice.testing;

import java.util.List;
import sluice.netfilter.NfVerdict;
import sluice.trace.ContractBroken;

/**
 * What came of a {@link HookSchedule}.
 *
 * @param verdicts what the hook said, in order
 * @param breaches of the hook contract
 * @param findings packets that do not balance, a line each
 * @param delivered datagrams that programs were given
 */
public record HookPlay(
        List<NfVerdict> verdicts,
        List<ContractBroken> breaches,
        List<String> findings,
        int delivered) {
    /** Copies the lists. */
    public HookPlay {
        verdicts = List.copyOf(verdicts);
        breaches = List.copyOf(breaches);
        findings = List.copyOf(findings);
    }

    /** Whether the contract was kept and every packet is accounted for. */
    public boolean clean() {
        return breaches.isEmpty() && findings.isEmpty();
    }

    /** The rules that were broken, in order: {@code N14}. */
    public List<String> rules() {
        return breaches.stream().map(ContractBroken::rule).toList();
    }
}
