package sluice.ndis;

/** Rules L01 to L21 that the journal shows. */
final class LifecycleRules extends RuleSet {
    LifecycleRules(Ndis ndis) {
        super(ndis);
    }
}
