package sluice.service.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Locale;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpMessage;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.impl.BasicHttpTransportMetrics;
import org.apache.hc.core5.http.impl.nio.ChunkDecoder;
import org.apache.hc.core5.http.nio.ContentDecoder;
import org.jspecify.annotations.Nullable;

/** The octets after a header: none, so many, in chunks, or up to the end (RFC 9112, 6). */
final class MessageBody {
    /** {@link #lengthOctets} where only the end will tell. */
    static final long UNKNOWN = -1;

    private final HttpInput input;
    private final Inflow inflow;
    private final @Nullable ContentDecoder chunks;
    private final long lengthOctets;
    private long done;
    private boolean ended;

    private MessageBody(
            HttpInput input, Inflow inflow, @Nullable ContentDecoder chunks, long lengthOctets) {
        this.input = input;
        this.inflow = inflow;
        this.chunks = chunks;
        this.lengthOctets = lengthOctets;
    }

    static MessageBody ofLength(HttpInput input, Inflow inflow, long lengthOctets) {
        return new MessageBody(input, inflow, null, lengthOctets);
    }

    /**
     * What a message's header announces.
     *
     * @param otherwise the length where it announces nothing: 0 for requests, {@link #UNKNOWN} for
     *     responses
     * @throws ProtocolException if it contradicts itself, or names a coding that is not known
     */
    static MessageBody announced(
            HttpMessage message, HttpInput input, Inflow inflow, long otherwise)
            throws ProtocolException {
        boolean chunked = false;
        for (Iterator<Header> i = message.headerIterator(HttpHeaders.TRANSFER_ENCODING);
                i.hasNext(); ) {
            String coding = i.next().getValue().strip().toLowerCase(Locale.ROOT);
            if (chunked || !coding.equals("chunked"))
                throw new UnknownCoding("transfer coding " + coding);
            chunked = true;
        }
        long length = otherwise;
        boolean isGiven = false;
        for (Iterator<Header> i = message.headerIterator(HttpHeaders.CONTENT_LENGTH);
                i.hasNext(); ) {
            long given = length(i.next().getValue().strip());
            if (isGiven && given != length) throw new ProtocolException("two lengths");
            length = given;
            isGiven = true;
        }
        if (!chunked) return ofLength(input, inflow, length);
        if (isGiven) throw new ProtocolException("a length beside chunks"); // RFC 9112, 6.3
        var decoder =
                new ChunkDecoder(inflow, input, HttpInput.LIMITS, new BasicHttpTransportMetrics());
        return new MessageBody(input, inflow, decoder, UNKNOWN);
    }

    private static long length(String text) throws ProtocolException {
        boolean digits = !text.isEmpty() && text.length() <= 18;
        for (int i = 0; i < text.length(); i++) {
            digits &= text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        if (!digits) throw new ProtocolException("a length that is no number");
        return Long.parseLong(text);
    }

    /** A transfer coding other than chunked. */
    static final class UnknownCoding extends ProtocolException {
        private static final long serialVersionUID = 1L;

        UnknownCoding(String message) {
            super(message);
        }
    }

    /** Octets in all, or {@link #UNKNOWN}. */
    long lengthOctets() {
        return lengthOctets;
    }

    /** Octets read up to now. */
    long done() {
        return done;
    }

    boolean isChunked() {
        return chunks != null;
    }

    boolean isComplete() {
        if (chunks != null) return chunks.isCompleted();
        return lengthOctets == UNKNOWN ? ended : done == lengthOctets;
    }

    /**
     * Reads what has come.
     *
     * @return how many octets, 0 if none now or it is complete
     * @throws IOException if the stream ends too early or is malformed
     */
    int read(ByteBuffer into) throws IOException {
        if (isComplete()) return 0;
        int came = chunks == null ? plain(into) : Math.max(0, chunks.read(into));
        done += came;
        return came;
    }

    private int plain(ByteBuffer into) throws IOException {
        long left = lengthOctets == UNKNOWN ? Integer.MAX_VALUE : lengthOctets - done;
        if (left < into.remaining()) into.limit(into.position() + (int) left);
        if (input.hasData()) return input.read(into);
        int came = inflow.read(into);
        if (came >= 0) return came;
        if (lengthOctets != UNKNOWN) throw new IOException("the stream ends too early");
        ended = true;
        return 0;
    }
}
