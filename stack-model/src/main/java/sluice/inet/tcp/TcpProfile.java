package sluice.inet.tcp;

import java.util.List;
import java.util.Optional;

/**
 * What hosts do differently. Times in nanoseconds.
 *
 * @param name by which scenarios ask for it
 * @param options which options a SYN carries, and how they are laid out
 * @param initialSegments initial congestion window (RFC 6928: 10; RFC 2581: 2)
 * @param congestion the congestion control
 * @param sendBufferOctets limit of what is written and not acknowledged
 * @param receiveBufferOctets limit of what has come and is not read; the largest window
 * @param noDelayByMinshall true: a small segment waits only for another small one (Linux {@code
 *     tcp_minshall_check}); false: for anything (RFC 896)
 * @param zeroWindowProbeOctets data in a probe of a closed window: 0 repeats an old sequence number
 * @param timeWaitNanos how long TIME_WAIT lasts
 * @param finWait2Nanos how long FIN_WAIT_2 lasts once the program has closed for good
 * @param challengesPerSecond challenge ACKs (RFC 5961 section 10)
 * @param icmpEndsConnecting whether "unreachable" ends an attempt to connect at once
 * @param blackHoleAfter timeouts in a row of full segments after which smaller ones are tried; 0:
 *     never
 */
public record TcpProfile(
        String name,
        Options options,
        int initialSegments,
        CongestionControl.Maker congestion,
        int sendBufferOctets,
        int receiveBufferOctets,
        boolean noDelayByMinshall,
        int zeroWindowProbeOctets,
        long timeWaitNanos,
        long finWait2Nanos,
        int challengesPerSecond,
        boolean icmpEndsConnecting,
        int blackHoleAfter,
        Retransmission retransmission,
        Acknowledgment acknowledgment,
        KeepAlive keepAlive) {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1000 * MILLI;

    /**
     * Options of a SYN.
     *
     * @param layout their order
     * @param timestamps whether they are offered
     * @param sack whether it is offered
     * @param windowShift what is offered; -1: no scaling
     * @param initialWindowOctets the window of a SYN before it is cut to whole segments
     */
    public record Options(
            Layout layout,
            boolean timestamps,
            boolean sack,
            int windowShift,
            int initialWindowOctets) {
        /** The order of a SYN's options. */
        public enum Layout {
            /** MSS, SACK, time stamps, NOP, scale ({@code tcp_options_write}). */
            LINUX,
            /** MSS, NOP, scale, NOP, NOP, SACK, as recorded of Windows 10. */
            WINDOWS
        }
    }

    /**
     * The retransmission timer.
     *
     * @param initialNanos before the first sample
     * @param minimumNanos least timeout
     * @param minimumOnVariance whether the minimum is one of four times the variance only (Linux)
     * @param maximumNanos longest timeout
     * @param afterSynLossNanos before the first sample if the SYN was repeated
     * @param synLinearRetries SYNs repeated first, without waiting longer each time (Linux 6.5,
     *     {@code tcp_syn_linear_timeouts})
     * @param synRetries SYNs repeated after those, each wait twice the last
     * @param synAckRetries repeated SYN|ACKs
     * @param dataRetries timeouts in a row before the connection is given up
     */
    public record Retransmission(
            long initialNanos,
            long minimumNanos,
            boolean minimumOnVariance,
            long maximumNanos,
            long afterSynLossNanos,
            int synLinearRetries,
            int synRetries,
            int synAckRetries,
            int dataRetries) {}

    /**
     * Delayed acknowledgments (RFC 9293 section 3.8.6.3).
     *
     * @param delayNanos longest wait
     * @param everySegments full segments that are acknowledged at once
     * @param quickAtFirst segments acknowledged at once at the begin (Linux quickack)
     * @param atOnceWhileGrowing whether a segment that lets the window grow is acknowledged at once
     *     (Linux {@code tcp_grow_window})
     */
    public record Acknowledgment(
            long delayNanos, int everySegments, int quickAtFirst, boolean atOnceWhileGrowing) {}

    /**
     * Keep-alive, where the program asks for it.
     *
     * @param idleNanos before the first probe
     * @param intervalNanos between probes
     * @param probes without an answer, then it is given up
     */
    public record KeepAlive(long idleNanos, long intervalNanos, int probes) {}

    /**
     * Linux 6 with its defaults: {@code net/ipv4/tcp.c}, {@code tcp_input.c}, {@code tcp_output.c},
     * {@code include/net/tcp.h}, {@code Documentation/networking/ip-sysctl.rst} (tcp_syn_retries 6
     * after tcp_syn_linear_timeouts 4, tcp_synack_retries 5, tcp_retries2 15, tcp_fin_timeout 60,
     * tcp_rmem 131072 to 32 MiB since 6.16, hence a scale of 10).
     *
     * <p>Differs: the receive buffer grows to 3 MiB, not 16.
     */
    public static final TcpProfile LINUX_6 =
            new TcpProfile(
                    "linux-6",
                    new Options(Options.Layout.LINUX, true, true, 10, 65535),
                    10,
                    Cubic::new,
                    4 << 20,
                    3 << 20,
                    true,
                    0,
                    60 * SECOND,
                    60 * SECOND,
                    1000,
                    true,
                    0,
                    new Retransmission(
                            SECOND, 200 * MILLI, true, 120 * SECOND, 3 * SECOND, 4, 6, 5, 15),
                    new Acknowledgment(40 * MILLI, 2, 16, true),
                    new KeepAlive(7200 * SECOND, 75 * SECOND, 9));

    /**
     * Windows XP: Microsoft, "TCP/IP and NBT configuration parameters for Windows XP"
     * (TcpInitialRtt 3 s, TcpMaxConnectRetransmissions 2, TcpMaxDataRetransmissions 5,
     * TcpTimedWaitDelay 240 s, TcpDelAckTicks 2 of 100 ms, KeepAliveTime 2 h, KeepAliveInterval 1
     * s, Tcp1323Opts 0 unless asked, SackOpts 1, window 64240 on Ethernet).
     */
    public static final TcpProfile WINDOWS_XP =
            new TcpProfile(
                    "windows-xp",
                    new Options(Options.Layout.WINDOWS, false, true, -1, 65535),
                    2,
                    Reno::new,
                    64 << 10,
                    65535,
                    false,
                    1,
                    240 * SECOND,
                    240 * SECOND,
                    1000,
                    false,
                    0,
                    new Retransmission(
                            3 * SECOND, 300 * MILLI, false, 240 * SECOND, 3 * SECOND, 0, 2, 2, 5),
                    new Acknowledgment(200 * MILLI, 2, 0, false),
                    new KeepAlive(7200 * SECOND, SECOND, 5));

    /**
     * Windows 10: {@code Get-NetTCPSetting} of the Internet template (InitialRto 1000 ms after
     * 1809, MinRto 300 ms, MaxSynRetransmissions 4, InitialCongestionWindow 10, CUBIC,
     * DelayedAckTimeout 40 ms, Timestamps off, ScalingHeuristics off), TcpMaxDataRetransmissions 5,
     * TcpTimedWaitDelay 120 s, scale 8, window 64240.
     */
    public static final TcpProfile WINDOWS_10 =
            new TcpProfile(
                    "windows-10",
                    new Options(Options.Layout.WINDOWS, false, true, 8, 65535),
                    10,
                    Cubic::new,
                    1 << 20,
                    2 << 20,
                    false,
                    1,
                    120 * SECOND,
                    120 * SECOND,
                    1000,
                    false,
                    2,
                    new Retransmission(
                            SECOND, 300 * MILLI, false, 60 * SECOND, 3 * SECOND, 0, 4, 4, 5),
                    new Acknowledgment(40 * MILLI, 2, 0, false),
                    new KeepAlive(7200 * SECOND, SECOND, 10));

    /** All that there are. */
    public static List<TcpProfile> all() {
        return List.of(LINUX_6, WINDOWS_XP, WINDOWS_10);
    }

    /** The one with that name. */
    public static Optional<TcpProfile> named(String name) {
        return all().stream().filter(profile -> profile.name.equals(name)).findFirst();
    }

    /** The same with another congestion control. */
    public TcpProfile withCongestion(CongestionControl.Maker other) {
        return with(options, other, sendBufferOctets, receiveBufferOctets);
    }

    /** The same with other buffers. */
    public TcpProfile withBuffers(int sendOctets, int receiveOctets) {
        return with(options, congestion, sendOctets, receiveOctets);
    }

    /** The same with other options of a SYN. */
    public TcpProfile withOptions(Options other) {
        return with(other, congestion, sendBufferOctets, receiveBufferOctets);
    }

    /** The same with so many repeated SYN|ACKs. */
    public TcpProfile withSynAckRetries(int count) {
        var old = retransmission;
        var changed =
                new Retransmission(
                        old.initialNanos(),
                        old.minimumNanos(),
                        old.minimumOnVariance(),
                        old.maximumNanos(),
                        old.afterSynLossNanos(),
                        old.synLinearRetries(),
                        old.synRetries(),
                        count,
                        old.dataRetries());
        return new TcpProfile(
                name,
                options,
                initialSegments,
                congestion,
                sendBufferOctets,
                receiveBufferOctets,
                noDelayByMinshall,
                zeroWindowProbeOctets,
                timeWaitNanos,
                finWait2Nanos,
                challengesPerSecond,
                icmpEndsConnecting,
                blackHoleAfter,
                changed,
                acknowledgment,
                keepAlive);
    }

    private TcpProfile with(
            Options offered, CongestionControl.Maker control, int sendOctets, int receiveOctets) {
        return new TcpProfile(
                name,
                offered,
                initialSegments,
                control,
                sendOctets,
                receiveOctets,
                noDelayByMinshall,
                zeroWindowProbeOctets,
                timeWaitNanos,
                finWait2Nanos,
                challengesPerSecond,
                icmpEndsConnecting,
                blackHoleAfter,
                retransmission,
                acknowledgment,
                keepAlive);
    }
}
