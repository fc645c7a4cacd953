package sluice.packet.wire;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * Octets as an immutable value, with the equality that a {@code byte[]} lacks: options and other
 * parts of a header that are kept as they came.
 */
public final class OctetSequence {
    /** No octets at all. */
    public static final OctetSequence EMPTY = new OctetSequence(new byte[0]);

    private final byte[] octets;

    private OctetSequence(byte[] octets) {
        this.octets = octets;
    }

    /** A copy of {@code lengthOctets} octets from {@code offset}. */
    public static OctetSequence copyOf(byte[] octets, int offset, int lengthOctets) {
        return lengthOctets == 0
                ? EMPTY
                : new OctetSequence(Arrays.copyOfRange(octets, offset, offset + lengthOctets));
    }

    /** A copy of all of {@code octets}. */
    public static OctetSequence copyOf(byte[] octets) {
        return copyOf(octets, 0, octets.length);
    }

    /** How many octets these are. */
    public int lengthOctets() {
        return octets.length;
    }

    /** The octet at {@code index}, 0..255. */
    public int at(int index) {
        return octets[index] & 0xff;
    }

    /** Writes all octets to {@code target} from {@code offset}. */
    public void writeTo(byte[] target, int offset) {
        System.arraycopy(octets, 0, target, offset, octets.length);
    }

    /** A fresh array with the octets. */
    public byte[] toArray() {
        return octets.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OctetSequence that && Arrays.equals(octets, that.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    /** Lower-case hexadecimal digits without separators. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(octets);
    }
}
