package sluice.packet;

/**
 * What became of every packet of a run.
 *
 * @param injected made from nothing
 * @param copied made from another packet
 * @param delivered given to an application
 * @param consumed used up by a stack or by the wire
 * @param dropped ended under a drop reason
 * @param held still alive
 */
public record LedgerStats(
        long injected, long copied, long delivered, long consumed, long dropped, long held) {
    /** 0, or packets were lost or forged. */
    public long imbalance() {
        return injected + copied - delivered - consumed - dropped - held;
    }
}
