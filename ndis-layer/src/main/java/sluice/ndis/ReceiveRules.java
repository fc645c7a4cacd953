package sluice.ndis;

/** Rules R01 to R22 that the journal shows. */
final class ReceiveRules extends RuleSet {
    ReceiveRules(Ndis ndis) {
        super(ndis);
    }
}
