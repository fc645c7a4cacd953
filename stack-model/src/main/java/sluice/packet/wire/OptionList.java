package sluice.packet.wire;

import sluice.packet.Octets;

/**
 * The walk through options of IPv4 (RFC 791 section 3.1) and TCP (RFC 9293 section 3.1), which
 * share their form: 0 ends the list, 1 stands alone, every other kind has a length octet that
 * counts kind and length too.
 *
 * <pre>{@code
 * for (int at = from, n; (n = OptionList.lengthAt(octets, at, limit)) > 0; at += n) { ... }
 * }</pre>
 */
public final class OptionList {
    /** Ends the list. */
    public static final int END = 0;

    /** Stands alone, fills space. */
    public static final int NO_OPERATION = 1;

    /** IPv4: set in kinds that go into every fragment (RFC 791: copied flag). */
    public static final int IPV4_COPIED = 0x80;

    public static final int IPV4_RECORD_ROUTE = 7;
    public static final int IPV4_TIMESTAMP = 68;
    public static final int IPV4_LOOSE_SOURCE_ROUTE = 131;
    public static final int IPV4_STRICT_SOURCE_ROUTE = 137;
    public static final int IPV4_ROUTER_ALERT = 148;

    private OptionList() {}

    /**
     * Length of the option at {@code at}, octets.
     *
     * @return 1 for {@link #END} and {@link #NO_OPERATION}; 0 at the limit; -1 where the length is
     *     missing, below two or beyond the limit
     */
    public static int lengthAt(byte[] octets, int at, int limit) {
        if (at >= limit) {
            return 0;
        }
        if (Octets.u8(octets, at) <= NO_OPERATION) {
            return 1;
        }
        if (limit - at < 2) {
            return -1;
        }
        int length = Octets.u8(octets, at + 1);
        return length >= 2 && length <= limit - at ? length : -1;
    }

    /** Offset of the first option of {@code kind}, or -1 if there is none before end or error. */
    public static int find(byte[] octets, int from, int limit, int kind) {
        int at = from;
        while (true) {
            int length = lengthAt(octets, at, limit);
            if (length <= 0) {
                return -1;
            }
            int found = Octets.u8(octets, at);
            if (found == kind) {
                return at;
            }
            if (found == END) {
                return -1;
            }
            at += length;
        }
    }

    /** True if every option up to the end of the list or the limit has a legal length. */
    public static boolean wellFormed(byte[] octets, int from, int limit) {
        int at = from;
        while (true) {
            int length = lengthAt(octets, at, limit);
            if (length <= 0 || Octets.u8(octets, at) == END) {
                return length >= 0;
            }
            at += length;
        }
    }
}
