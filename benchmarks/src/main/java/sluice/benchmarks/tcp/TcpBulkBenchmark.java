package sluice.benchmarks.tcp;

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
import sluice.edge.SocketRefused;
import sluice.packet.Checksums;

/**
 * What does a full segment (1448 octets of data at MTU 1500) cost from one host's program to
 * another's, acknowledgments included?
 *
 * <p>Unit: nanoseconds per segment; 1158 ns are 10 Gbit/s. Estimate before measuring: four copies
 * (program, buffer, segment, buffer, program) of 40, two checksums of 70, and what a datagram costs
 * one and a half times, for every second segment is acknowledged: 850 ns. The baseline is what
 * cannot be left out: two copies and two checksums. Nothing is allocated with the trace off.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(2)
public class TcpBulkBenchmark {
    private static final int SEGMENT_OCTETS = 1448;

    /** Segments of one call. */
    public static final int SEGMENTS = 1000;

    @Param({"linux", "windows"})
    public String host = "linux";

    /**
     * Buffers of the sockets: 64 KiB as the peer has them (its window), or 0: the host's own of
     * several MiB, whose content no cache holds.
     */
    @Param({"65536", "0"})
    public int buffer = 65536;

    private @Nullable BulkPair pair;
    private final byte[] segment = new byte[SEGMENT_OCTETS];
    private final byte[] copy = new byte[SEGMENT_OCTETS];

    @Setup
    public void build() throws SocketRefused {
        pair = new BulkPair(host, null);
        pair.start(buffer);
        pair.receive(100L * SEGMENTS * SEGMENT_OCTETS);
        for (int i = 0; i < SEGMENT_OCTETS; i++) segment[i] = (byte) (i * 37);
    }

    @Benchmark
    @OperationsPerInvocation(SEGMENTS)
    public long bulk() {
        BulkPair running = Objects.requireNonNull(pair);
        running.receive((long) SEGMENTS * SEGMENT_OCTETS);
        return running.received;
    }

    @Benchmark
    public int baselineTwoCopiesAndTwoChecksums() {
        System.arraycopy(segment, 0, copy, 0, SEGMENT_OCTETS);
        int made = Checksums.finish(Checksums.sum(copy, 0, SEGMENT_OCTETS));
        copy[0] ^= (byte) made;
        System.arraycopy(copy, 0, segment, 0, SEGMENT_OCTETS);
        return made + Checksums.finish(Checksums.sum(segment, 0, SEGMENT_OCTETS));
    }
}
