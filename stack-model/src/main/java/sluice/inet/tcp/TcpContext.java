package sluice.inet.tcp;

/** What all connections of a host share. One thread. */
public final class TcpContext {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final TcpProfile profile;
    final TcpSegment segment = new TcpSegment();
    private long secondBegan = Long.MIN_VALUE;
    private int challenges;
    private Observer observer = (_, _, _) -> {};

    /** Told of each change of a connection's state, for a trace. */
    @FunctionalInterface
    public interface Observer {
        /** The connection has just gone from one state to another. */
        void changed(TcpConnection connection, TcpState from, TcpState to);
    }

    /** Connections of a host like {@code profile}. */
    public TcpContext(TcpProfile profile) {
        this.profile = profile;
    }

    /** What kind of host it plays. */
    public TcpProfile profile() {
        return profile;
    }

    /** Tells {@code one} of changes of state from now on. */
    public void observe(Observer one) {
        observer = one;
    }

    Observer observer() {
        return observer;
    }

    /** Whether one more challenge may be sent in this second (RFC 5961 section 10). */
    boolean mayChallenge(long nowNanos) {
        if (secondBegan == Long.MIN_VALUE || nowNanos - secondBegan >= SECOND_NANOS) {
            secondBegan = nowNanos;
            challenges = 0;
        }
        return challenges++ < profile.challengesPerSecond();
    }
}
