package sluice.bpf;

/**
 * What a Linux filter may ask of a packet besides its octets. A tap implements it over its own
 * descriptor of the packet; nothing is copied.
 */
public interface PacketMetadata {
    /** Metadata of a packet about which nothing is known: zeros, both headers at the start. */
    PacketMetadata NONE = _ -> 0;

    /**
     * The value of {@code field}, never asked for {@link Ancillary#XOR_X} and the two of netlink
     * attributes, which come from the octets and the registers.
     */
    int value(Ancillary field);

    /**
     * Where the network header begins, in octets from the start of the data that the program is run
     * over; may be negative if the array holds octets before it.
     */
    default int networkOffset() {
        return 0;
    }

    /**
     * Where the link header begins, in octets from the start of the data that the program is run
     * over; negative behind a device that has taken it off already.
     */
    default int linkOffset() {
        return 0;
    }
}
