package sluice.ndis;

import org.jspecify.annotations.Nullable;

/**
 * A run of octets in a descriptor's chain: what an MDL is to NDIS. Read through {@link
 * PacketOctets}, which reads across buffers; a header may be split at any octet.
 *
 * <p>Belongs to one chain at a time.
 */
public final class NdisBuffer {
    final byte[] octets;
    int offset;
    int lengthOctets;
    @Nullable NdisBuffer next;

    private NdisBuffer(byte[] octets, int offset, int lengthOctets) {
        this.octets = octets;
        this.offset = offset;
        this.lengthOctets = lengthOctets;
    }

    /**
     * A buffer over part of an array, which it goes on sharing.
     *
     * @throws IndexOutOfBoundsException if the part is not inside the array
     */
    public static NdisBuffer of(byte[] octets, int offset, int lengthOctets) {
        java.util.Objects.checkFromIndexSize(offset, lengthOctets, octets.length);
        return new NdisBuffer(octets, offset, lengthOctets);
    }

    /**
     * Points it at another part of its array; while it is in no chain only.
     *
     * @return this
     * @throws IndexOutOfBoundsException if the part is not inside the array
     */
    public NdisBuffer at(int newOffset, int newLengthOctets) {
        offset = java.util.Objects.checkFromIndexSize(newOffset, newLengthOctets, octets.length);
        lengthOctets = newLengthOctets;
        next = null;
        return this;
    }

    /** Chains {@code following} behind this one; before it is in a descriptor's chain. */
    public void chain(NdisBuffer following) {
        next = following;
    }

    /** The array behind it. */
    public byte[] octets() {
        return octets;
    }

    /** Where it starts in the array. */
    public int offset() {
        return offset;
    }

    /** How long it is. */
    public int lengthOctets() {
        return lengthOctets;
    }

    /** The next buffer of the chain, or null. */
    public @Nullable NdisBuffer next() {
        return next;
    }
}
