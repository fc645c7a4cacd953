package sluice.ndis;

/** Rules Q01 to Q21 that the journal shows. */
final class RequestRules extends RuleSet {
    RequestRules(Ndis ndis) {
        super(ndis);
    }
}
