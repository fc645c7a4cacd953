package sluice.ring;

/** What a consumer does with one record while it still lies in the ring. */
@FunctionalInterface
public interface RecordHandler {
    /**
     * Looks at one record in place. The octets belong to the ring: they may be read until this
     * method returns and no longer, and must not be written. The handler may offer to the same ring
     * when producer and consumer are one thread, but must not consume from it.
     *
     * <p>Runs on the consumer's thread. An exception passes through to the caller of {@code drain};
     * the record counts as consumed.
     *
     * @param octets the ring's own array
     * @param offset where the record starts in it
     * @param length the record's octets
     */
    void onRecord(byte[] octets, int offset, int length);
}
