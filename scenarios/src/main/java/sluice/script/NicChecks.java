package sluice.script;

/** Rules of station addresses. */
final class NicChecks {
    private static final long GROUP_BIT = 0x0100_0000_0000L;

    private NicChecks() {}

    /** Whether it names a group of stations (IEEE 802, first bit on the wire). */
    static boolean isGroup(long mac) {
        return (mac & GROUP_BIT) != 0;
    }
}
