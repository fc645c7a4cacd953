package sluice.ndis;

/** Attribute flags of NdisMSetAttributesEx (Windows DDK, {@code ndis.h}). */
public final class MiniportAttributes {
    /** Sends are never timed. */
    public static final int IGNORE_PACKET_TIMEOUT = 0x1;

    /** Requests are never timed. */
    public static final int IGNORE_REQUEST_TIMEOUT = 0x2;

    /** An intermediate driver. */
    public static final int INTERMEDIATE_DRIVER = 0x10;

    /** Queues for itself: the wrapper keeps no send queue for it. */
    public static final int DESERIALIZE = 0x20;

    /** Not halted on suspend. */
    public static final int NO_HALT_ON_SUSPEND = 0x40;

    /** What the Passthru sample sets. */
    public static final int INTERMEDIATE =
            IGNORE_PACKET_TIMEOUT
                    | IGNORE_REQUEST_TIMEOUT
                    | INTERMEDIATE_DRIVER
                    | DESERIALIZE
                    | NO_HALT_ON_SUSPEND;

    private MiniportAttributes() {}
}
