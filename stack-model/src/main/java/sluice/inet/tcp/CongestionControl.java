package sluice.inet.tcp;

/**
 * How much may be on its way (RFC 5681). It answers to what was acknowledged and lost; what is sent
 * again, and when, is the sender's business. One object per connection, one thread.
 */
public interface CongestionControl {
    /**
     * The connection is established.
     *
     * @param segmentOctets data of a full segment
     * @param initialSegments the initial window in segments (RFC 6928)
     */
    void start(int segmentOctets, int initialSegments);

    /** The path takes other segments than before. */
    void segmentOctets(int octets);

    /** The congestion window, octets. */
    long windowOctets();

    /** The slow-start threshold, octets; {@link Long#MAX_VALUE} before the first loss. */
    long thresholdOctets();

    /**
     * Octets were acknowledged outside of fast recovery.
     *
     * @param limited whether the window was what held the sender back; if not it does not grow (RFC
     *     7661)
     * @param roundTripNanos smoothed
     */
    void acknowledged(long octets, boolean limited, long nowNanos, long roundTripNanos);

    /** A loss was seen by duplicate acknowledgments, with so much on its way. */
    void lost(long inFlightOctets, long nowNanos);

    /**
     * The retransmission timer has ended.
     *
     * @param again whether this loss was answered before: by another timeout or by {@link #lost}
     */
    void timedOut(long inFlightOctets, boolean again, long nowNanos);

    /**
     * What {@link #lost} answered last was no loss: the window is what it was before, or larger.
     */
    void undo();

    /** Nothing was sent for longer than a timeout (RFC 5681 section 4.1). */
    void idle();

    /** Makes one for each connection. */
    @FunctionalInterface
    interface Maker {
        /** A new one. */
        CongestionControl make();
    }
}
