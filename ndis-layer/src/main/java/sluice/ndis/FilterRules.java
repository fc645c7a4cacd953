package sluice.ndis;

/** Rules S16, S20, R17 to R19, L06 and L07: what filter modules and paused drivers do. */
final class FilterRules extends RuleSet {
    FilterRules(Ndis ndis) {
        super(ndis);
    }
}
