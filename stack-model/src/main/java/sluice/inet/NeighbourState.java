package sluice.inet;

/**
 * The state of a neighbour entry (RFC 4861 section 7.3.2; codes and the extra states of Linux
 * {@code include/uapi/linux/neighbour.h}).
 *
 * <pre>
 *   NONE -> INCOMPLETE -> REACHABLE -> STALE -> DELAY -> PROBE -> FAILED
 *               |             ^  ^____________________|      |       |
 *               +--> FAILED   +------------------------------+       +-> INCOMPLETE on new traffic
 * </pre>
 */
public enum NeighbourState {
    /** Known by name only. */
    NONE(0x00, false),
    /** Asked for; packets wait. */
    INCOMPLETE(0x01, false),
    /** Confirmed a short while ago. */
    REACHABLE(0x02, true),
    /** The address is usable, but nobody has confirmed it lately. */
    STALE(0x04, true),
    /** Used while stale; asked again unless an upper layer confirms first. */
    DELAY(0x08, true),
    /** Being asked again, by unicast. */
    PROBE(0x10, true),
    /** Nobody answered. */
    FAILED(0x20, false),
    /** Configured by hand; never asked for, never changed by the network. */
    PERMANENT(0x80, true);

    private final int code;
    private final boolean valid;

    NeighbourState(int code, boolean valid) {
        this.code = code;
        this.valid = valid;
    }

    /** The kernel's {@code NUD_} number. */
    public int code() {
        return code;
    }

    /** Whether packets can be sent to the entry's hardware address. */
    public boolean valid() {
        return valid;
    }
}
