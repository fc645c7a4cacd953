package sluice.pcap.filter;

import java.util.List;

/**
 * Finds the addresses of hosts by name, for expressions such as {@code host www.example.org}. None
 * is asked unless given: a compilation then depends on its expression alone. It is called on the
 * compiling thread.
 */
@FunctionalInterface
public interface HostNames {
    /**
     * The addresses of {@code name}, each of 4 or 16 octets, in the order in which they are to be
     * asked for; none if it is not known.
     */
    List<byte[]> addressesOf(String name);

    /** Knows no name. */
    static HostNames none() {
        return name -> List.of();
    }
}
