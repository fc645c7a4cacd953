package sluice.linuxstack;

/** Buffer memory that a packet counts for (Linux, {@code SKB_TRUESIZE} with its slab sizes). */
final class Truesize {
    private static final int SHARED_INFO_OCTETS = 320;
    private static final int DESCRIPTOR_OCTETS = 256;
    private static final int PADDING_OCTETS = 64;
    private static final int SMALLEST_SLAB_OCTETS = 512;

    /** {@code SKB_TRUESIZE(ETH_FRAME_LEN)}: what a full frame counts where slabs are not asked. */
    static final int FULL_FRAME_OCTETS = 1514 + DESCRIPTOR_OCTETS + SHARED_INFO_OCTETS;

    private Truesize() {}

    static int of(int lengthOctets) {
        int needed = lengthOctets + PADDING_OCTETS + SHARED_INFO_OCTETS;
        int slab = Math.max(SMALLEST_SLAB_OCTETS, Integer.highestOneBit(needed - 1) << 1);
        return slab + DESCRIPTOR_OCTETS;
    }
}
