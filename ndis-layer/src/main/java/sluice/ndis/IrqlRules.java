package sluice.ndis;

/** Rules I01 to I11 that the journal shows. */
final class IrqlRules extends RuleSet {
    IrqlRules(Ndis ndis) {
        super(ndis);
    }
}
