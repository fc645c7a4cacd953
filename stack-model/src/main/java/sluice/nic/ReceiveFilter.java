package sluice.nic;

import java.util.Set;
import sluice.packet.wire.Addresses;

/**
 * Which frames a NIC hands up.
 *
 * @param directed those to its own address
 * @param broadcast those to ff:ff:ff:ff:ff:ff
 * @param allMulticast those to any group address
 * @param promiscuous all
 * @param multicast those to these group addresses
 */
public record ReceiveFilter(
        boolean directed,
        boolean broadcast,
        boolean allMulticast,
        boolean promiscuous,
        Set<Long> multicast) {
    /** Nothing: a NIC before its driver asked for anything. */
    public static final ReceiveFilter NONE =
            new ReceiveFilter(false, false, false, false, Set.of());

    /** Own address and broadcast. */
    public static final ReceiveFilter STATION =
            new ReceiveFilter(true, true, false, false, Set.of());

    private static final long BROADCAST = 0xffff_ffff_ffffL;

    /** Copies the set. */
    public ReceiveFilter {
        multicast = Set.copyOf(multicast);
    }

    /**
     * Whether a frame to {@code destination} is handed up by a station with address {@code own}.
     */
    public boolean accepts(long destination, long own) {
        if (promiscuous) return true;
        if (destination == own) return directed;
        if (destination == BROADCAST) return broadcast;
        boolean group = Addresses.isMulticastMac(destination);
        return group && (allMulticast || (!multicast.isEmpty() && multicast.contains(destination)));
    }
}
