package sluice.inet;

import sluice.packet.Octets;

/**
 * Splits an IPv6 packet at its source (RFC 8200 section 4.5). Routers never do this. The
 * per-fragment headers are those up to a routing header; the fragment header follows them.
 *
 * <p>Allocates nothing once the longest headers were seen; one writer.
 */
public final class Ipv6Fragmenter {
    /** Octets of a fragment header. */
    public static final int FRAGMENT_HEADER_OCTETS = 8;

    private static final int FRAGMENT = 44;

    private byte[] header = new byte[128];

    /** A fragmenter with headers of its own to write in. */
    public Ipv6Fragmenter() {}

    /**
     * Splits the packet at {@code offset}, which has a valid header.
     *
     * @param length octets of the packet, header included
     * @param mtuOctets the longest packet the path takes
     * @param identification the number that all fragments carry
     */
    public Fragmentation fragment(
            byte[] packet,
            int offset,
            int length,
            int mtuOctets,
            int identification,
            FragmentSink sink) {
        if (length <= mtuOctets) return Fragmentation.FITS;
        int unfragmentable = Ipv6Chain.unfragmentableOctets(packet, offset, length);
        int headerOctets = unfragmentable + FRAGMENT_HEADER_OCTETS;
        int step = (mtuOctets - headerOctets) & ~7;
        if (step < 8) return Fragmentation.NO_ROOM;
        begin(packet, offset, unfragmentable, identification);
        int payload = length - unfragmentable;
        for (int done = 0; done < payload; done += step) {
            int octets = Math.min(step, payload - done);
            write(unfragmentable, octets, done, done + octets < payload);
            sink.fragment(header, headerOctets, offset + unfragmentable + done, octets);
        }
        return Fragmentation.DONE;
    }

    /**
     * Splits a datagram that was put together on its way into the pieces it came in.
     *
     * @param pieces payload octets of each piece, all but the last a multiple of eight; they make
     *     up all that follows the headers of every fragment
     */
    public void fragment(
            byte[] packet,
            int offset,
            int length,
            int[] pieces,
            int pieceCount,
            int identification,
            FragmentSink sink) {
        int unfragmentable = Ipv6Chain.unfragmentableOctets(packet, offset, length);
        begin(packet, offset, unfragmentable, identification);
        int done = 0;
        for (int i = 0; i < pieceCount; i++) {
            write(unfragmentable, pieces[i], done, i + 1 < pieceCount);
            int headerOctets = unfragmentable + FRAGMENT_HEADER_OCTETS;
            sink.fragment(header, headerOctets, offset + unfragmentable + done, pieces[i]);
            done += pieces[i];
        }
    }

    /** Octets of the headers that every fragment of a packet carries, the fragment header apart. */
    public static int unfragmentableOctets(byte[] packet, int offset, int length) {
        return Ipv6Chain.unfragmentableOctets(packet, offset, length);
    }

    private void begin(byte[] packet, int offset, int unfragmentable, int identification) {
        int headerOctets = unfragmentable + FRAGMENT_HEADER_OCTETS;
        if (header.length < headerOctets) header = new byte[headerOctets];
        System.arraycopy(packet, offset, header, 0, unfragmentable);
        int nextHeaderAt = Ipv6Chain.lastNextHeaderOffset(header, 0, unfragmentable);
        Octets.put16(header, unfragmentable, Octets.u8(header, nextHeaderAt) << 8);
        Octets.put8(header, nextHeaderAt, FRAGMENT);
        Octets.put32(header, unfragmentable + 4, identification);
    }

    private void write(int unfragmentable, int octets, int start, boolean more) {
        int after = unfragmentable + FRAGMENT_HEADER_OCTETS - Ipv6Input.HEADER_OCTETS;
        Octets.put16(header, 4, after + octets);
        Octets.put16(header, unfragmentable + 2, start | (more ? 1 : 0));
    }
}
