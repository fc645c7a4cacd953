package sluice.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import sluice.packet.decode.LinkTypes;
import sluice.packet.decode.SummaryLine;
import sluice.pcap.file.CaptureReader;
import sluice.pcap.file.ReaderOptions;

/** The way of {@code sluice decode}: many lines, no garbage. */
class SummaryLineAllocationTest {
    private static final int ROUNDS = 200;

    @Test
    void shouldAllocateNothingForALine() throws IOException {
        boolean counts =
                ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean
                        && bean.isThreadAllocatedMemorySupported();
        if (!counts) {
            System.err.println("skipped: this virtual machine does not count allocations");
            Assumptions.abort("this virtual machine does not count allocations");
        }
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<byte[]> frames = frames();
        var line = new SummaryLine();
        long octets = lines(line, frames);

        long before = threads.getCurrentThreadAllocatedBytes();
        octets += lines(line, frames);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(octets).isPositive();
        assertThat((double) allocated / (ROUNDS * frames.size()))
                .as("octets allocated for a line")
                .isLessThan(1);
    }

    private static List<byte[]> frames() throws IOException {
        List<byte[]> frames = new ArrayList<>();
        try (CaptureReader reader =
                CaptureReader.open(DecodeConformanceTest.example(), ReaderOptions.tolerant())) {
            while (reader.next()) {
                int end = reader.offset() + reader.capturedLengthOctets();
                frames.add(Arrays.copyOfRange(reader.octets(), reader.offset(), end));
            }
        }
        return frames;
    }

    private static long lines(SummaryLine line, List<byte[]> frames) {
        long octets = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < frames.size(); i++) {
                byte[] frame = frames.get(i);
                octets +=
                        line.format(i, i, LinkTypes.ETHERNET, frame, 0, frame.length, frame.length);
            }
        }
        return octets;
    }
}
