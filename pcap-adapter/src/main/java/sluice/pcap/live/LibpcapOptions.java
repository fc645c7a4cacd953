package sluice.pcap.live;

/**
 * How an interface is opened.
 *
 * @param name of the interface, as {@link LibpcapHandle#interfaces} lists it
 * @param snapOctets how much of a frame is taken, 1 to 262144
 * @param promiscuous whether frames for other stations are taken
 * @param direction which frames
 * @param bufferOctets of the kernel's ring
 * @param immediate whether a frame can be had as soon as it is there: each then takes {@code
 *     snapOctets} of the ring; else the kernel packs them and hands them over every 10 ms or sooner
 */
public record LibpcapOptions(
        String name,
        int snapOctets,
        boolean promiscuous,
        Direction direction,
        int bufferOctets,
        boolean immediate) {
    /** The largest length libpcap takes. */
    public static final int SNAP_OCTETS_MAX = 262_144;

    /** Which frames are taken. */
    public enum Direction {
        /** Those that come and those that this machine sends. */
        BOTH(0),
        /** Those that come. */
        IN(1),
        /** Those that this machine sends. */
        OUT(2);

        final int code;

        Direction(int code) {
            this.code = code;
        }
    }

    /** Checks the ranges. */
    public LibpcapOptions {
        if (snapOctets < 1 || snapOctets > SNAP_OCTETS_MAX)
            throw new IllegalArgumentException("snap length " + snapOctets);
        if (bufferOctets < 1) throw new IllegalArgumentException("buffer of " + bufferOctets);
    }

    /** For a capture: whole frames of every station, both directions, packed into 8 MiB. */
    public static LibpcapOptions everything(String name) {
        return new LibpcapOptions(name, SNAP_OCTETS_MAX, true, Direction.BOTH, 8 << 20, false);
    }
}
