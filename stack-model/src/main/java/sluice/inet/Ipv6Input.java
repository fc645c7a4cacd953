package sluice.inet;

import org.jspecify.annotations.Nullable;
import sluice.packet.Octets;

/**
 * The checks of an arriving IPv6 packet, in the kernel's order (Linux 6.x, {@code ip6_rcv_core}).
 * Null means that it passes; it then has to be trimmed to {@link #totalLengthOctets}.
 */
public final class Ipv6Input {
    /** Octets of the fixed header. */
    public static final int HEADER_OCTETS = 40;

    private static final int HOP_BY_HOP = 0;

    private Ipv6Input() {}

    /**
     * Version, addresses, payload length.
     *
     * @param offset where the IPv6 header begins
     * @param limit where the frame ends
     * @param onLoopback whether it came in by the loopback device
     */
    public static @Nullable InetDrop checkHeader(
            byte[] octets, int offset, int limit, boolean onLoopback) {
        if (limit - offset < HEADER_OCTETS) return InetDrop.IPV6_HEADER_TRUNCATED;
        if (Octets.u8(octets, offset) >> 4 != 6) return InetDrop.IPV6_VERSION;
        long sourceHigh = Octets.i64(octets, offset + 8);
        long sourceLow = Octets.i64(octets, offset + 16);
        long high = Octets.i64(octets, offset + 24);
        long low = Octets.i64(octets, offset + 32);
        if (!onLoopback
                && (Ipv6Address.isLoopback(sourceHigh, sourceLow)
                        || Ipv6Address.isLoopback(high, low)))
            return InetDrop.IPV6_LOOPBACK_ON_WIRE;
        if (!onLoopback && Ipv6Address.isMulticast(high) && Ipv6Address.multicastScope(high) <= 1)
            return InetDrop.IPV6_MULTICAST_SCOPE;
        if (Ipv6Address.isMulticast(sourceHigh)) return InetDrop.IPV6_MULTICAST_SOURCE;
        int payload = Octets.u16(octets, offset + 4);
        // Length 0 under hop-by-hop options announces a jumbogram (RFC 2675).
        boolean jumbo = payload == 0 && Octets.u8(octets, offset + 6) == HOP_BY_HOP;
        return !jumbo && limit - offset - HEADER_OCTETS < payload ? InetDrop.IPV6_TRUNCATED : null;
    }

    /** Octets of the packet, header included, from its own field. */
    public static int totalLengthOctets(byte[] octets, int offset) {
        return HEADER_OCTETS + Octets.u16(octets, offset + 4);
    }
}
