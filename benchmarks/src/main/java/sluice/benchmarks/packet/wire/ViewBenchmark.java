package sluice.benchmarks.packet.wire;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.Ipv4Header;
import sluice.packet.wire.Ipv4View;
import sluice.packet.wire.UdpHeader;
import sluice.packet.wire.UdpView;

/**
 * Is a record over (array, offset) free? Checks an IPv4 and a UDP header and reads six fields.
 *
 * <p>Unit: nanoseconds per packet, of 256 packets in turn. Estimate before measuring: if the views
 * stay in registers, the checks' five loads and comparisons and six loads more: 5 ns and 0 octets
 * allocated; if not, two objects and 48 octets. The baseline reads the same fields by offset,
 * without a view and without a check.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class ViewBenchmark {
    private static final int PACKETS = 256;
    private static final int STRIDE_OCTETS = 128;

    private final byte[] octets = new byte[PACKETS * STRIDE_OCTETS];
    private int packet;

    @Setup
    public void fill() {
        var random = new Random(42);
        for (int i = 0; i < PACKETS; i++) {
            int payload = random.nextInt(80);
            var udp = new UdpHeader(random.nextInt(65_536), random.nextInt(65_536), payload);
            var ip =
                    Ipv4Header.of(
                            IpProtocols.UDP,
                            random.nextInt(),
                            random.nextInt(),
                            64,
                            udp.lengthOctets() + payload);
            ip.writeTo(octets, i * STRIDE_OCTETS);
            udp.writeTo(octets, i * STRIDE_OCTETS + 20);
        }
    }

    private int nextOffset() {
        packet = (packet + 97) & (PACKETS - 1);
        return packet * STRIDE_OCTETS;
    }

    @Benchmark
    public long checkedViews() {
        int at = nextOffset();
        var ip = Ipv4View.checked(octets, at, at + STRIDE_OCTETS);
        if (ip.isEmpty()) return 0;
        Ipv4View header = ip.get();
        var udp = UdpView.checked(octets, header.payloadOffset(), at + STRIDE_OCTETS);
        if (udp.isEmpty()) return 0;
        return (long) header.source()
                ^ header.destination()
                ^ header.ttl()
                ^ udp.get().sourcePort()
                ^ udp.get().destinationPort()
                ^ udp.get().lengthOctets();
    }

    @Benchmark
    public long baselineByOffset() {
        int at = nextOffset();
        byte[] o = octets;
        return (long) Octets.i32(o, at + 12)
                ^ Octets.i32(o, at + 16)
                ^ Octets.u8(o, at + 8)
                ^ Octets.u16(o, at + 20)
                ^ Octets.u16(o, at + 22)
                ^ Octets.u16(o, at + 24);
    }
}
