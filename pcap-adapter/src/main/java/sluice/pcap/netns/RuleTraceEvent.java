package sluice.pcap.netns;

/**
 * What nftables says of a traced packet ({@code nft_trace_notify}, Linux 6.x).
 *
 * @param packet number of the packet in the kernel; the same number may come again
 * @param family {@code NFPROTO_} number of the table
 * @param handle of the rule; 0 at the end of a base chain
 * @param verdict number: those of netfilter are 0 and up, those of nftables below
 * @param to chain of a jump, else empty
 * @param mark of the packet
 * @param in index of the device it came in on, 0 if it is not said
 * @param out of that it leaves by, likewise
 */
public record RuleTraceEvent(
        int packet,
        int family,
        String table,
        String chain,
        Type type,
        long handle,
        int verdict,
        String to,
        long mark,
        int in,
        int out) {
    /** What happened. */
    public enum Type {
        /** The policy of a base chain decided. */
        POLICY(1),
        /** A chain came to its end, or a rule returned from it. */
        RETURN(2),
        /** A rule matched. */
        RULE(3);

        private final int number;

        Type(int number) {
            this.number = number;
        }

        static Type of(int number) {
            for (Type type : values()) if (type.number == number) return type;
            return RULE;
        }
    }
}
