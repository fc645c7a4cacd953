package sluice.ndis;

/** The rules of one section of the driver contract, as far as they are seen in the journal. */
abstract class RuleSet implements NdisWatch {
    final Ndis ndis;

    RuleSet(Ndis ndis) {
        this.ndis = ndis;
    }
}
