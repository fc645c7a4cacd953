package sluice.ndis;

/** Versions of NDIS that differ in what this wrapper does. */
public enum NdisVersion {
    /** Windows NT 4. */
    NDIS_4_0(4, 0),
    /** Windows 2000. */
    NDIS_5_0(5, 0),
    /** Windows XP: packet stacking, cancelling. */
    NDIS_5_1(5, 1),
    /** Windows Vista: net buffer lists, lightweight filters. */
    NDIS_6_0(6, 0),
    /** Windows 7. */
    NDIS_6_20(6, 20),
    /** Windows 8: nothing is left outstanding by a reset. */
    NDIS_6_30(6, 30),
    /** Windows 10, version 1903: resets are discouraged. */
    NDIS_6_83(6, 83);

    private final int major;
    private final int minor;

    NdisVersion(int major, int minor) {
        this.major = major;
        this.minor = minor;
    }

    /** The number before the dot. */
    public int major() {
        return major;
    }

    /** The number behind the dot. */
    public int minor() {
        return minor;
    }

    /** Whether it is this version or a later one. */
    public boolean isAtLeast(NdisVersion other) {
        return compareTo(other) >= 0;
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
