package sluice.tap;

/** Takes a record out of a ring where it lies. */
@FunctionalInterface
public interface RingRecordSink {
    /**
     * One record; the octets are valid during the call.
     *
     * @param ring the array behind the ring
     * @param headerOffset where its {@link CaptureRecord} begins
     * @param firstOffset where the packet begins
     * @param firstOctets octets of it that lie there
     * @param secondOffset where the rest of it begins, if it wraps
     * @param secondOctets octets of that rest, or 0
     */
    void record(
            byte[] ring,
            int headerOffset,
            int firstOffset,
            int firstOctets,
            int secondOffset,
            int secondOctets);
}
