package sluice.benchmarks.packet;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import sluice.packet.Ledger;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.PacketPool;
import sluice.packet.Place;
import sluice.trace.Contracts;
import sluice.trace.Layering;

/**
 * What does it cost to put three headers (UDP, IPv4, Ethernet: 42 octets) before a payload, and
 * what if the octets are shared and must be made private first?
 *
 * <p>Unit: nanoseconds per packet. Estimate before measuring: three pushes with a bound, a check
 * for life and one for sharers each, and nine stores: 6 ns; shared: a share and an end with their
 * counts in the ledger and a copy of 640 octets, 35 ns more. The baseline makes the same stores
 * into a bare array. Nothing is allocated, in no case.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class HeaderPushBenchmark {
    private static final int PAYLOAD_OCTETS = 512;

    private final Ledger ledger = new Ledger(() -> 0, new Contracts(), null);
    private final PacketPool pool = new PacketPool(ledger, false);
    private final Place place = ledger.place("benchmark", Layering.ETHERNET);
    private final Packet packet = pool.originate(place, PacketPool.HEADROOM_OCTETS, PAYLOAD_OCTETS);
    private final byte[] bare = new byte[2048];
    private int port;

    @Benchmark
    public int push() {
        pushHeaders(packet);
        packet.pull(42);
        return packet.offset();
    }

    @Benchmark
    public int pushOnShared() {
        Packet shared = packet.share(place);
        pushHeaders(shared);
        int offset = shared.offset();
        shared.end(BenchmarkEnd.USED);
        return offset;
    }

    @Benchmark
    public byte[] baselineBareStores() {
        port++;
        udp(bare, 128 - 8);
        ip(bare, 128 - 28);
        ethernet(bare, 128 - 42);
        return bare;
    }

    private void pushHeaders(Packet onto) {
        port++;
        int at = onto.push(8);
        udp(onto.octets(), at);
        at = onto.push(20);
        ip(onto.octets(), at);
        at = onto.push(14);
        ethernet(onto.octets(), at);
    }

    private void udp(byte[] octets, int at) {
        Octets.put32(octets, at, port);
        Octets.put32(octets, at + 4, (PAYLOAD_OCTETS + 8) << 16);
    }

    private void ip(byte[] octets, int at) {
        Octets.put32(octets, at, 0x4500_0000 + PAYLOAD_OCTETS + 28);
        Octets.put32(octets, at + 4, port);
        Octets.put32(octets, at + 8, 0x4011_0000);
        Octets.put64(octets, at + 12, 0xc000_0201_c000_0202L);
    }

    private static void ethernet(byte[] octets, int at) {
        Octets.put48(octets, at, 0x0200_0000_0001L);
        Octets.put48(octets, at + 6, 0x0200_0000_0002L);
        Octets.put16(octets, at + 12, 0x0800);
    }
}
