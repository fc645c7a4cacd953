package sluice.inet;

/** What is known about the path MTU beside what routers say (RFC 1191). */
public final class PathMtu {
    private static final int[] PLATEAUS = {32_000, 17_914, 8166, 4352, 2002, 1492, 1006, 508, 296};
    private static final int LEAST = 68;

    private PathMtu() {}

    /**
     * What to try after a router that gives no MTU refused a packet (RFC 1191 section 7.1).
     *
     * @param lengthOctets length of the packet that was refused
     * @return the next common MTU below, at least 68
     */
    public static int plateauBelow(int lengthOctets) {
        for (int plateau : PLATEAUS) if (plateau < lengthOctets) return plateau;
        return LEAST;
    }
}
