package sluice.ndis;

/**
 * A breach that did not stop the machine, as one driver committed it.
 *
 * @param rule what was broken
 * @param driver who broke it
 * @param packetId the packet of the first time, or 0
 * @param detail what happened the first time
 * @param timeNanos when, the first time
 * @param count how often
 */
public record NdisFinding(
        NdisRule rule, String driver, long packetId, String detail, long timeNanos, long count) {
    NdisFinding again() {
        return new NdisFinding(rule, driver, packetId, detail, timeNanos, count + 1);
    }
}
