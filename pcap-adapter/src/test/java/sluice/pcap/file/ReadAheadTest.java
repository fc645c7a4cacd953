package sluice.pcap.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file read by two threads is the file, whatever its size and however it ends. */
@Timeout(60)
class ReadAheadTest {
    private static final int CHUNK_OCTETS = 16;

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 17, 31, 32, 127, 128, 129, 16 * 1000, 16 * 1000 + 5})
    void shouldGiveTheOctetsOfTheFileInOrder(int size) throws IOException {
        byte[] octets = random(size);
        try (ReadAhead ahead = ReadAhead.begin(file(octets), CHUNK_OCTETS)) {
            assertThat(all(ahead, 7)).isEqualTo(octets);
            assertThat(ahead.read(ByteBuffer.allocate(1))).as("again at the end").isEqualTo(-1);
        }
    }

    @Test
    void shouldEndWhereTheFileIsCutWhileItIsRead() throws IOException {
        byte[] octets = random(CHUNK_OCTETS * 100);
        Path path = folder.resolve("cut");
        Files.write(path, octets);
        try (FileChannel both = open(path);
                FileChannel writer = FileChannel.open(path, StandardOpenOption.WRITE);
                ReadAhead ahead = ReadAhead.begin(both, CHUNK_OCTETS)) {
            ahead.read(ByteBuffer.allocate(1));
            writer.truncate(CHUNK_OCTETS * 50 + 3);
            byte[] rest = all(ahead, 64);
            // what had been read ahead before the cut is given, and then all up to the cut
            int cut = CHUNK_OCTETS * 50 + 3;
            assertThat(rest).hasSize(cut - 1).isEqualTo(Arrays.copyOfRange(octets, 1, cut));
        }
    }

    @Test
    void shouldEndItsThreadWhenClosedInTheMiddle() throws Exception {
        ReadAhead ahead = ReadAhead.begin(file(random(CHUNK_OCTETS * 100)), CHUNK_OCTETS);
        ahead.read(ByteBuffer.allocate(3));
        ahead.close();
        ahead.reader().join();
        assertThat(ahead.isOpen()).isFalse();
        assertThatThrownBy(() -> ahead.read(ByteBuffer.allocate(1)))
                .isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void shouldTellAFailureAfterWhatCameBeforeIt() throws Exception {
        FileChannel gone = file(random(CHUNK_OCTETS * 1000));
        try (ReadAhead ahead = ReadAhead.begin(gone, CHUNK_OCTETS)) {
            ahead.read(ByteBuffer.allocate(CHUNK_OCTETS));
            gone.close();
            assertThatThrownBy(() -> all(ahead, 64)).isInstanceOf(IOException.class);
            ahead.reader().join();
        }
    }

    @Test
    void shouldCloseWhenItsUserIsInterruptedOrReadOn() throws Exception {
        byte[] octets = random(CHUNK_OCTETS * 1000);
        try (ReadAhead ahead = ReadAhead.begin(file(octets), CHUNK_OCTETS)) {
            Thread.currentThread().interrupt();
            try {
                assertThat(all(ahead, 64)).isEqualTo(octets);
            } catch (ClosedByInterruptException _) {
                assertThat(ahead.isOpen()).isFalse();
            } finally {
                assertThat(Thread.interrupted()).as("still interrupted").isTrue();
            }
        }
    }

    @Test
    void shouldReadALargeCaptureLikeASmallOne() throws IOException {
        Path path = folder.resolve("large.pcap");
        byte[] packet = random(1000);
        int count = (int) (ReadAhead.WORTH_OCTETS / packet.length) + 1;
        try (PcapWriter out = PcapWriter.create(path, PcapOptions.nanos(LinkType.ETHERNET))) {
            for (int i = 0; i < count; i++) {
                packet[0] = (byte) i;
                out.write(i, i, packet, 0, packet.length, packet.length);
            }
        }
        assertThat(Files.size(path)).isGreaterThan(ReadAhead.WORTH_OCTETS);
        try (CaptureReader reader = CaptureReader.open(path, ReaderOptions.tolerant())) {
            for (int i = 0; i < count; i++) {
                assertThat(reader.next()).isTrue();
                if (reader.octets()[reader.offset()] != (byte) i || reader.nanos() != i) {
                    assertThat(i).as("packet").isEqualTo(-1);
                }
            }
            assertThat(reader.next()).isFalse();
            assertThat(reader.damage()).isEmpty();
        }
    }

    private FileChannel file(byte[] octets) throws IOException {
        Path path = folder.resolve("octets");
        Files.write(path, octets);
        return open(path);
    }

    private static FileChannel open(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ);
    }

    private static byte[] random(int size) {
        byte[] octets = new byte[size];
        new Random(size).nextBytes(octets);
        return octets;
    }

    private static byte[] all(ReadAhead ahead, int step) throws IOException {
        byte[] octets = new byte[1 << 16];
        int length = 0;
        for (int got = 0; got >= 0; ) {
            length += got;
            got = ahead.read(ByteBuffer.wrap(octets, length, step));
        }
        return Arrays.copyOf(octets, length);
    }
}
