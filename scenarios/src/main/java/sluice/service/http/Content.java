package sluice.service.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import sluice.service.Pattern;

/** Octets that can be read from any position: a file, or a pattern of any length. */
public interface Content extends AutoCloseable {
    /** How many there are. */
    long lengthOctets();

    /**
     * Reads some.
     *
     * @return how many, none or -1 if there are fewer than were said
     * @throws IOException if they cannot be read
     */
    int read(ByteBuffer into, long position) throws IOException;

    @Override
    void close();

    /**
     * A file.
     *
     * @throws IOException if it cannot be opened
     */
    static Content of(Path file) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        try {
            return new FileContent(channel, channel.size());
        } catch (IOException failure) {
            channel.close();
            throw failure;
        }
    }

    /** So many octets that repeat after a period. */
    static Content ofLength(long octets) {
        return new Made(octets);
    }

    /** A file as it was long when it was opened. */
    record FileContent(FileChannel channel, long lengthOctets) implements Content {
        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            return channel.read(into, position);
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException _) {
                // it was only read
            }
        }
    }

    /** A pattern. */
    record Made(long lengthOctets) implements Content {
        @Override
        public int read(ByteBuffer into, long position) {
            return Pattern.COUNTING.copy(into, position);
        }

        @Override
        public void close() {}
    }
}
