package sluice.rules.nft;

import java.util.Arrays;

/**
 * A constant: a value or an interval of values.
 *
 * @param from least
 * @param to greatest; equal to {@code from} for a single one
 */
record Span(byte[] from, byte[] to) {
    static Span of(byte[] value) {
        return new Span(value, value);
    }

    boolean single() {
        return Arrays.equals(from, to);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Span span
                && Arrays.equals(from, span.from)
                && Arrays.equals(to, span.to);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(from) + Arrays.hashCode(to);
    }
}
