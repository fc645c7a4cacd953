package sluice.conntrack;

/** What tracking knows of a TCP connection ({@code struct ip_ct_tcp}). */
final class TcpTrack {
    static final int WINDOW_SCALE = 0x01;
    static final int SACK_PERMITTED = 0x02;
    static final int CLOSE_BEGUN = 0x04;
    static final int BE_LIBERAL = 0x08;
    static final int DATA_UNACKNOWLEDGED = 0x10;
    static final int MAX_ACK_SET = 0x20;
    static final int CHALLENGE_ACK_EXPECTED = 0x40;
    static final int SIMULTANEOUS_OPEN = 0x80;

    /** What was seen of one side ({@code struct ip_ct_tcp_state}). */
    static final class Side {
        /** Highest sequence number sent, plus one. */
        int end;

        /** Up to where it may send: the highest acknowledgment plus window of the other side. */
        int maxEnd;

        /** Greatest window it announced, scaled; 0: not seen yet. */
        int maxWindow;

        int maxAck;
        int scale;
        int flags;

        void forget() {
            end = 0;
            maxEnd = 0;
            maxWindow = 0;
            maxAck = 0;
            scale = 0;
            flags &= BE_LIBERAL;
        }
    }

    final Side original = new Side();
    final Side reply = new Side();
    TcpTrackState state = TcpTrackState.NONE;
    boolean lastReply;
    int retransmissions;
    TcpTracker.Kind lastKind = TcpTracker.Kind.NONE;
    int lastSequence;
    int lastAck;
    int lastEnd;
    int lastWindow;
    int lastScale;
    int lastFlags;

    Side side(boolean ofReply) {
        return ofReply ? reply : original;
    }
}
