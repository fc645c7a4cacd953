package sluice.benchmarks.linux;

import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import sluice.linuxstack.LinuxHost;
import sluice.netfilter.HookPoint;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfVerdict;
import sluice.nic.LinkOptions;
import sluice.nic.NicOptions;
import sluice.nic.SimNic;
import sluice.time.VirtualScheduler;
import sluice.trace.TraceSink;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/**
 * What does one hop through a Linux router cost: NIC, interrupt, NAPI, IP checks, route, hooks,
 * neighbour, qdisc, NIC, wire, completion?
 *
 * <p>Unit: nanoseconds per packet of 512 octets, scheduler included, alone and in bursts of 32.
 * Estimate before measuring: copy in 15, six events alone at 18 each, checks and checksum 10, route
 * 15, neighbour 5, ledger and hand-overs 20: 180 ns alone, 110 ns in a burst; 3 ns for each hook.
 * The baseline is a frame that nobody speaks: NIC, scheduler and device layer alone. Nothing is
 * allocated with the trace off.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class LinuxForwardBenchmark {
    private static final int BURST = 32;
    private static final int FRAME_OCTETS = 512;

    @Param({"0", "1", "4", "16"})
    public int hooks;

    @Param({"off", "on"})
    public String trace = "off";

    private long steps;
    private byte[] frame = {};
    private byte[] unknown = {};
    private @Nullable SimNic in;
    private @Nullable VirtualScheduler scheduler;

    @Setup
    public void build() {
        TraceSink sink = trace.equals("on") ? _ -> steps++ : null;
        var world = new World(WorldOptions.DEFAULT.unaudited(), sink);
        var machine = world.addHost("router", HostOptions.DEFAULT);
        SimNic left = machine.addNic("eth0", NicOptions.ethernet(0x0200_0000_0001L));
        SimNic right = machine.addNic("eth1", NicOptions.ethernet(0x0200_0000_0002L));
        world.connect("left", LinkOptions.PERFECT, left);
        world.connect("right", LinkOptions.PERFECT, right);
        LinuxHost host =
                LinuxHost.on(machine)
                        .sysctl("net.ipv4.ip_forward", 1)
                        .nic(left, "10.0.0.1/24")
                        .nic(right, "10.0.1.1/24")
                        .neighbour("eth1", "10.0.1.2", "06:00:00:00:00:02")
                        .build();
        for (int i = 0; i < hooks; i++) {
            host.registerHook(
                    NfFamily.IPV4, HookPoint.FORWARD, i, "accept", (_, _) -> NfVerdict.ACCEPT);
        }
        frame = new byte[FRAME_OCTETS];
        byte[] start =
                HexFormat.of()
                        .parseHex(
                                "0200000000010600000000010800"
                                        + "450001f2123440004011118b0a0000020a000102"
                                        + "03e8000701de0000");
        System.arraycopy(start, 0, frame, 0, start.length);
        sluice.packet.wire.TransportChecksums.fillIpv4Header(frame, 14, 20);
        unknown = frame.clone();
        unknown[12] = (byte) 0x88;
        unknown[13] = (byte) 0xb5;
        in = left;
        scheduler = world.scheduler();
    }

    private void settle() {
        VirtualScheduler running = java.util.Objects.requireNonNull(scheduler);
        running.run(running.nowNanos(), Long.MAX_VALUE);
    }

    private void inject(byte[] octets) {
        java.util.Objects.requireNonNull(in).inject(octets, 0, octets.length);
    }

    @Benchmark
    public long forward() {
        inject(frame);
        settle();
        return steps;
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public long forwardInBursts() {
        for (int i = 0; i < BURST; i++) inject(frame);
        settle();
        return steps;
    }

    @Benchmark
    public long baselineUnknownType() {
        inject(unknown);
        settle();
        return steps;
    }
}
