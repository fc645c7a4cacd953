package sluice.bpf;

/**
 * A filter that decides over one packet: how many of its octets to keep, 0 to reject it.
 *
 * <p>A program reads the octets and changes nothing, and it ends for every packet. An instance
 * belongs to one thread at a time.
 */
@FunctionalInterface
public interface PacketProgram {
    /** Octets to keep that mean "all of them" for every packet: 2^32 - 1 as an {@code int}. */
    int KEEP_ALL = -1;

    /**
     * Runs over {@code captured} octets of {@code octets} from {@code offset} on.
     *
     * @param octets an array that holds the packet; it stays the caller's
     * @param offset where the packet begins
     * @param captured octets that are there; the program cannot see more
     * @param wire the length that the packet had on the wire, what {@code len} loads
     * @return octets to keep, as an unsigned number that may exceed the packet; 0 rejects it
     */
    int run(byte[] octets, int offset, int captured, int wire);

    /**
     * The same with what Linux knows of a packet besides its octets. A program that loads none of
     * it gives the answer of {@link #run(byte[], int, int, int)}.
     *
     * @param metadata asked only for the fields that the program loads
     */
    default int run(byte[] octets, int offset, int captured, int wire, PacketMetadata metadata) {
        return run(octets, offset, captured, wire);
    }
}
