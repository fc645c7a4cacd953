package sluice.ndis;

/** Bits of a packet's flags (Windows DDK, {@code ndis.h}). */
public final class PacketFlags {
    /** Do not show this send to bindings of the same adapter. */
    public static final int DONT_LOOPBACK = 0x80;

    /** This receive is a send of the same adapter, looped back by NDIS. */
    public static final int IS_LOOPBACK_PACKET = 0x100;

    /** Loop it back and do not put it on the wire. */
    public static final int LOOPBACK_ONLY = 0x200;

    private PacketFlags() {}
}
