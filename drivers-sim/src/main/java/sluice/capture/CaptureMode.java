package sluice.capture;

import java.util.Optional;

/** What an open instance does with frames that pass its filter (BIOCSMODE). */
public enum CaptureMode {
    /** Stores them for reads. */
    CAPTURE(0x00),
    /** Counts them, and stores nothing. */
    STATISTICS(0x01),
    /** Stores them for a thread of the driver that writes them to a file. */
    DUMP(0x10),
    /** As {@link #DUMP}; reads return counts. */
    STATISTICS_DUMP(0x11);

    private final int bits;

    CaptureMode(int bits) {
        this.bits = bits;
    }

    /** The mode bits. */
    public int bits() {
        return bits;
    }

    boolean dumps() {
        return this == DUMP || this == STATISTICS_DUMP;
    }

    boolean counts() {
        return this == STATISTICS || this == STATISTICS_DUMP;
    }

    /** The mode of these bits; monitoring (0x2) and others are none. */
    public static Optional<CaptureMode> of(int bits) {
        for (CaptureMode mode : values()) if (mode.bits == bits) return Optional.of(mode);
        return Optional.empty();
    }
}
