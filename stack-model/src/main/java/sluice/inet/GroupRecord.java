package sluice.inet;

/**
 * One group in an IGMPv3 or MLDv2 report, without sources.
 *
 * @param high upper half of the group, 0 for IPv4
 * @param low lower half of the group, or the IPv4 group unsigned
 */
public record GroupRecord(Kind kind, long high, long low) {
    /** What is said of the group; the codes of RFC 3376 section 4.2.12 and RFC 3810 5.2.12. */
    public enum Kind {
        /** Answer to a query: everything for the group is wanted. */
        MODE_IS_EXCLUDE(2),
        /** Left: nothing for the group is wanted any more. */
        CHANGE_TO_INCLUDE(3),
        /** Joined: everything for the group is wanted from now on. */
        CHANGE_TO_EXCLUDE(4);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /** The number in the record. */
        public int code() {
            return code;
        }
    }
}
