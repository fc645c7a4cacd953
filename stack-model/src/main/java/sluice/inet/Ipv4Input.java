package sluice.inet;

import org.jspecify.annotations.Nullable;
import sluice.packet.Checksums;
import sluice.packet.Octets;

/**
 * The checks of an arriving IPv4 packet, in the kernel's order. Null means that it passes; after
 * {@link #checkHeader} the packet has to be trimmed to {@link #totalLengthOctets}, for what follows
 * is padding.
 */
public final class Ipv4Input {
    private static final int HEADER_OCTETS = 20;

    /** How a source is checked against the routes (RFC 3704; sysctl rp_filter and its codes). */
    public enum ReversePath {
        /** Not at all. */
        OFF(0),
        /** The way back must be the interface it came by. */
        STRICT(1),
        /** There must be a way back. */
        LOOSE(2);

        private final int code;

        ReversePath(int code) {
            this.code = code;
        }

        /** The value of the sysctl; of "all" and the interface the greater counts. */
        public int code() {
            return code;
        }
    }

    private Ipv4Input() {}

    /**
     * Version, header length, checksum, total length (Linux 6.x, {@code ip_rcv_core}).
     *
     * @param offset where the IPv4 header begins
     * @param limit where the frame ends
     */
    public static @Nullable InetDrop checkHeader(byte[] octets, int offset, int limit) {
        if (limit - offset < HEADER_OCTETS) return InetDrop.IPV4_HEADER_TRUNCATED;
        if (octets[offset] >> 4 != 4) return InetDrop.IPV4_VERSION;
        int headerOctets = headerOctets(octets, offset);
        if (headerOctets < HEADER_OCTETS) return InetDrop.IPV4_HEADER_LENGTH;
        if (limit - offset < headerOctets) return InetDrop.IPV4_OPTIONS_TRUNCATED;
        if (Checksums.fold(Checksums.sum(octets, offset, headerOctets)) != 0xffff)
            return InetDrop.IPV4_CHECKSUM;
        int total = totalLengthOctets(octets, offset);
        if (limit - offset < total) return InetDrop.IPV4_TRUNCATED;
        return total < headerOctets ? InetDrop.IPV4_TOTAL_LENGTH : null;
    }

    /** Octets of the header, from its own field. */
    public static int headerOctets(byte[] octets, int offset) {
        return (octets[offset] & 0xf) * 4;
    }

    /** Octets of the packet, from its own field. */
    public static int totalLengthOctets(byte[] octets, int offset) {
        return Octets.u16(octets, offset + 2);
    }

    /**
     * The options of a header that passed {@link #checkHeader} (Linux 6.x, {@code
     * __ip_options_compile}): each has a length that fits.
     */
    public static @Nullable InetDrop checkOptions(byte[] octets, int offset) {
        return badOptionOffset(octets, offset) < 0 ? null : InetDrop.IPV4_OPTIONS;
    }

    /** The offset within the header of the first wrong option (the ICMP pointer), or -1. */
    public static int badOptionOffset(byte[] octets, int offset) {
        int end = headerOctets(octets, offset);
        int at = HEADER_OCTETS;
        while (at < end) {
            int kind = Octets.u8(octets, offset + at);
            if (kind == 0) return -1;
            if (kind == 1) {
                at++;
                continue;
            }
            if (at + 1 >= end) return at;
            int length = Octets.u8(octets, offset + at + 1);
            if (length < 2 || length > end - at) return at;
            at += length;
        }
        return -1;
    }

    /**
     * Addresses that cannot come from a wire (Linux 6.x, {@code ip_route_input_slow}): source
     * 224/4, 255.255.255.255, 0/8, 127/8 or an own address, destination 127/8 or 0/8. A source of
     * 0.0.0.0 may send to the limited broadcast (DHCP), and to a group of the link.
     *
     * @param sourceIsLocal whether the source is an address of this host
     */
    public static @Nullable InetDrop checkAddresses(
            int source, int destination, boolean sourceIsLocal) {
        boolean toNobody =
                source == Ipv4Addresses.ANY
                        && (destination == Ipv4Addresses.ANY
                                || destination == Ipv4Addresses.LIMITED_BROADCAST
                                || Ipv4Addresses.isLocalMulticast(destination));
        if (toNobody) return null;
        if (Ipv4Addresses.isMulticast(source)
                || source == Ipv4Addresses.LIMITED_BROADCAST
                || Ipv4Addresses.isZeroNet(source)
                || Ipv4Addresses.isLoopback(source)
                || sourceIsLocal) return InetDrop.MARTIAN_SOURCE;
        return Ipv4Addresses.isLoopback(destination) || Ipv4Addresses.isZeroNet(destination)
                ? InetDrop.MARTIAN_DESTINATION
                : null;
    }

    /**
     * The reverse path filter (Linux 6.x, {@code __fib_validate_source}).
     *
     * @param wayBack the route to the packet's source, or null
     */
    public static @Nullable InetDrop checkReversePath(
            ReversePath mode, @Nullable Ipv4Route wayBack, int inDeviceIndex) {
        boolean fits =
                switch (mode) {
                    case OFF -> true;
                    case STRICT ->
                            wayBack != null
                                    && wayBack.kind() == RouteKind.UNICAST
                                    && wayBack.deviceIndex() == inDeviceIndex;
                    case LOOSE -> wayBack != null && wayBack.kind() == RouteKind.UNICAST;
                };
        return fits ? null : InetDrop.REVERSE_PATH;
    }
}
