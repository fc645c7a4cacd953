package sluice.benchmarks.pcap.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import sluice.pcap.file.CaptureReader;
import sluice.pcap.file.InterfaceOptions;
import sluice.pcap.file.LinkType;
import sluice.pcap.file.PcapOptions;
import sluice.pcap.file.PcapWriter;
import sluice.pcap.file.PcapngWriter;
import sluice.pcap.file.ReaderOptions;

/**
 * What does it cost to find the packets of a file, above reading its octets at all?
 *
 * <p>Unit: milliseconds per file of 64 MiB from the page cache. Estimate made before: reading with
 * a copy to the heap 8 ms; a packet of pcap 3 ns more, of pcapng 10 ns, so 1.5 ms for the half
 * million packets of 128 octets and 0.2 ms for those of 1500. Allocation must not depend on the
 * packets: the window and the reader, some 260 KiB a file.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class CaptureReaderBenchmark {
    private static final int FILE_OCTETS = 64 * 1024 * 1024;

    /** Octets of each packet. */
    @Param({"128", "1500"})
    public int packetOctets;

    private Path pcap = Path.of("");
    private Path pcapng = Path.of("");

    /** Writes the two files that are read. */
    @Setup(Level.Trial)
    public void writeFiles() throws IOException {
        pcap = Files.createTempFile("sluice", ".pcap");
        pcapng = Files.createTempFile("sluice", ".pcapng");
        byte[] packet = new byte[packetOctets];
        int count = FILE_OCTETS / packetOctets;
        try (PcapWriter classic = PcapWriter.create(pcap, PcapOptions.nanos(LinkType.ETHERNET));
                PcapngWriter sections = PcapngWriter.create(pcapng, List.of())) {
            int id = sections.addInterface(InterfaceOptions.of(LinkType.ETHERNET));
            for (int i = 0; i < count; i++) {
                classic.write(i, i, packet, 0, packetOctets, packetOctets);
                sections.write(id, i, i, packet, 0, packetOctets, packetOctets);
            }
        }
    }

    /** Takes the files away. */
    @TearDown(Level.Trial)
    public void deleteFiles() throws IOException {
        Files.deleteIfExists(pcap);
        Files.deleteIfExists(pcapng);
    }

    /** The floor: all octets into a heap buffer, chunk by chunk, not looked at. */
    @Benchmark
    public long baselineChunks() throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(ReaderOptions.CHUNK_OCTETS);
        long total = 0;
        try (FileChannel channel = FileChannel.open(pcap, StandardOpenOption.READ)) {
            for (int got = channel.read(chunk); got >= 0; got = channel.read(chunk.clear())) {
                total += got;
            }
        }
        return total;
    }

    /** Every packet of a pcap with its time. */
    @Benchmark
    public long readPcap() throws IOException {
        return sum(pcap);
    }

    /** Every packet of a pcapng with its time. */
    @Benchmark
    public long readPcapng() throws IOException {
        return sum(pcapng);
    }

    private static long sum(Path file) throws IOException {
        long sum = 0;
        try (CaptureReader reader = CaptureReader.open(file, ReaderOptions.tolerant())) {
            while (reader.next()) {
                sum += reader.epochSeconds() + reader.nanos() + reader.capturedLengthOctets();
            }
        }
        return sum;
    }
}
