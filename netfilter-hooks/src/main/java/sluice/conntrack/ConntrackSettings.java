package sluice.conntrack;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sluice.inet.ReassemblyOptions;

/**
 * The sysctls {@code net.netfilter.nf_conntrack_*} of one host, with the kernel's defaults
 * (Documentation/networking/nf_conntrack-sysctl.rst; the largest ones are those of a machine with
 * more than 4 GiB). Times are in seconds.
 */
public final class ConntrackSettings {
    private static final String PREFIX = "net.netfilter.nf_conntrack_";
    private static final long NANOS = 1_000_000_000L;
    private static final int DAY_SECONDS = 86_400;

    private final Map<String, Value> values = new LinkedHashMap<>();

    final Value max = add("max", 262_144, 0);
    final Value checksum = flag("checksum", 1);
    final Value accounting = flag("acct", 0);
    final Value expectMax = add("expect_max", 4096, 1);
    final Value genericTimeout = time("generic_timeout", 600);
    final Value[] tcpTimeouts = {
        time("tcp_timeout_syn_sent", 120), // TcpTrackState.NONE has the timeout of SYN_SENT
        time("tcp_timeout_syn_sent", 120),
        time("tcp_timeout_syn_recv", 60),
        time("tcp_timeout_established", 5 * DAY_SECONDS),
        time("tcp_timeout_fin_wait", 120),
        time("tcp_timeout_close_wait", 60),
        time("tcp_timeout_last_ack", 30),
        time("tcp_timeout_time_wait", 120),
        time("tcp_timeout_close", 10),
        time("tcp_timeout_syn_sent", 120),
    };
    final Value tcpRetransTimeout = time("tcp_timeout_max_retrans", 300);
    final Value tcpUnacknowledgedTimeout = time("tcp_timeout_unacknowledged", 300);
    final Value tcpLoose = flag("tcp_loose", 1);
    final Value tcpBeLiberal = flag("tcp_be_liberal", 0);
    final Value tcpIgnoreInvalidRst = flag("tcp_ignore_invalid_rst", 0);
    final Value tcpMaxRetrans = add("tcp_max_retrans", 3, 0);
    final Value udpTimeout = time("udp_timeout", 30);
    final Value udpTimeoutStream = time("udp_timeout_stream", 120);
    final Value icmpTimeout = time("icmp_timeout", 30);
    final Value icmpv6Timeout = time("icmpv6_timeout", 30);
    final Value greTimeout = time("gre_timeout", 30);
    final Value greTimeoutStream = time("gre_timeout_stream", 180);
    final Value[] sctpTimeouts = {
        time("sctp_timeout_closed", 10),
        time("sctp_timeout_closed", 10),
        time("sctp_timeout_cookie_wait", 3),
        time("sctp_timeout_cookie_echoed", 3),
        time("sctp_timeout_established", 210),
        time("sctp_timeout_shutdown_sent", 3),
        time("sctp_timeout_shutdown_recd", 3),
        time("sctp_timeout_shutdown_ack_sent", 3),
        time("sctp_timeout_heartbeat_sent", 30),
    };
    final Value frag6Timeout = time("frag6_timeout", 60);
    final Value frag6HighOctets = add("frag6_high_thresh", 4 << 20, 1);

    /** One setting. */
    static final class Value {
        private int value;
        private final int min;
        private final int max;

        private Value(int value, int min, int max) {
            this.value = value;
            this.min = min;
            this.max = max;
        }

        int value() {
            return value;
        }

        boolean on() {
            return value != 0;
        }

        long nanos() {
            return value * NANOS;
        }
    }

    /** The defaults. */
    public ConntrackSettings() {
        // known, without effect here
        flag("events", 0);
        flag("timestamp", 0);
        add("log_invalid", 0, 0, 255);
        add("buckets", 262_144, 1);
        add("frag6_low_thresh", 3 << 20, 1);
    }

    private Value add(String name, int value, int min, int max) {
        return values.computeIfAbsent(PREFIX + name, _ -> new Value(value, min, max));
    }

    private Value add(String name, int value, int min) {
        return add(name, value, min, Integer.MAX_VALUE);
    }

    private Value flag(String name, int value) {
        return add(name, value, 0, 1);
    }

    private Value time(String name, int seconds) {
        return add(name, seconds, 0, Integer.MAX_VALUE);
    }

    /** Time and room for IPv6 fragments. */
    public ReassemblyOptions reassembly6() {
        return new ReassemblyOptions(
                Math.max(1, frag6Timeout.nanos()),
                frag6HighOctets.value(),
                ReassemblyOptions.LINUX_IPV6.datagramsMax(),
                ReassemblyOptions.LINUX_IPV6.overflow());
    }

    /** Whether a sysctl of this name is here. */
    public boolean knows(String name) {
        return values.containsKey(name);
    }

    /** The names. */
    public Iterable<String> names() {
        return values.keySet();
    }

    private Value find(String name) {
        @Nullable Value known = values.get(name);
        if (known == null) throw new IllegalArgumentException("unknown sysctl: " + name);
        return known;
    }

    /** The value of a name. */
    public int get(String name) {
        return find(name).value;
    }

    /** The least value of a name. */
    public int least(String name) {
        return find(name).min;
    }

    /** The greatest value of a name. */
    public int greatest(String name) {
        return find(name).max;
    }

    /**
     * Sets a value.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    public void set(String name, int value) {
        Value setting = find(name);
        if (value < setting.min || value > setting.max)
            throw new IllegalArgumentException(
                    "sysctl %s = %d; allowed: %d to %d"
                            .formatted(name, value, setting.min, setting.max));
        setting.value = value;
    }
}
