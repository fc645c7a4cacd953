package sluice.packet.wire;

import java.util.Optional;
import sluice.packet.Octets;

/**
 * A message of neighbour discovery read in place, ICMPv6 header included (RFC 4861 section 4). The
 * length of the fixed part depends on the type; options follow it, see {@link NdpOptions}.
 */
public record NdpView(byte[] octets, int offset) {
    private static final int FLAGS = 4;
    private static final int TARGET = 8;
    private static final int REDIRECT_DESTINATION = 24;

    /**
     * Empty unless the type is one of the five and its fixed part ends at {@code limit} or before.
     */
    public static Optional<NdpView> checked(byte[] octets, int offset, int limit) {
        return fits(octets, offset, limit)
                ? Optional.of(new NdpView(octets, offset))
                : Optional.empty();
    }

    /** {@link #checked} without the object. */
    public static boolean fits(byte[] octets, int offset, int limit) {
        if (limit - offset < Icmpv6View.HEADER_OCTETS) {
            return false;
        }
        int fixed = fixedOctets(Octets.u8(octets, offset));
        return fixed > 0 && limit - offset >= fixed;
    }

    /** Length of the part before the options, octets; 0 for a type of another protocol. */
    public static int fixedOctets(int type) {
        return switch (type) {
            case Icmpv6Types.ROUTER_SOLICITATION -> 8;
            case Icmpv6Types.ROUTER_ADVERTISEMENT -> 16;
            case Icmpv6Types.NEIGHBOR_SOLICITATION, Icmpv6Types.NEIGHBOR_ADVERTISEMENT -> 24;
            case Icmpv6Types.REDIRECT -> 40;
            default -> 0;
        };
    }

    public int type() {
        return Octets.u8(octets, offset);
    }

    /** Neighbour advertisement: sent by a router. */
    public boolean isRouter() {
        return (Octets.u8(octets, offset + FLAGS) & 0x80) != 0;
    }

    /** Neighbour advertisement: answers a solicitation. */
    public boolean isSolicited() {
        return (Octets.u8(octets, offset + FLAGS) & 0x40) != 0;
    }

    /** Neighbour advertisement: replaces what the cache holds. */
    public boolean isOverride() {
        return (Octets.u8(octets, offset + FLAGS) & 0x20) != 0;
    }

    /** Neighbour messages and redirect: first half of the target. */
    public long targetHigh() {
        return Octets.i64(octets, offset + TARGET);
    }

    /** Neighbour messages and redirect: second half of the target. */
    public long targetLow() {
        return Octets.i64(octets, offset + TARGET + 8);
    }

    /** Redirect: first half of the destination. */
    public long destinationHigh() {
        return Octets.i64(octets, offset + REDIRECT_DESTINATION);
    }

    /** Redirect: second half of the destination. */
    public long destinationLow() {
        return Octets.i64(octets, offset + REDIRECT_DESTINATION + 8);
    }

    /** Router advertisement: hop limit for hosts, 0 if unspecified. */
    public int currentHopLimit() {
        return Octets.u8(octets, offset + 4);
    }

    /** Router advertisement: flags octet (managed 0x80, other 0x40, preference). */
    public int routerFlags() {
        return Octets.u8(octets, offset + 5);
    }

    /** Router advertisement: how long to be a default router. */
    public int routerLifetimeSeconds() {
        return Octets.u16(octets, offset + 6);
    }

    /** Router advertisement: how long a neighbour stays reachable, 0 if unspecified. */
    public int reachableMillis() {
        return Octets.i32(octets, offset + 8);
    }

    /** Router advertisement: time between solicitations, 0 if unspecified. */
    public int retransmitMillis() {
        return Octets.i32(octets, offset + 12);
    }

    /** Where options begin. */
    public int optionsOffset() {
        return offset + fixedOctets(type());
    }

    public NdpHeader toHeader() {
        return switch (type()) {
            case Icmpv6Types.ROUTER_SOLICITATION -> new NdpHeader.RouterSolicitation();
            case Icmpv6Types.ROUTER_ADVERTISEMENT ->
                    new NdpHeader.RouterAdvertisement(
                            currentHopLimit(),
                            routerFlags(),
                            routerLifetimeSeconds(),
                            reachableMillis(),
                            retransmitMillis());
            case Icmpv6Types.NEIGHBOR_SOLICITATION ->
                    new NdpHeader.NeighborSolicitation(targetHigh(), targetLow());
            case Icmpv6Types.NEIGHBOR_ADVERTISEMENT ->
                    new NdpHeader.NeighborAdvertisement(
                            isRouter(), isSolicited(), isOverride(), targetHigh(), targetLow());
            default ->
                    new NdpHeader.Redirect(
                            targetHigh(), targetLow(), destinationHigh(), destinationLow());
        };
    }
}
