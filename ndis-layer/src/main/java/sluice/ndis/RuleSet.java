package sluice.ndis;

/** The rules of one section of the driver contract, as far as they are seen in the journal. */
abstract class RuleSet implements NdisWatch {
    final Ndis ndis;

    RuleSet(Ndis ndis) {
        this.ndis = ndis;
    }

    /** Whether a timed rule is running; only then does {@link NdisWatch#tick} come. */
    boolean waits() {
        return false;
    }
}
