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

    /**
     * Runs over the first {@code count} packets of a batch that lie in one array: the same answers,
     * at less cost per packet.
     *
     * @param offsets where each packet begins
     * @param captured octets that are there of each
     * @param wire the length of each on the wire
     * @param kept takes the answer for each; may be longer than the batch
     * @return packets that were not rejected
     */
    default int runAll(
            byte[] octets, int[] offsets, int[] captured, int[] wire, int count, int[] kept) {
        int matched = 0;
        for (int i = 0; i < count; i++) {
            int result = run(octets, offsets[i], captured[i], wire[i]);
            kept[i] = result;
            if (result != 0) matched++;
        }
        return matched;
    }
}
