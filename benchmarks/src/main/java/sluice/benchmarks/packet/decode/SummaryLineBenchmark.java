package sluice.benchmarks.packet.decode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
import sluice.packet.decode.Decoder;
import sluice.packet.decode.Field;
import sluice.packet.decode.FieldSink;
import sluice.packet.decode.LinkTypes;
import sluice.packet.decode.SummaryLine;
import sluice.pcap.file.CaptureReader;
import sluice.pcap.file.ReaderOptions;

/**
 * What does a packet cost in {@code sluice decode}, above coming by at all?
 *
 * <p>Unit: nanoseconds per packet, over the frames of the shipped example in turn. Estimate before
 * measuring: the walk alone 2 ns; some 25 fields with the checks of their bounds at 3 ns, and two
 * checksums over a frame of 200 octets on average at 25 ns each, 130 ns; a line of 90 octets at 1.5
 * ns more, so 270 ns. Nothing is allocated. Run in the root of the repository.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class SummaryLineBenchmark {
    private static final long STEP_NANOS = 1_000_003;

    private final SummaryLine line = new SummaryLine();
    private final Decoder decoder = Decoder.full();
    private final LastField lastField = new LastField();
    private byte[][] frames = {};
    private int next;

    /** Keeps what it is told, as a reader of one field would. */
    private static final class LastField implements FieldSink {
        private long value;

        @Override
        public void field(Field field, int offset, int lengthOctets, long told) {
            value ^= told;
        }
    }

    /** Reads the example once. */
    @Setup
    public void readFrames() throws IOException {
        Path example = Path.of(System.getProperty("sluice.root", "."), "examples/office-lan.pcap");
        List<byte[]> read = new ArrayList<>();
        try (CaptureReader reader = CaptureReader.open(example, ReaderOptions.tolerant())) {
            while (reader.next()) {
                int end = reader.offset() + reader.capturedLengthOctets();
                read.add(Arrays.copyOfRange(reader.octets(), reader.offset(), end));
            }
        }
        frames = read.toArray(byte[][]::new);
    }

    private byte[] nextFrame() {
        next = next + 1 < frames.length ? next + 1 : 0;
        return frames[next];
    }

    @Benchmark
    public int summaryLine() {
        byte[] frame = nextFrame();
        return line.format(
                next + 1L,
                next * STEP_NANOS,
                LinkTypes.ETHERNET,
                frame,
                0,
                frame.length,
                frame.length);
    }

    @Benchmark
    public long decodeOnly() {
        byte[] frame = nextFrame();
        decoder.decode(LinkTypes.ETHERNET, frame, 0, frame.length, frame.length, lastField);
        return lastField.value;
    }

    @Benchmark
    public int baselineWalk() {
        return Octets.u16(nextFrame(), 12);
    }
}
