package sluice.pcap.filter;

/** Which end of a packet an address or port is asked of. */
enum Direction {
    /** Not said: either end. */
    DEFAULT("source or destination"),
    SOURCE("source"),
    DESTINATION("destination"),
    EITHER("source or destination"),
    BOTH("source and destination"),
    ADDRESS_1("address 1"),
    ADDRESS_2("address 2"),
    ADDRESS_3("address 3"),
    ADDRESS_4("address 4"),
    RECEIVER("receiver"),
    TRANSMITTER("transmitter");

    final String words;

    Direction(String words) {
        this.words = words;
    }

    /** True for those that only frames of 802.11 have. */
    boolean isWireless() {
        return ordinal() >= ADDRESS_1.ordinal();
    }
}
