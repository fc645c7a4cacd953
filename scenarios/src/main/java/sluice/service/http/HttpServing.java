package sluice.service.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.RequestHeaderFieldsTooLargeException;
import org.apache.hc.core5.http.UnsupportedHttpVersionException;
import org.apache.hc.core5.http.impl.nio.DefaultHttpRequestFactory;
import org.apache.hc.core5.http.impl.nio.DefaultHttpRequestParser;
import org.jspecify.annotations.Nullable;
import sluice.edge.TcpSocket;
import sluice.service.TcpServer;

/**
 * One connection of a file server: reads a request, takes its content, answers, and begins again.
 *
 * <pre>
 *   HEAD --request--> BODY --all of it--> REPLY --all sent--> HEAD, or LINGER if it is the last
 * </pre>
 */
final class HttpServing extends TcpServer.Connection {
    private enum State {
        HEAD,
        BODY,
        REPLY,
        /** Nothing more is sent; what still comes is thrown away, so that no reset follows it. */
        LINGER
    }

    private static final int HEAD_OCTETS_MAX = 32_768;
    private static final long LINGER_OCTETS_MAX = 64L << 20;
    private static final int ASK_OCTETS_MIN = 4096;
    private static final byte[] NOTHING = new byte[0];

    private final HttpFileServer server;
    private final HttpInput input = new HttpInput();
    private final Inflow inflow = new Inflow(this::receive);
    private final DefaultHttpRequestParser<HttpRequest> parser =
            new DefaultHttpRequestParser<>(HttpInput.LIMITS, DefaultHttpRequestFactory.INSTANCE);
    private State state = State.HEAD;
    private long headBegan;
    private @Nullable MessageBody body;
    private @Nullable Exchange exchange;
    private byte[] out = NOTHING;
    private int outAt;
    private @Nullable Content content;
    private long contentAt;
    private long contentEnd;
    private int ask;
    private boolean isLast;
    private long lingered;

    HttpServing(HttpFileServer server) {
        server.super();
        this.server = server;
        this.ask = server.piece.capacity();
    }

    @Override
    public void connected(TcpSocket own) {
        server.waits(this);
    }

    @Override
    public void readable(TcpSocket own) {
        go();
    }

    @Override
    public void writable(TcpSocket own) {
        go();
    }

    @Override
    public void endOfInput(TcpSocket own) {
        go();
    }

    /** It has no request and another client waits. */
    void leave() {
        finish();
    }

    @Override
    protected void left() {
        server.waitsNoMore(this);
        closeContent();
        Exchange own = exchange;
        if (own != null) own.abandon();
        exchange = null;
    }

    private void go() {
        boolean goesOn = true;
        while (goesOn) {
            goesOn =
                    switch (state) {
                        case HEAD -> head();
                        case BODY -> body();
                        case REPLY -> reply();
                        case LINGER -> linger();
                    };
        }
    }

    private boolean head() {
        HttpRequest request;
        try {
            request = parser.parse(input, false);
            if (request == null && input.taken() - headBegan > HEAD_OCTETS_MAX)
                throw new RequestHeaderFieldsTooLargeException("header too long", null);
            if (request == null) return more();
        } catch (RequestHeaderFieldsTooLargeException _) {
            return refuse(431);
        } catch (UnsupportedHttpVersionException _) {
            return refuse(505);
        } catch (HttpException | IOException _) {
            return refuse(400);
        }
        server.asked(this);
        var next = new Exchange(server, request);
        exchange = next;
        isLast = next.isLast();
        try {
            body = MessageBody.announced(request, input, inflow, 0);
        } catch (MessageBody.UnknownCoding _) {
            return refuse(501);
        } catch (HttpException _) {
            return refuse(400);
        }
        if (!next.isOfOurVersion()) return refuse(505);
        int refusal = next.refusal(body.lengthOctets());
        if (refusal != 0) return refuse(refusal);
        if (next.waitsForLeave() && !body.isComplete()) {
            out =
                    "HTTP/1.1 100 Continue\r\n\r\n"
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            outAt = 0;
        }
        state = State.BODY;
        return true;
    }

    /** More of a header, if it is there; whether to go on. */
    private boolean more() throws IOException {
        boolean hasBegun = input.taken() > headBegan || input.hasData();
        int came = input.fill(inflow);
        if (came > 0) {
            server.waitsNoMore(this);
            return true;
        }
        if (came == 0) {
            if (!hasBegun) server.waits(this);
            return false;
        }
        if (hasBegun) return refuse(400);
        return lastWord();
    }

    private boolean body() {
        if (!flush()) return false;
        MessageBody from = Objects.requireNonNull(body);
        Exchange own = Objects.requireNonNull(exchange);
        ByteBuffer piece = server.piece;
        try {
            while (!from.isComplete()) {
                piece.clear();
                int came = from.read(piece);
                if (came == 0 && !from.isComplete()) return false;
                piece.flip();
                int refusal = own.take(piece, from.done());
                if (refusal != 0) return refuse(refusal);
            }
        } catch (IOException _) {
            return refuse(400);
        }
        answer(own);
        return true;
    }

    private void answer(Exchange own) {
        Answer answer = own.answer();
        out = answer.octets();
        outAt = 0;
        content = answer.content();
        contentAt = answer.first();
        contentEnd = answer.end();
        state = State.REPLY;
    }

    /** The request is not carried out, and the connection ends with that. */
    private boolean refuse(int status) {
        isLast = true;
        closeContent();
        Exchange own = exchange;
        if (own == null) server.asked(this); // it was to be a request
        else own.abandon();
        Reply reply = server.reply(status).field("Connection", "close");
        if (status == 405) reply.field("Allow", Exchange.allowed(server.options()));
        boolean headerOnly = own != null && own.isHead();
        out = reply.with(MediaType.TEXT, status + " " + Reply.phrase(status) + "\n", headerOnly);
        outAt = 0;
        state = State.REPLY;
        return true;
    }

    private boolean flush() {
        while (outAt < out.length) {
            int taken = send(out, outAt, out.length - outAt);
            if (taken <= 0) return false;
            outAt += taken;
        }
        return true;
    }

    private boolean reply() {
        if (!flush()) return false;
        Content from = content;
        while (from != null && contentAt < contentEnd) {
            ByteBuffer piece = server.piece;
            piece.clear().limit((int) Math.min(ask, contentEnd - contentAt));
            int read;
            try {
                read = from.read(piece, contentAt);
            } catch (IOException _) {
                read = -1;
            }
            if (read <= 0) { // its length was promised
                giveUp("file became shorter");
                return false;
            }
            int taken = send(server.room, 0, read);
            if (taken <= 0) return false;
            contentAt += taken;
            // what a socket does not take is read twice: ask for about as much as it takes
            boolean isFull = taken < read;
            ask = Math.clamp(isFull ? 2L * taken : 2L * ask, ASK_OCTETS_MIN, piece.capacity());
            if (isFull) return false;
        }
        closeContent();
        exchange = null;
        out = NOTHING;
        server.replied();
        if (isLast) return lastWord();
        parser.reset();
        headBegan = input.taken();
        state = State.HEAD;
        return true;
    }

    private void closeContent() {
        Content open = content;
        content = null;
        if (open != null) open.close();
    }

    private boolean lastWord() {
        server.waitsNoMore(this);
        socket().shutdownOutput();
        state = State.LINGER;
        return true;
    }

    private boolean linger() {
        byte[] room = server.room;
        for (int came = 1; came > 0; ) {
            came = receive(room, 0, room.length);
            if (came > 0) lingered += came;
            if (lingered > LINGER_OCTETS_MAX) {
                giveUp("went on sending");
                return false;
            }
        }
        return false;
    }
}
