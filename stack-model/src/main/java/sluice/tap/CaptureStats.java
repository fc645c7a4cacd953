package sluice.tap;

/**
 * A capture's counters; unsigned 32 bits as the drivers keep them.
 *
 * @param received frames that reached the tap; only those that passed the filter if {@link
 *     CountingRule#AFTER_FILTER}
 * @param dropped frames that passed the filter and found no room
 * @param captured frames that were stored
 * @param rejected frames that the filter did not want; kept by no driver, and here for the law
 *     {@code received == rejected + captured + dropped}
 */
public record CaptureStats(long received, long dropped, long captured, long rejected) {}
