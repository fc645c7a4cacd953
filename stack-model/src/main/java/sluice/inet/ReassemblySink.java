package sluice.inet;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link Reassembler} tells its host. Its own state is settled before each call.
 *
 * @param <Q> the host's form of a fragment; the reassembler copies its octets and never looks at it
 */
public interface ReassemblySink<Q> {
    /**
     * A fragment's way ends and it belongs to the host again. Each fragment handed in comes back
     * exactly once.
     *
     * @param why null if its octets are part of a datagram that became whole
     */
    void ended(Q fragment, @Nullable InetDrop why);

    /**
     * A datagram is whole, header first and with its checksum set. Called before its fragments end.
     * The array is the host's to keep.
     *
     * @param largestFragmentOctets the longest piece it came in, header included: what a router
     *     must not exceed when it splits it again
     */
    void whole(byte[] datagram, int lengthOctets, int largestFragmentOctets);

    /**
     * One piece of the datagram that is about to become whole: called for each, in the order of
     * their octets, before {@link #whole}; for routers that split it again.
     *
     * @param lengthOctets headers and payload
     */
    default void piece(Q fragment, int lengthOctets) {}

    /** A datagram is given up before it is whole; its fragments end next, under this reason. */
    default void failed(InetDrop why) {}

    /**
     * Time ran out with the first fragment there: ICMP time exceeded code 1 (RFC 792; ICMPv6 type 3
     * code 1). Called before the fragments end. Without a first fragment nothing is said.
     *
     * @param firstFragment header and payload of the fragment with offset 0
     */
    void expired(byte[] firstFragment);
}
