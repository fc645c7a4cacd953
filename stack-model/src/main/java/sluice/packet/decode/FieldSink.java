package sluice.packet.decode;

/**
 * Where the dissector reports what it finds, outermost first. Called on the caller's thread before
 * {@link Decoder#decode} returns; nothing is allocated for the call.
 */
public interface FieldSink {
    /**
     * A protocol begins.
     *
     * @param layer which
     * @param offset where, in the octets being decoded
     * @param lengthOctets what was captured of it, payload included
     */
    default void layer(Layer layer, int offset, int lengthOctets) {}

    /**
     * A field of the protocol that began last, or of one around it.
     *
     * @param field which
     * @param offset where, in the octets being decoded
     * @param lengthOctets octets the field lies in
     * @param value the number, flag or address (see {@link FieldKind})
     */
    default void field(Field field, int offset, int lengthOctets, long value) {}

    /**
     * True to be told every field of a header, bit by bit and option by option; false for those
     * that tables and summaries use. Asked once a frame.
     */
    default boolean wantsDetails() {
        return false;
    }

    /** What stopped the dissection before the end, if anything did. */
    default void fault(Fault fault, int offset) {}

    /**
     * What follows lies in other octets: a payload was unpacked. Offsets are into these until the
     * end of the frame.
     */
    default void unpacked(byte[] octets, int lengthOctets) {}
}
