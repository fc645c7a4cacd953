package sluice.rules.compiled;

import sluice.rules.Evaluation;
import sluice.rules.Expression;

/**
 * A value of the packet as a number of 64 bits without sign.
 *
 * @param view what of it
 */
record Field(Expression value, View view) {
    private static final long FOLD = 0x9e37_79b9_7f4a_7c15L;
    private static final int OCTETS = Long.BYTES;

    /** What of a value. */
    enum View {
        /** All of it: at most 8 octets. */
        WHOLE,
        /** Its first 8 octets. */
        HIGH,
        /** All octets mixed: equal values have equal numbers. */
        FOLDED
    }

    /** Loads the value into the packet's first room; false if it has none. */
    boolean load(Evaluation packet) {
        return value.load(packet, packet.left, 0);
    }

    /** The number of what {@link #load} loaded. */
    long number(byte[] room) {
        return number(room, value.lengthOctets());
    }

    /** The number of a value of so many octets. */
    long number(byte[] octets, int length) {
        return switch (view) {
            case WHOLE -> big(octets, 0, length);
            case HIGH -> big(octets, 0, OCTETS);
            case FOLDED -> {
                long folded = 0;
                for (int at = 0; at < length; at += OCTETS)
                    folded =
                            Long.rotateLeft(folded, 1) * FOLD
                                    + big(octets, at, Math.min(OCTETS, length - at));
                yield folded;
            }
        };
    }

    private static long big(byte[] octets, int at, int length) {
        long number = 0;
        for (int i = 0; i < length; i++) number = (number << 8) | (octets[at + i] & 0xff);
        return number;
    }
}
