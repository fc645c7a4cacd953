package sluice.pcap.file;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.zip.ZipException;

/**
 * A window over a stream of octets that slides forward and never back.
 *
 * <pre>
 *   octets   [ read already | asked for next ...... | free ]
 *              0              position                limit   octets.length
 * </pre>
 *
 * Octets at and after {@code position} stay where they are until the next {@link #has} that must
 * read, so records are used in place. The window grows, by doubling, only when it is full of octets
 * that really came: a length claimed by a file costs nothing. One thread.
 */
final class ByteSource implements Closeable {
    private final ReadableByteChannel channel;
    private final long sizeOctets;
    private final FileProgress progress;

    /** The window; replaced when it grows. */
    byte[] octets;

    /** Where the next octet to use lies. */
    int position;

    /** The first place without an octet. */
    int limit;

    private ByteBuffer free;
    private long windowOffset;
    private boolean ended;
    private boolean corrupt;

    ByteSource(
            ReadableByteChannel channel, long sizeOctets, FileProgress progress, int chunkOctets) {
        this.channel = channel;
        this.sizeOctets = sizeOctets;
        this.progress = progress;
        this.octets = new byte[chunkOctets];
        this.free = ByteBuffer.wrap(octets);
    }

    /** True if {@code wanted} octets lie at {@code position}, read now if need be. */
    boolean has(int wanted) throws IOException {
        return limit - position >= wanted || fill(wanted);
    }

    /** How many octets lie at {@code position} without reading. */
    int available() {
        return limit - position;
    }

    /** Octets from the start of the stream to {@code position}. */
    long offset() {
        return windowOffset + position;
    }

    /** Octets taken from the channel so far. */
    long taken() {
        return windowOffset + limit;
    }

    /** The size of the whole, -1 if not known. */
    long sizeOctets() {
        return sizeOctets;
    }

    /** True if the stream ended because its compression was broken. */
    boolean corrupt() {
        return corrupt;
    }

    /** Moves over {@code count} octets without keeping them; how many there were. */
    long skip(long count) throws IOException {
        long left = count;
        while (left > 0 && has(1)) {
            int step = (int) Math.min(left, available());
            position += step;
            left -= step;
        }
        return count - left;
    }

    private boolean fill(int wanted) throws IOException {
        if (position > 0) {
            System.arraycopy(octets, position, octets, 0, limit - position);
            windowOffset += position;
            limit -= position;
            position = 0;
        }
        while (limit < wanted) {
            if (ended) {
                return false;
            }
            if (limit == octets.length) {
                grow();
            }
            free.limit(octets.length).position(limit);
            int got = read();
            if (got < 0) {
                ended = true;
            } else {
                limit += got;
                progress.progress(taken(), sizeOctets);
            }
        }
        return true;
    }

    /**
     * A broken gzip stream is bad input, hence an early end and a mark, not an exception. What the
     * channel had put down before it failed counts; the next read fails again.
     */
    private int read() throws IOException {
        try {
            return channel.read(free);
        } catch (ZipException | EOFException _) {
            if (free.position() > limit) return free.position() - limit;
            corrupt = true;
            return -1;
        }
    }

    private void grow() {
        byte[] larger = new byte[Math.multiplyExact(octets.length, 2)];
        System.arraycopy(octets, 0, larger, 0, limit);
        octets = larger;
        free = ByteBuffer.wrap(larger);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
