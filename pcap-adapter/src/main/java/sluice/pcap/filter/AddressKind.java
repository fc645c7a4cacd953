package sluice.pcap.filter;

/** What a name or number after the qualifiers is. */
enum AddressKind {
    /** Not said: a host. */
    DEFAULT("host"),
    HOST("host"),
    NET("net"),
    PORT("port"),
    PORT_RANGE("portrange"),
    GATEWAY("gateway"),
    PROTO("proto"),
    PROTO_CHAIN("protochain"),
    /** There were no qualifiers to take over from what stands before. */
    UNDEFINED("nothing");

    final String word;

    AddressKind(String word) {
        this.word = word;
    }
}
