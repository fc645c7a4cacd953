package sluice.pcap.filter;

/** A part of a program, in words. Places are indexes of instructions. */
public sealed interface FilterStep {
    /** Where its first instruction is. */
    int at();

    /**
     * Asks something.
     *
     * @param question what is so or not
     * @param yes where the program goes on if it is so
     * @param no where it goes on if not
     */
    record Ask(int at, String question, int yes, int no) implements FilterStep {}

    /**
     * Ends the program.
     *
     * @param octets how many octets of the packet are kept; 0 if it does not match
     */
    record Keep(int at, int octets) implements FilterStep {}
}
