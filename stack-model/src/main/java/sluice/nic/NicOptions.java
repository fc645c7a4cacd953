package sluice.nic;

import sluice.packet.wire.Addresses;

/**
 * What a simulated NIC is like.
 *
 * @param mac station address, 48 bits, not a group address
 * @param mtuOctets largest payload of a frame
 * @param rxRingFramesMax receive descriptors
 * @param txRingFramesMax transmit descriptors
 * @param padsFrames whether it fills frames that are too short; see {@link Nic#padsFrames}
 */
public record NicOptions(
        long mac, int mtuOctets, int rxRingFramesMax, int txRingFramesMax, boolean padsFrames) {
    /** Checks the ranges. */
    public NicOptions {
        if (Addresses.isMulticastMac(mac))
            throw new IllegalArgumentException("station address is a group address");
        if (mtuOctets < 68 || mtuOctets > 65_536)
            throw new IllegalArgumentException("MTU of " + mtuOctets);
        if (rxRingFramesMax < 1 || txRingFramesMax < 1)
            throw new IllegalArgumentException("a ring without slots");
    }

    /** One that fills frames that are too short. */
    public NicOptions(long mac, int mtuOctets, int rxRingFramesMax, int txRingFramesMax) {
        this(mac, mtuOctets, rxRingFramesMax, txRingFramesMax, true);
    }

    /** The same with hardware that leaves short frames as they are. */
    public NicOptions withoutPadding() {
        return new NicOptions(mac, mtuOctets, rxRingFramesMax, txRingFramesMax, false);
    }

    /** MTU 1500, 256 descriptors each way. */
    public static NicOptions ethernet(long mac) {
        return new NicOptions(mac, 1500, 256, 256);
    }
}
