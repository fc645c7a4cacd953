package sluice.ndis;

import java.util.Set;
import sluice.nic.ReceiveFilter;
import sluice.packet.wire.Addresses;

/**
 * Bits of OID_GEN_CURRENT_PACKET_FILTER: what a binding wants to receive, and, as the union over
 * bindings, what the NIC lets through (Microsoft, "OID_GEN_CURRENT_PACKET_FILTER").
 */
public final class PacketFilters {
    /** Frames to the station's own address. */
    public static final int DIRECTED = 0x1;

    /** Frames to listed groups. */
    public static final int MULTICAST = 0x2;

    /** Frames to any group. */
    public static final int ALL_MULTICAST = 0x4;

    /** Broadcast frames. */
    public static final int BROADCAST = 0x8;

    /** All frames. */
    public static final int PROMISCUOUS = 0x20;

    /** All frames that cross this adapter, sends of other bindings included. */
    public static final int ALL_LOCAL = 0x80;

    /** Not the sends of other bindings (Windows 8 and later). */
    public static final int NO_LOCAL = 0x10000;

    /** All frames for this station and its own sends: a capture that is not promiscuous. */
    public static final int LOCAL_CAPTURE = ALL_LOCAL | DIRECTED | MULTICAST | BROADCAST;

    /** Bits that mean something on Ethernet. */
    static final int KNOWN =
            DIRECTED | MULTICAST | ALL_MULTICAST | BROADCAST | PROMISCUOUS | ALL_LOCAL | NO_LOCAL;

    /** What a network protocol asks for: directed, listed groups, broadcast. */
    public static final int STATION = DIRECTED | MULTICAST | BROADCAST;

    private static final long BROADCAST_MAC = 0xffff_ffff_ffffL;

    private PacketFilters() {}

    /** Whether a binding with this filter wants to see what is sent on its adapter. */
    static boolean wantsSends(int filter) {
        return (filter & (PROMISCUOUS | ALL_LOCAL)) != 0 && (filter & NO_LOCAL) == 0;
    }

    /**
     * Whether a binding with this filter gets a frame to {@code destination} (ndis.h's filter
     * package).
     */
    public static boolean accepts(int filter, Set<Long> groups, long destination, long ownMac) {
        if ((filter & (PROMISCUOUS | ALL_LOCAL)) != 0) return true;
        if (destination == ownMac) return (filter & DIRECTED) != 0;
        if (destination == BROADCAST_MAC) return (filter & BROADCAST) != 0;
        if (!Addresses.isMulticastMac(destination)) return false;
        if ((filter & ALL_MULTICAST) != 0) return true;
        return (filter & MULTICAST) != 0 && groups.contains(destination);
    }

    /** The same wish in the words of the NIC. */
    public static ReceiveFilter toHardware(int filter, Set<Long> groups) {
        return new ReceiveFilter(
                (filter & (DIRECTED | ALL_LOCAL)) != 0,
                (filter & (BROADCAST | ALL_LOCAL)) != 0,
                (filter & (ALL_MULTICAST | ALL_LOCAL)) != 0,
                (filter & PROMISCUOUS) != 0,
                (filter & MULTICAST) != 0 ? groups : Set.of());
    }
}
