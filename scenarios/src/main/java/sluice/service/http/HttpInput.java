package sluice.service.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.nio.SessionInputBuffer;
import org.apache.hc.core5.util.CharArrayBuffer;

/**
 * Octets of a connection that have come and are not read yet: what the parsers read from. Of a
 * fixed size; a line that does not fit is longer than the parsers allow.
 */
final class HttpInput implements SessionInputBuffer {
    /** Longest line, as the parsers are told; more than the buffer could not be looked through. */
    private static final int LINE_OCTETS_MAX = 8192;

    private static final int HEADERS_MAX = 100;
    private static final int EMPTY_LINES_MAX = 4;
    private static final int CAPACITY_OCTETS = 16_384;

    /** The limits of both sides. */
    static final Http1Config LIMITS =
            Http1Config.custom()
                    .setMaxLineLength(LINE_OCTETS_MAX)
                    .setMaxHeaderCount(HEADERS_MAX)
                    .setMaxEmptyLineCount(EMPTY_LINES_MAX)
                    .build();

    private final byte[] octets = new byte[CAPACITY_OCTETS];
    private int from;
    private int to;
    private int searched;
    private long taken;

    /** Octets that were read out of it from the beginning. */
    long taken() {
        return taken;
    }

    @Override
    public boolean hasData() {
        return from < to;
    }

    @Override
    public int length() {
        return to - from;
    }

    @Override
    public int fill(ReadableByteChannel source) throws IOException {
        if (from > 0) {
            System.arraycopy(octets, from, octets, 0, to - from);
            searched = Math.max(0, searched - from);
            to -= from;
            from = 0;
        }
        int came = source.read(ByteBuffer.wrap(octets, to, octets.length - to));
        if (came > 0) to += came;
        return came;
    }

    private void move(int lengthOctets) {
        from += lengthOctets;
        taken += lengthOctets;
        searched = from;
    }

    @Override
    public int read() {
        if (from == to) return -1;
        int octet = octets[from] & 0xff;
        move(1);
        return octet;
    }

    @Override
    public int read(ByteBuffer into, int lengthMax) {
        int length = Math.min(Math.min(lengthMax, into.remaining()), to - from);
        into.put(octets, from, length);
        move(length);
        return length;
    }

    @Override
    public int read(ByteBuffer into) {
        return read(into, into.remaining());
    }

    @Override
    public int read(WritableByteChannel into, int lengthMax) throws IOException {
        int length = into.write(ByteBuffer.wrap(octets, from, Math.min(lengthMax, to - from)));
        move(length);
        return length;
    }

    @Override
    public int read(WritableByteChannel into) throws IOException {
        return read(into, to - from);
    }

    /**
     * Adds the next whole line without its end; at the end of the stream what is left. What was
     * looked through once is not looked through again, however slowly the rest comes.
     */
    @Override
    public boolean readLine(CharArrayBuffer line, boolean endOfStream) {
        int end = Math.max(from, searched);
        while (end < to && octets[end] != '\n') end++;
        if (end == to && !(endOfStream && from < to)) {
            searched = end;
            return false;
        }
        int text = end;
        if (end < to && text > from && octets[text - 1] == '\r') text--;
        line.append(octets, from, text - from);
        move(Math.min(end + 1, to) - from);
        return true;
    }
}
