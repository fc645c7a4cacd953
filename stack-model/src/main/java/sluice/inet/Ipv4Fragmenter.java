package sluice.inet;

import java.util.Arrays;
import sluice.packet.Checksums;
import sluice.packet.Octets;

/**
 * Splits an IPv4 packet, or a fragment once more (RFC 791 section 3.2; Linux 6.x, {@code
 * ip_do_fragment}).
 *
 * <p>The first piece has all options. In later ones those without the copy flag are overwritten
 * with no-operation, so that all headers are equally long ({@code ip_options_fragment}). Allocates
 * nothing; one writer.
 */
public final class Ipv4Fragmenter {
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int MORE_FRAGMENTS = 0x2000;
    private static final int OFFSET_MASK = 0x1fff;

    private final byte[] header = new byte[60];

    /** A fragmenter with a header of its own to write in. */
    public Ipv4Fragmenter() {}

    /**
     * Splits the packet at {@code offset}, which has a valid header.
     *
     * @param length octets of the packet, header included
     * @param mtuOctets the longest packet the link takes
     */
    public Fragmentation fragment(
            byte[] packet, int offset, int length, int mtuOctets, FragmentSink sink) {
        return fragment(packet, offset, length, mtuOctets, false, sink);
    }

    /** The same; {@code ignoreDontFragment} splits in spite of the flag, and clears it. */
    public Fragmentation fragment(
            byte[] packet,
            int offset,
            int length,
            int mtuOctets,
            boolean ignoreDontFragment,
            FragmentSink sink) {
        if (length <= mtuOctets) return Fragmentation.FITS;
        int headerOctets = Ipv4Input.headerOctets(packet, offset);
        int field = Octets.u16(packet, offset + 6);
        if ((field & DONT_FRAGMENT) != 0 && !ignoreDontFragment) return Fragmentation.TOO_BIG;
        int step = (mtuOctets - headerOctets) & ~7;
        if (step < 8) return Fragmentation.NO_ROOM;
        System.arraycopy(packet, offset, header, 0, headerOctets);
        int first = (field & OFFSET_MASK) * 8;
        int payload = length - headerOctets;
        for (int done = 0; done < payload; done += step) {
            if (done == step) dropOptionsOfTheFirst(headerOctets);
            int octets = Math.min(step, payload - done);
            boolean more = done + octets < payload || (field & MORE_FRAGMENTS) != 0;
            write(headerOctets, octets, first + done, more);
            sink.fragment(header, headerOctets, offset + headerOctets + done, octets);
        }
        return Fragmentation.DONE;
    }

    /**
     * Splits a datagram that was put together on its way into the pieces it came in, whatever its
     * flag says (the quick way of {@code ip_do_fragment}).
     *
     * @param pieces payload octets of each piece, all but the last a multiple of eight; they make
     *     up the whole payload
     */
    public void fragment(
            byte[] packet, int offset, int[] pieces, int pieceCount, FragmentSink sink) {
        int headerOctets = Ipv4Input.headerOctets(packet, offset);
        System.arraycopy(packet, offset, header, 0, headerOctets);
        int done = 0;
        for (int i = 0; i < pieceCount; i++) {
            if (i == 1) dropOptionsOfTheFirst(headerOctets);
            write(headerOctets, pieces[i], done, i + 1 < pieceCount);
            sink.fragment(header, headerOctets, offset + headerOctets + done, pieces[i]);
            done += pieces[i];
        }
    }

    private void write(int headerOctets, int octets, int start, boolean more) {
        Octets.put16(header, 2, headerOctets + octets);
        Octets.put16(header, 6, start / 8 | (more ? MORE_FRAGMENTS : 0));
        Octets.put16(header, 10, 0);
        Octets.put16(header, 10, Checksums.finish(Checksums.sum(header, 0, headerOctets)));
    }

    private void dropOptionsOfTheFirst(int headerOctets) {
        int at = 20;
        while (at < headerOctets && header[at] != 0) {
            int length = header[at] == 1 || at + 1 == headerOctets ? 1 : header[at + 1] & 0xff;
            if (length < 1 || length > headerOctets - at) return;
            if (header[at] >= 0) Arrays.fill(header, at, at + length, (byte) 1);
            at += length;
        }
    }
}
