package sluice.packet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The Internet checksum (RFC 1071), whole and incremental (RFC 1624).
 *
 * <p>A <em>sum</em> here is a partial one's-complement sum held in a {@code long}, not folded and
 * not inverted, so that sums of parts can be added with {@code +}. {@link #finish} folds and
 * inverts it to the 16 bits of a header field.
 */
public final class Checksums {
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private static final VarHandle SWAPPED_LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW_HALF = 0xffff_ffffL;
    private static final int BLOCK_OCTETS = 32;
    private static final int BLOCKS_WORTH_IT = 3;

    private Checksums() {}

    /**
     * Partial sum of {@code length} octets from {@code offset}; an odd last octet counts as the
     * high half of a word. To add up several pieces, every piece but the last must have an even
     * length (else see {@link #swapped}).
     */
    public static long sum(byte[] octets, int offset, int length) {
        if (length < BLOCKS_WORTH_IT * BLOCK_OCTETS) return shortSum(octets, offset, length);
        int inBlocks = length & -BLOCK_OCTETS;
        return swapped(swappedSum(octets, offset, offset + inBlocks))
                + shortSum(octets, offset + inBlocks, length - inBlocks);
    }

    /**
     * Sum of whole blocks with the octets of each word changed over: the sum does not depend on
     * that but for its own octets (RFC 1071 section 2 (B)), and most processors read so.
     */
    private static long swappedSum(byte[] octets, int from, int end) {
        long low = 0;
        long high = 0;
        for (int at = from; at < end; at += BLOCK_OCTETS) {
            long a = (long) SWAPPED_LONG.get(octets, at);
            long b = (long) SWAPPED_LONG.get(octets, at + 8);
            long c = (long) SWAPPED_LONG.get(octets, at + 16);
            long d = (long) SWAPPED_LONG.get(octets, at + 24);
            low += (a & LOW_HALF) + (b & LOW_HALF) + ((c & LOW_HALF) + (d & LOW_HALF));
            high += (a >>> 32) + (b >>> 32) + ((c >>> 32) + (d >>> 32));
        }
        return low + high;
    }

    private static long shortSum(byte[] octets, int offset, int length) {
        long sum = 0;
        int at = offset;
        int end = offset + (length & ~15);
        while (at < end) {
            sum +=
                    ((int) INT.get(octets, at) & 0xffff_ffffL)
                            + ((int) INT.get(octets, at + 4) & 0xffff_ffffL);
            sum +=
                    ((int) INT.get(octets, at + 8) & 0xffff_ffffL)
                            + ((int) INT.get(octets, at + 12) & 0xffff_ffffL);
            at += 16;
        }
        int rest = length & 15;
        while (rest >= 2) {
            sum += Octets.u16(octets, at);
            at += 2;
            rest -= 2;
        }
        return rest == 0 ? sum : sum + ((octets[at] & 0xff) << 8);
    }

    /**
     * The sum of a piece that starts at an odd octet of the whole: its octets change places in
     * their words.
     */
    public static long swapped(long sum) {
        int folded = fold(sum);
        return (folded & 0xffL) << 8 | folded >>> 8;
    }

    /** Folds a sum to 16 bits without inverting it: 0xffff for data whose own checksum is right. */
    public static int fold(long sum) {
        long folded = (sum >>> 32) + (sum & 0xffff_ffffL);
        folded = (folded >>> 16) + (folded & 0xffff);
        folded = (folded >>> 16) + (folded & 0xffff);
        return (int) ((folded >>> 16) + (folded & 0xffff));
    }

    /** The header field for a sum: folded and inverted, 0..65535. */
    public static int finish(long sum) {
        return ~fold(sum) & 0xffff;
    }

    /**
     * Sum of the pseudo header of UDP and TCP over IPv4 (RFC 768, RFC 9293 section 3.1); {@code
     * length} in octets.
     */
    public static long pseudoHeader4(int source, int destination, int protocol, int length) {
        return (source & 0xffff_ffffL) + (destination & 0xffff_ffffL) + protocol + length;
    }

    /**
     * Sum of the pseudo header of upper-layer protocols over IPv6 (RFC 8200 section 8.1), the
     * addresses read at {@code sourceOffset} and {@code destinationOffset}; {@code length} in
     * octets.
     */
    public static long pseudoHeader6(
            byte[] octets, int sourceOffset, int destinationOffset, int protocol, int length) {
        return sum(octets, sourceOffset, 16)
                + sum(octets, destinationOffset, 16)
                + protocol
                + length;
    }

    /** The checksum field after one 16-bit word of the data changed (RFC 1624, equation 3). */
    public static int updated16(int checksum, int oldWord, int newWord) {
        return finish((~checksum & 0xffffL) + (~oldWord & 0xffffL) + newWord);
    }

    /** The checksum field after 32 bits of the data changed, for instance an IPv4 address. */
    public static int updated32(int checksum, int oldBits, int newBits) {
        return finish((~checksum & 0xffffL) + (~oldBits & 0xffff_ffffL) + (newBits & 0xffff_ffffL));
    }
}
