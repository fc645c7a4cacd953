package sluice.conntrack;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sluice.packet.wire.IpProtocols;

/**
 * How long connections that a rule chose live in each of their states, instead of the settings
 * (Linux, {@code nf_conntrack_timeout.c}; {@code ct timeout} of nft). States without a time keep
 * that of the settings.
 */
public final class TimeoutPolicy {
    static final int TCP_RETRANSMITTED = TcpTrackState.values().length;
    static final int TCP_UNACKNOWLEDGED = TCP_RETRANSMITTED + 1;

    private static final long NANOS = 1_000_000_000L;
    private static final int UNSTATED = -1;

    /** Names of the states in the order of their indexes; what has none is not to be set. */
    private static final List<String> TCP =
            List.of(
                    "",
                    "syn_sent",
                    "syn_recv",
                    "established",
                    "fin_wait",
                    "close_wait",
                    "last_ack",
                    "time_wait",
                    "close",
                    "syn_sent2",
                    "retrans",
                    "unack");

    private static final List<String> UDP = List.of("unreplied", "replied");

    private final int protocol;
    private final int[] seconds;

    private TimeoutPolicy(int protocol, int[] seconds) {
        this.protocol = protocol;
        this.seconds = seconds;
    }

    /** The states that may have times, in order; empty for protocols that have none. */
    public static List<String> states(int protocol) {
        return switch (protocol) {
            case IpProtocols.TCP -> TCP.subList(1, TCP.size());
            case IpProtocols.UDP -> UDP;
            default -> List.of();
        };
    }

    /**
     * A policy.
     *
     * @param protocol TCP or UDP
     * @param seconds by the names of {@link #states}
     * @throws IllegalArgumentException if the protocol has no such state
     */
    public static TimeoutPolicy of(int protocol, Map<String, Integer> seconds) {
        List<String> names = protocol == IpProtocols.TCP ? TCP : UDP;
        int[] times = new int[names.size()];
        Arrays.fill(times, UNSTATED);
        seconds.forEach((name, time) -> {
            int index = states(protocol).contains(name) ? names.indexOf(name) : UNSTATED;
            if (index < 0) throw new IllegalArgumentException("there is no state " + name);
            times[index] = time;
        });
        // what a connection has before its first packet was judged is the time of that state
        if (protocol == IpProtocols.TCP) times[0] = times[TcpTrackState.SYN_SENT.ordinal()];
        return new TimeoutPolicy(protocol, times);
    }

    /** Protocol of the connections. */
    public int protocol() {
        return protocol;
    }

    /** Seconds in a state; -1 if the settings say it. */
    public int seconds(String state) {
        List<String> names = protocol == IpProtocols.TCP ? TCP : UDP;
        return seconds[names.indexOf(state)];
    }

    /** Time in a state, from a policy if it states one. */
    static long nanos(@Nullable TimeoutPolicy own, int index, ConntrackSettings.Value otherwise) {
        return own == null || own.seconds[index] == UNSTATED
                ? otherwise.nanos()
                : own.seconds[index] * NANOS;
    }

    /** Time of a new connection; -1 if the settings say it. */
    long firstNanos() {
        return seconds[0] == UNSTATED ? UNSTATED : seconds[0] * NANOS;
    }
}
