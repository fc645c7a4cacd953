package sluice.packet.wire;

/** Ranges of header values; leaving one is a caller's mistake and throws. */
final class Require {
    private Require() {}

    static void bits(String field, int bits, long value) {
        if (value < 0 || value >>> bits != 0) {
            throw new IllegalArgumentException(
                    field + " " + value + " does not fit in " + bits + " bits");
        }
    }

    static void multiple(String field, int unit, int value) {
        if (value % unit != 0) {
            throw new IllegalArgumentException(field + " " + value + " is no multiple of " + unit);
        }
    }

    static void atMost(String field, int limit, int value) {
        if (value > limit) {
            throw new IllegalArgumentException(field + " " + value + " is above " + limit);
        }
    }
}
