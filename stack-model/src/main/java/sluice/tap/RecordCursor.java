package sluice.tap;

/**
 * The way through the records that a read put into a user buffer. Uses the header length of each
 * record, as programs must, and stops before anything that is not whole.
 */
public final class RecordCursor {
    private byte[] octets = {};
    private int next;
    private int limit;
    private int record;
    private int data;
    private int captured;

    /** A cursor over nothing. */
    public RecordCursor() {}

    /**
     * Puts it in front of the first record.
     *
     * @return this
     * @throws IndexOutOfBoundsException if that is not inside the buffer
     */
    public RecordCursor over(byte[] buffer, int offset, int lengthOctets) {
        octets = buffer;
        next = java.util.Objects.checkFromIndexSize(offset, lengthOctets, buffer.length);
        limit = offset + lengthOctets;
        return this;
    }

    /** Goes to the next record; false if there is none, or it is not whole. */
    public boolean next() {
        int left = limit - next;
        if (left < CaptureRecord.HEADER_OCTETS) return false;
        int header = CaptureRecord.headerOctets(octets, next);
        int length = CaptureRecord.capturedOctets(octets, next);
        if (header < CaptureRecord.HEADER_OCTETS || header > left) return false;
        if (length < 0 || length > left - header) return false;
        record = next;
        data = next + header;
        captured = length;
        long following = (long) next + CaptureRecord.wordAligned(header + length);
        next = (int) Math.min(following, limit);
        return true;
    }

    /** The buffer. */
    public byte[] octets() {
        return octets;
    }

    /** Where the record's header begins. */
    public int recordOffset() {
        return record;
    }

    /** Where the packet begins. */
    public int offset() {
        return data;
    }

    /** How many octets of the packet are there. */
    public int capturedOctets() {
        return captured;
    }

    /** How long the packet was. */
    public int wireOctets() {
        return CaptureRecord.wireOctets(octets, record);
    }

    /** When it was seen. */
    public long timeNanos() {
        return CaptureRecord.timeNanos(octets, record);
    }
}
