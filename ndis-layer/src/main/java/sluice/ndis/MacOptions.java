package sluice.ndis;

/** Bits of OID_GEN_MAC_OPTIONS: how a miniport works (Microsoft, "OID_GEN_MAC_OPTIONS"). */
public final class MacOptions {
    /** The miniport never shows protocols what they send: NDIS is to do it. */
    public static final int NO_LOOPBACK = 0x8;

    /** Bits that mean something; an answer with others is none. */
    static final int KNOWN = 0x7f;

    private MacOptions() {}
}
