package sluice.inet.tcp;

/** What both sides agreed on when they connected, and what that leaves for data. One thread. */
final class TcpOptions {
    static final int TIMESTAMPS_OCTETS = 12;
    private static final int HEADER_OCTETS = 20;

    /** What the other side takes if it does not say (RFC 9293 section 3.7.1). */
    private static final int SEGMENT_DEFAULT = 536;

    /** A path or a peer that claims less is not believed (Linux {@code TCP_MIN_MSS}). */
    private static final int SEGMENT_MIN = 88;

    private final TcpProfile.Options offer;
    private final int clockAtZero;
    private int pathOctets;
    private int peerSegment = SEGMENT_DEFAULT;
    private boolean timestamps;
    private boolean sack;
    private boolean scaled;
    private int peerShift;

    /** The last time stamp to be echoed, and when it came (RFC 7323 section 4.3). */
    private int recent;

    private long recentNanos;

    TcpOptions(TcpProfile profile, int pathOctets, int clockAtZero) {
        this.clockAtZero = clockAtZero;
        offer = profile.options();
        this.pathOctets = Math.max(pathOctets, HEADER_OCTETS + SEGMENT_MIN);
        timestamps = offer.timestamps();
        sack = offer.sack();
        scaled = offer.windowShift() >= 0;
    }

    /** Settles what the other side's SYN leaves. */
    void take(TcpSegment syn, TcpConnection connection) {
        peerSegment = syn.maximumSegmentSize > 0 ? syn.maximumSegmentSize : SEGMENT_DEFAULT;
        timestamps &= syn.hasTimestamps;
        sack &= syn.sackPermitted;
        scaled &= syn.windowShift != TcpSegment.NONE;
        peerShift = scaled ? syn.windowShift : 0;
        if (timestamps) echo(syn.timestamp, connection.now());
        // who connects has offered its window in the SYN already
        int window = connection.isPassive() ? initialWindow(ownSegment()) : synWindow();
        connection.receiver.scale(scaled ? offer.windowShift() : 0, ownSegment(), window);
    }

    /** What this side asks for: the most that fits the path. */
    int offeredSegment() {
        return Math.min(65535, pathOctets - HEADER_OCTETS);
    }

    private int ownSegment() {
        return offeredSegment() - (timestamps ? TIMESTAMPS_OCTETS : 0);
    }

    /** The window of a SYN that opens. */
    int synWindow() {
        return initialWindow(offeredSegment());
    }

    /** Whole segments (Linux {@code tcp_select_initial_window}). */
    private int initialWindow(int segment) {
        int octets = offer.initialWindowOctets();
        return octets > segment ? octets - octets % segment : octets;
    }

    /** Data in a full segment. */
    int segmentOctets() {
        int asked = Math.max(SEGMENT_MIN, Math.min(peerSegment, pathOctets - HEADER_OCTETS));
        return asked - (timestamps ? TIMESTAMPS_OCTETS : 0);
    }

    /** The path takes so much now; data in a full segment from now on. */
    int pathChanged(int octets) {
        pathOctets = Math.min(pathOctets, Math.max(octets, HEADER_OCTETS + SEGMENT_MIN));
        return segmentOctets();
    }

    boolean timestamps() {
        return timestamps;
    }

    boolean sack() {
        return sack;
    }

    boolean scaled() {
        return scaled;
    }

    int offeredShift() {
        return offer.windowShift();
    }

    TcpProfile.Options.Layout layout() {
        return offer.layout();
    }

    int peerShift() {
        return peerShift;
    }

    /** Time stamps count milliseconds. */
    int clock(long nanos) {
        return clockAtZero + (int) (nanos / 1_000_000);
    }

    int recent() {
        return recent;
    }

    long recentNanos() {
        return recentNanos;
    }

    void echo(int timestamp, long nowNanos) {
        recent = timestamp;
        recentNanos = nowNanos;
    }
}
