package sluice.ndis;

/** Rules S01 to S22 that the journal shows. */
final class SendRules extends RuleSet {
    SendRules(Ndis ndis) {
        super(ndis);
    }
}
