package sluice.service;

import java.util.Locale;
import sluice.edge.SocketStatus;

/** How far a connection has come, in words that both stacks share. */
public enum TcpOutcome {
    /** Its time has not come. */
    WAITING,
    /** The handshake is under way. */
    CONNECTING,
    /** It stands. */
    OPEN,
    /** Both sides have closed. */
    OK,
    /** Nobody listens there, or somebody on the way says no. */
    REFUSED,
    /** The other side has broken it off. */
    RESET,
    /** No answer. */
    TIMED_OUT,
    /** No way. */
    UNREACHABLE,
    /** Another error. */
    FAILED;

    static TcpOutcome of(SocketStatus status) {
        if (status.ok()) return OK;
        String name = status.name().startsWith("WSA") ? status.name().substring(3) : status.name();
        return switch (name) {
            case "ECONNREFUSED" -> REFUSED;
            case "ECONNRESET", "EPIPE" -> RESET;
            case "ETIMEDOUT" -> TIMED_OUT;
            case "EHOSTUNREACH", "ENETUNREACH" -> UNREACHABLE;
            default -> FAILED;
        };
    }

    /** As scenarios write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
