package sluice.inet;

/**
 * A line of {@code ip neigh} or {@code arp -a}: a snapshot, for display and tests.
 *
 * @param high upper half of the protocol address, 0 for IPv4
 * @param low lower half, or the IPv4 address as an unsigned number
 * @param hardwareAddress the MAC, or {@link NeighbourTable#NOT_RESOLVED}
 */
public record NeighbourEntry(
        int deviceIndex,
        long high,
        long low,
        long hardwareAddress,
        NeighbourState state,
        int pendingCount) {}
