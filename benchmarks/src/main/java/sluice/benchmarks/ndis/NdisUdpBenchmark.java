package sluice.benchmarks.ndis;

import java.util.Objects;
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
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketEdge.UdpSocket;
import sluice.edge.SocketRefused;
import sluice.nic.LinkOptions;
import sluice.nic.NicOptions;
import sluice.packet.Checksums;
import sluice.time.VirtualScheduler;
import sluice.trace.TraceSink;
import sluice.winstack.WindowsHost;
import sluice.winstack.WindowsPreset;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/**
 * What does a datagram of 512 octets cost from one Windows host's socket to another's, with
 * checksums made and checked, with verdict filters in the way or none?
 *
 * <p>Unit: nanoseconds per datagram, alone and in bursts of 32. Estimate before measuring: two
 * checksums of 25, a copy of 15, seven events at 18, descriptors, completion and return 50, the
 * rest 40: 280 ns; the goal is 210. The baseline is what cannot be left out: one copy and two
 * checksums. Nothing is allocated with the trace off.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class NdisUdpBenchmark {
    private static final int PAYLOAD_OCTETS = 512;
    private static final int PORT = 7;
    private static final int BURST = 32;

    @Param({"off", "on"})
    public String trace = "off";

    @Param({"0", "1", "4", "16"})
    public int filters;

    private final byte[] payload = new byte[PAYLOAD_OCTETS];
    private final byte[] copy = new byte[PAYLOAD_OCTETS];
    private final IpAddress to = IpAddress.require("10.0.0.2");
    private long steps;
    private long received;
    private @Nullable UdpSocket from;
    private @Nullable VirtualScheduler scheduler;

    @Setup
    public void build() throws SocketRefused {
        TraceSink sink = trace.equals("on") ? _ -> steps++ : null;
        var world = new World(WorldOptions.DEFAULT.unaudited(), sink);
        var a = world.addHost("win1", HostOptions.DEFAULT);
        var b = world.addHost("win2", HostOptions.DEFAULT);
        var left = a.addNic("lan", NicOptions.ethernet(0x0200_0000_0001L));
        var right = b.addNic("lan", NicOptions.ethernet(0x0200_0000_0002L));
        world.connect("wire", LinkOptions.PERFECT, left, right);
        WindowsHost sender = WindowsHost.on(a, WindowsPreset.WINDOWS_10);
        WindowsHost receiver = WindowsHost.on(b, WindowsPreset.WINDOWS_10);
        sender.addAddress("lan", IpAddress.require("10.0.0.1"), 24);
        receiver.addAddress("lan", to, 24);
        sender.addNeighbour("lan", to, 0x0200_0000_0002L);
        for (int i = 0; i < filters; i++)
            sender.insertDriver("lan", 0, "filter" + i, Drivers.of("verdict"));
        receiver.sockets().udp(IpAddress.ANY4, PORT, (_, _, _, _, _, _, _) -> received++);
        from = sender.sockets().udp(IpAddress.ANY4, 0, (_, _, _, _, _, _, _) -> {});
        scheduler = world.scheduler();
        for (int i = 0; i < PAYLOAD_OCTETS; i++) payload[i] = (byte) (i * 37);
    }

    @Benchmark
    public long endToEnd() {
        send();
        settle();
        return received;
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public long endToEndInBursts() {
        for (int i = 0; i < BURST; i++) send();
        settle();
        return received;
    }

    private void send() {
        Objects.requireNonNull(from)
                .send(payload, 0, PAYLOAD_OCTETS, to, PORT, SendOptions.DEFAULT);
    }

    private void settle() {
        VirtualScheduler running = Objects.requireNonNull(scheduler);
        running.run(running.nowNanos(), Long.MAX_VALUE);
    }

    @Benchmark
    public int baselineCopyAndTwoChecksums() {
        System.arraycopy(payload, 0, copy, 0, PAYLOAD_OCTETS);
        int made = Checksums.finish(Checksums.sum(copy, 0, PAYLOAD_OCTETS));
        copy[0] ^= (byte) made;
        return made + Checksums.finish(Checksums.sum(copy, 0, PAYLOAD_OCTETS));
    }
}
