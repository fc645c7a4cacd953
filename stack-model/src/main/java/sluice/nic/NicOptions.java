package sluice.nic;

import sluice.packet.wire.Addresses;

/**
 * What a simulated NIC is like.
 *
 * @param mac station address, 48 bits, not a group address
 * @param mtuOctets largest payload of a frame
 * @param rxRingFramesMax receive descriptors
 * @param txRingFramesMax transmit descriptors
 */
public record NicOptions(long mac, int mtuOctets, int rxRingFramesMax, int txRingFramesMax) {
    /** Checks the ranges. */
    public NicOptions {
        if (Addresses.isMulticastMac(mac))
            throw new IllegalArgumentException("station address is a group address");
        if (mtuOctets < 68 || mtuOctets > 65_536)
            throw new IllegalArgumentException("MTU of " + mtuOctets);
        if (rxRingFramesMax < 1 || txRingFramesMax < 1)
            throw new IllegalArgumentException("a ring without slots");
    }

    /** MTU 1500, 256 descriptors each way. */
    public static NicOptions ethernet(long mac) {
        return new NicOptions(mac, 1500, 256, 256);
    }
}
