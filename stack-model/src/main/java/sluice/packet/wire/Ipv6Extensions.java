package sluice.packet.wire;

import sluice.packet.Octets;

/**
 * The walk from an IPv6 header to the upper layer. The answer is packed in a {@code long}, so that
 * the data path allocates nothing: take it apart with {@link #protocol}, {@link #offset} and {@link
 * #isLaterFragment}.
 */
public final class Ipv6Extensions {
    /** Headers walked at most; a longer chain is refused. */
    public static final int HEADERS_MAX = 32;

    /** The chain is cut by the limit, or too long. */
    public static final long NONE = -1;

    private static final long LATER_FRAGMENT = 1L << 40;

    private Ipv6Extensions() {}

    /**
     * Skips hop-by-hop, destination, routing, fragment and authentication headers.
     *
     * @param nextHeader kind of the header at {@code offset}
     * @return packed protocol and offset of the first header of another kind, or {@link #NONE}. In
     *     a fragment that is not the first the walk ends behind the fragment header
     */
    public static long upperLayer(byte[] octets, int offset, int limit, int nextHeader) {
        int kind = nextHeader;
        int at = offset;
        for (int walked = 0; walked < HEADERS_MAX; walked++) {
            switch (kind) {
                case IpProtocols.HOP_BY_HOP,
                        IpProtocols.ROUTING,
                        IpProtocols.DESTINATION_OPTIONS -> {
                    if (!Ipv6ExtensionView.fits(octets, at, limit)) {
                        return NONE;
                    }
                    kind = Octets.u8(octets, at);
                    at += (Octets.u8(octets, at + 1) + 1) * 8;
                }
                case IpProtocols.FRAGMENT -> {
                    if (!Ipv6FragmentView.fits(octets, at, limit)) {
                        return NONE;
                    }
                    kind = Octets.u8(octets, at);
                    boolean later = (Octets.u16(octets, at + 2) & 0xfff8) != 0;
                    at += Ipv6FragmentView.HEADER_OCTETS;
                    if (later) {
                        return LATER_FRAGMENT | packed(kind, at);
                    }
                }
                case IpProtocols.AH -> {
                    if (!AhView.fits(octets, at, limit)) {
                        return NONE;
                    }
                    kind = Octets.u8(octets, at);
                    at += (Octets.u8(octets, at + 1) + 2) * 4;
                }
                default -> {
                    return packed(kind, at);
                }
            }
        }
        return NONE;
    }

    /** The {@link IpProtocols} number in an answer other than {@link #NONE}. */
    public static int protocol(long packed) {
        return (int) (packed >>> 32) & 0xff;
    }

    /** Where that protocol's header, or a later fragment's piece of it, begins. */
    public static int offset(long packed) {
        return (int) packed;
    }

    /** True if the octets are the middle or end of a datagram. */
    public static boolean isLaterFragment(long packed) {
        return (packed & LATER_FRAGMENT) != 0;
    }

    private static long packed(int protocol, int offset) {
        return (long) protocol << 32 | offset;
    }
}
