package sluice.inet.tcp;

import java.util.EnumSet;
import java.util.Set;

/** The states of a connection (RFC 9293 section 3.3.2); LISTEN is {@link TcpListener}'s. */
public enum TcpState {
    /** None yet, or no more. */
    CLOSED,
    /** A SYN was sent. */
    SYN_SENT,
    /** A SYN came and was answered; the acknowledgment is awaited. */
    SYN_RECEIVED,
    /** Data goes both ways. */
    ESTABLISHED,
    /** The program has closed its side; the FIN is not acknowledged. */
    FIN_WAIT_1,
    /** It is; the other side may still send. */
    FIN_WAIT_2,
    /** The other side has closed; the program may still send. */
    CLOSE_WAIT,
    /** Both have closed at once; the own FIN is not acknowledged. */
    CLOSING,
    /** The other side closed first, then the program; the FIN is not acknowledged. */
    LAST_ACK,
    /** Over; late segments are still answered. */
    TIME_WAIT;

    /**
     * Where the diagram of RFC 9293 (figure 5) lets a connection go from here; any state may also
     * come to its end by a reset, a timeout or an abort. A segment that does two things goes two
     * steps.
     */
    public Set<TcpState> successors() {
        return switch (this) {
            case CLOSED -> EnumSet.of(SYN_SENT, SYN_RECEIVED);
            case SYN_SENT -> EnumSet.of(SYN_RECEIVED, ESTABLISHED, CLOSED);
            case SYN_RECEIVED -> EnumSet.of(ESTABLISHED, FIN_WAIT_1, CLOSED);
            case ESTABLISHED -> EnumSet.of(FIN_WAIT_1, CLOSE_WAIT, CLOSED);
            case FIN_WAIT_1 -> EnumSet.of(FIN_WAIT_2, CLOSING, CLOSED);
            case FIN_WAIT_2 -> EnumSet.of(TIME_WAIT, CLOSED);
            case CLOSE_WAIT -> EnumSet.of(LAST_ACK, CLOSED);
            case CLOSING -> EnumSet.of(TIME_WAIT, CLOSED);
            case LAST_ACK, TIME_WAIT -> EnumSet.of(CLOSED);
        };
    }

    /** Whether both SYNs are acknowledged. */
    public boolean isSynchronized() {
        return ordinal() >= ESTABLISHED.ordinal();
    }

    /** Whether the other side may still send data. */
    boolean receives() {
        return this == ESTABLISHED || this == FIN_WAIT_1 || this == FIN_WAIT_2;
    }
}
