package sluice.nic;

import java.util.zip.CRC32;

/**
 * The check sequence behind an Ethernet frame (FCS): CRC-32 over all octets from the destination
 * address on, sent with the lowest octet first (IEEE 802.3 clause 3.2.9).
 *
 * <p>It is the NIC's business alone. The sending NIC appends it, the receiving one looks at it and
 * takes it off; no packet above a NIC, no capture and no raw send has it. A {@link SimNic} has it
 * in the time that a frame takes on the line only; a NIC with registers shows it to its driver.
 *
 * <p>One instance for one user; allocates nothing after that.
 */
public final class FrameCheck {
    /** Its length. */
    public static final int OCTETS = 4;

    private final CRC32 crc = new CRC32();

    /** A calculator. */
    public FrameCheck() {}

    /** The check sequence of a frame; its lowest octet goes first. */
    public int of(byte[] octets, int offset, int lengthOctets) {
        crc.reset();
        crc.update(octets, offset, lengthOctets);
        return (int) crc.getValue();
    }

    /**
     * Where a group address falls in a hash table of 64 bits: the low six bits of the check
     * sequence's register after the six octets, which is not inverted there.
     *
     * @param mac 48 bits
     */
    public int hashBit(long mac) {
        crc.reset();
        for (int shift = 40; shift >= 0; shift -= 8) crc.update((int) (mac >>> shift) & 0xff);
        return (int) ~crc.getValue() & 0x3f;
    }
}
