package sluice.packet.decode;

/**
 * The fields of one frame as the columns of a table: per field all values in order, outermost
 * first. Reused from frame to frame; one thread.
 */
public final class FieldTable implements FieldSink {
    private static final Field[] FIELDS = Field.values();

    private final StringBuilder[] texts = new StringBuilder[FIELDS.length];
    private final int[] counts = new int[FIELDS.length];
    private final int[] firstLengths = new int[FIELDS.length];
    private final StringBuilder protocols = new StringBuilder();
    private byte[] octets = new byte[0];
    private boolean malformed;

    /** An empty table. */
    public FieldTable() {
        for (int i = 0; i < texts.length; i++) {
            texts[i] = new StringBuilder();
        }
    }

    /** Forgets the frame before; {@code frame} is the array the next is decoded from. */
    public void reset(byte[] frame) {
        octets = frame;
        malformed = false;
        protocols.setLength(0);
        for (int i = 0; i < texts.length; i++) {
            texts[i].setLength(0);
            counts[i] = 0;
        }
    }

    @Override
    public void layer(Layer layer, int offset, int lengthOctets) {
        if (!protocols.isEmpty()) {
            protocols.append(':');
        }
        protocols.append(layer.abbreviation());
    }

    @Override
    public void field(Field field, int offset, int lengthOctets, long value) {
        int index = field.ordinal();
        StringBuilder text = texts[index];
        if (counts[index]++ > 0) {
            text.append(',');
        }
        FieldText.append(text, field, octets, offset, lengthOctets, value);
        if (counts[index] == 1) {
            firstLengths[index] = text.length();
        }
    }

    @Override
    public void fault(Fault fault, int offset) {
        malformed |= fault == Fault.MALFORMED;
    }

    @Override
    public void unpacked(byte[] unpacked, int lengthOctets) {
        octets = unpacked;
    }

    /** How often the field occurred. */
    public int count(Field field) {
        return counts[field.ordinal()];
    }

    /** The outermost value, empty if there is none. */
    public String first(Field field) {
        int index = field.ordinal();
        return counts[index] == 0 ? "" : texts[index].substring(0, firstLengths[index]);
    }

    /** All values joined by commas, empty if there is none. */
    public String all(Field field) {
        return texts[field.ordinal()].toString();
    }

    /** Short names of the layers joined by colons. */
    public String protocols() {
        return protocols.toString();
    }

    /** True if the packet claims more than it holds. */
    public boolean malformed() {
        return malformed;
    }
}
