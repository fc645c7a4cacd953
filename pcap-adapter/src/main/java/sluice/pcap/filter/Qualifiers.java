package sluice.pcap.filter;

/** The qualifiers in force for a name or number. */
record Qualifiers(Protocol protocol, Direction direction, AddressKind kind) {
    /** Those after something that had none, such as {@code tcp and 80}. */
    static final Qualifiers NONE =
            new Qualifiers(Protocol.DEFAULT, Direction.DEFAULT, AddressKind.UNDEFINED);
}
