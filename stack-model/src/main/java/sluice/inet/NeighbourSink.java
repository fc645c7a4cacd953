package sluice.inet;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link NeighbourTable} asks its host to do. The table's own state is settled before each
 * call, so an implementation may call back into the table.
 *
 * @param <Q> the host's form of a waiting packet; the table never looks inside
 */
public interface NeighbourSink<Q> {
    /**
     * Send an ARP request or neighbour solicitation.
     *
     * @param high upper half of the address asked for, 0 for IPv4
     * @param low lower half, or the IPv4 address as an unsigned number
     * @param hardwareAddress to whom: {@link NeighbourTable#NOT_RESOLVED} for everybody
     * @param newest the packet that waits, whose source the request should show; null if none
     */
    void request(int deviceIndex, long high, long low, long hardwareAddress, @Nullable Q newest);

    /** Send a packet that waited; it belongs to the host again. */
    void ready(Q packet, int deviceIndex, long hardwareAddress);

    /** The neighbour did not answer; the packet belongs to the host again. */
    void failed(Q packet, int deviceIndex, long high, long low);

    /** The packet was pushed out of the queue by newer ones and belongs to the host again. */
    void overflowed(Q packet, int deviceIndex, long high, long low);
}
