package sluice.bpf;

/**
 * Where a method keeps what every term may need, as slots of local variables.
 *
 * @param octets the array
 * @param offset where the packet begins
 * @param captured octets that are there
 * @param wire the length on the wire
 * @param metadata Linux's metadata
 * @param free the first slot that is not taken
 */
record Frame(int octets, int offset, int captured, int wire, int metadata, int free) {
    /** A static method with these parameters. */
    static Frame ofStatic() {
        return new Frame(0, 1, 2, 3, 4, 5);
    }

    /** The methods of {@link PacketProgram}. */
    static Frame ofInstance() {
        return new Frame(1, 2, 3, 4, 5, 6);
    }
}
