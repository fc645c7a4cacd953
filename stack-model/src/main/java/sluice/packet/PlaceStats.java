package sluice.packet;

import java.util.List;

/**
 * Counts of one {@link Place}, in packets.
 *
 * @param originated made here from nothing: sent by an application, computed by a stack, or put on
 *     the wire from outside
 * @param copied made here from another packet
 * @param enteredDown came from above, on the way to the wire
 * @param enteredUp came from below
 * @param held alive and owned by this place when the snapshot was taken
 * @param ends how many ended here, by reason
 */
public record PlaceStats(
        String name,
        long originated,
        long copied,
        long enteredDown,
        long enteredUp,
        long leftDown,
        long leftUp,
        long delivered,
        long consumed,
        long dropped,
        long held,
        List<FateCount> ends) {
    /** How many packets ended for one reason. */
    public record FateCount(Fate fate, long count) {}

    /**
     * What came in or began here, less what left, ended or is still here: 0, or packets were lost
     * or forged.
     */
    public long imbalance() {
        return originated
                + copied
                + enteredDown
                + enteredUp
                - leftDown
                - leftUp
                - delivered
                - consumed
                - dropped
                - held;
    }
}
