package sluice.pcap.file;

import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Collects small writes into large ones. Room is asked for once per header, then the numbers are
 * put in place. One thread.
 */
final class ByteSink implements Closeable, Flushable {
    private static final int BUFFER_OCTETS = 256 * 1024;
    private static final byte[] ZEROS = new byte[4];

    private final OutputStream out;
    private long flushedOctets;

    final byte[] octets = new byte[BUFFER_OCTETS];
    int position;

    ByteSink(OutputStream out) {
        this.out = out;
    }

    /** Makes room for {@code count} octets, far fewer than the buffer holds, and takes it. */
    int take(int count) throws IOException {
        if (octets.length - position < count) {
            empty();
        }
        int at = position;
        position += count;
        return at;
    }

    void write(byte[] source, int offset, int length) throws IOException {
        if (octets.length - position < length) {
            empty();
            if (length > octets.length) {
                out.write(source, offset, length);
                flushedOctets += length;
                return;
            }
        }
        System.arraycopy(source, offset, octets, position, length);
        position += length;
    }

    /** Zeros up to the next multiple of four of a field of {@code length} octets. */
    void pad(int length) throws IOException {
        write(ZEROS, 0, FileOctets.padded(length) - length);
    }

    /** Octets written so far, those still collected included. */
    long writtenOctets() {
        return flushedOctets + position;
    }

    private void empty() throws IOException {
        out.write(octets, 0, position);
        flushedOctets += position;
        position = 0;
    }

    @Override
    public void flush() throws IOException {
        empty();
        out.flush();
    }

    @Override
    public void close() throws IOException {
        try (out) {
            empty();
        }
    }
}
