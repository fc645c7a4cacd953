package sluice.service.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.impl.nio.DefaultHttpResponseFactory;
import org.apache.hc.core5.http.impl.nio.DefaultHttpResponseParser;
import org.jspecify.annotations.Nullable;
import sluice.edge.HostStack;
import sluice.edge.IpAddress;
import sluice.edge.TcpSettings;
import sluice.edge.TcpSocket;
import sluice.service.TcpClient;
import sluice.service.Transfer;

/**
 * Asks a server for pages or gives it some, one after the other on one connection, and keeps a
 * digest of each content. It follows no redirection.
 */
public final class HttpClient extends TcpClient {
    private static final int ROOM_OCTETS = 65_536;
    private static final int HEAD_OCTETS_MAX = 32_768;

    private final String server;
    private final List<HttpOrder> orders;
    private final List<HttpOutcome> outcomes = new ArrayList<>();
    private final Transfer transfer = new Transfer();
    private final HttpInput input = new HttpInput();
    private final DefaultHttpResponseParser<HttpResponse> parser =
            new DefaultHttpResponseParser<>(HttpInput.LIMITS, DefaultHttpResponseFactory.INSTANCE);
    private final ByteBuffer room = ByteBuffer.allocate(ROOM_OCTETS);
    private byte[] head = new byte[0];
    private int headAt;
    private @Nullable Content content;
    private long contentAt;
    private boolean asks;
    private long askedNanos;
    private long headBegan;
    private @Nullable HttpResponse response;
    private @Nullable MessageBody body;
    private MessageDigest digest = sha256();
    private String trouble = "";
    private boolean isLast;

    /**
     * Does nothing before {@link #start}.
     *
     * @param server as it is called in the Host field
     */
    public HttpClient(
            HostStack stack,
            IpAddress to,
            int port,
            String server,
            TcpSettings settings,
            List<HttpOrder> orders) {
        super(stack, to, port, settings);
        this.server = server;
        this.orders = List.copyOf(orders);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /** What came of the orders that are done, in their order. */
    public List<HttpOutcome> outcomes() {
        return List.copyOf(outcomes);
    }

    /** Contents that have come. */
    public Transfer transfer() {
        return transfer;
    }

    /** Why the server's octets were no answer; empty if they were. */
    public String trouble() {
        return trouble;
    }

    @Override
    protected void left() {
        Content open = content;
        if (open != null) open.close();
        content = null;
    }

    @Override
    protected void goOn(TcpSocket own) {
        if (isLast) {
            room.clear();
            while (own.receive(room.array(), 0, ROOM_OCTETS) > 0) {
                // what comes after the last answer is of no interest
            }
            return;
        }
        try {
            boolean goesOn = true;
            while (goesOn) goesOn = step(own);
        } catch (HttpException | IOException wrong) {
            trouble = String.valueOf(wrong.getMessage());
            isLast = true;
            left();
            own.abort();
        }
    }

    private boolean step(TcpSocket own) throws HttpException, IOException {
        if (!asks && outcomes.size() < orders.size()) ask(orders.get(outcomes.size()));
        if (!asks) {
            isLast = true;
            own.shutdownOutput();
            return false;
        }
        say(own);
        return body == null ? readHead(own) : readBody(own);
    }

    private void ask(HttpOrder order) throws IOException {
        asks = true;
        askedNanos = nowNanos();
        headBegan = input.taken();
        Content to = order.content();
        content = to;
        contentAt = 0;
        String length = to == null ? "" : "Content-Length: " + to.lengthOctets() + "\r\n";
        String text =
                "%s %s HTTP/1.1\r\nHost: %s\r\n%s\r\n"
                        .formatted(order.method(), order.path(), server, length);
        head = text.getBytes(StandardCharsets.US_ASCII);
        headAt = 0;
        parser.reset();
    }

    /** As much of the request as there is room for. */
    private void say(TcpSocket own) throws IOException {
        while (headAt < head.length) {
            int taken = own.send(head, headAt, head.length - headAt);
            if (taken <= 0) return;
            headAt += taken;
        }
        Content from = content;
        while (from != null && contentAt < from.lengthOctets()) {
            room.clear().limit((int) Math.min(ROOM_OCTETS, from.lengthOctets() - contentAt));
            int read = from.read(room, contentAt);
            if (read <= 0) throw new IOException("the content became shorter");
            int taken = own.send(room.array(), 0, read);
            if (taken <= 0) return;
            contentAt += taken;
            if (taken < read) return;
        }
    }

    private boolean readHead(TcpSocket own) throws HttpException, IOException {
        HttpResponse came = parser.parse(input, false);
        if (came == null) {
            if (input.taken() - headBegan > HEAD_OCTETS_MAX)
                throw new IOException("header too long");
            int more = input.fill(inflow(own));
            if (more < 0) throw new IOException("the server ends without an answer");
            return more > 0;
        }
        if (came.getCode() < 200) { // only news on the way to the answer
            parser.reset();
            headBegan = input.taken();
            return true;
        }
        response = came;
        digest = sha256();
        boolean isEmpty = orders.get(outcomes.size()).method().equals("HEAD");
        isEmpty |= came.getCode() == 204 || came.getCode() == 304;
        body =
                isEmpty
                        ? MessageBody.ofLength(input, inflow(own), 0)
                        : MessageBody.announced(came, input, inflow(own), MessageBody.UNKNOWN);
        return true;
    }

    private static Inflow inflow(TcpSocket own) {
        return new Inflow(own::receive);
    }

    private boolean readBody(TcpSocket own) throws IOException {
        MessageBody from = java.util.Objects.requireNonNull(body);
        HttpResponse to = java.util.Objects.requireNonNull(response);
        while (!from.isComplete()) {
            room.clear();
            int came = from.read(room);
            if (came == 0 && !from.isComplete()) return false;
            digest.update(room.array(), 0, came);
            transfer.count(came, nowNanos());
        }
        String sha256 = HexFormat.of().formatHex(digest.digest());
        outcomes.add(new HttpOutcome(to.getCode(), from.done(), sha256, askedNanos, nowNanos()));
        left();
        body = null;
        response = null;
        asks = false;
        if (closes(to) || (from.lengthOctets() == MessageBody.UNKNOWN && !from.isChunked())) {
            if (outcomes.size() < orders.size()) trouble = "the server closes before all is asked";
            isLast = true;
            own.shutdownOutput();
            return false;
        }
        return true;
    }

    private static boolean closes(HttpResponse response) {
        Header field = response.getFirstHeader(HttpHeaders.CONNECTION);
        return field != null && field.getValue().toLowerCase(Locale.ROOT).contains("close");
    }
}
