package sluice.packet.wire;

import sluice.packet.Octets;

/**
 * The walk through options of neighbour discovery (RFC 4861 section 4.6): type, length in units of
 * eight octets, body.
 */
public final class NdpOptions {
    public static final int SOURCE_LINK_LAYER = 1;
    public static final int TARGET_LINK_LAYER = 2;
    public static final int PREFIX_INFORMATION = 3;
    public static final int REDIRECTED_HEADER = 4;
    public static final int MTU = 5;

    /** Length of a link-layer address option on Ethernet. */
    public static final int LINK_LAYER_OCTETS = 8;

    private NdpOptions() {}

    /**
     * Length of the option at {@code at}, octets: 0 at the limit, -1 where the length is zero or
     * beyond the limit (such a packet is discarded, RFC 4861 section 4.6).
     */
    public static int lengthAt(byte[] octets, int at, int limit) {
        if (at >= limit) {
            return 0;
        }
        if (limit - at < 2) {
            return -1;
        }
        int length = Octets.u8(octets, at + 1) * 8;
        return length > 0 && length <= limit - at ? length : -1;
    }

    /** Offset of the first option of {@code type}, or -1. */
    public static int find(byte[] octets, int from, int limit, int type) {
        int at = from;
        while (true) {
            int length = lengthAt(octets, at, limit);
            if (length <= 0) {
                return -1;
            }
            if (Octets.u8(octets, at) == type) {
                return at;
            }
            at += length;
        }
    }

    /** The MAC address in the first option of {@code type}, or -1. */
    public static long linkLayerAddress(byte[] octets, int from, int limit, int type) {
        int at = find(octets, from, limit, type);
        return at < 0 ? -1 : Octets.u48(octets, at + 2);
    }

    /** Writes a link-layer address option of {@link #LINK_LAYER_OCTETS}. */
    public static void writeLinkLayer(byte[] octets, int offset, int type, long mac) {
        Octets.put8(octets, offset, type);
        Octets.put8(octets, offset + 1, 1);
        Octets.put48(octets, offset + 2, mac);
    }
}
