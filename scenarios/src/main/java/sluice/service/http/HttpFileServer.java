package sluice.service.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;
import sluice.edge.SocketEdge;
import sluice.edge.SocketRefused;
import sluice.edge.TcpSettings;
import sluice.service.TcpServer;

/**
 * Serves the files of a folder by HTTP/1.1: GET and HEAD with single ranges, PUT and POST if that
 * is allowed, connections kept and requests pipelined. A file of any size is read piece by piece as
 * the connection has room; reading it is the only thing that may wait for a disk.
 */
public final class HttpFileServer extends TcpServer {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);
    private static final int PIECE_OCTETS = 65_536;

    /** Dead clients go by keep-alive; those that only wait make room for others. */
    private static final TcpSettings SETTINGS =
            new TcpSettings(true, true, false, -1, 0, 0, 0, Optional.empty());

    private final HttpServerOptions options;
    private final @Nullable WebFolder folder;
    private final Map<String, Long> pages;
    private final Optional<InstantSource> wallClock;
    private final SequencedSet<HttpServing> idle = new LinkedHashSet<>();

    /** Shared by all connections: what a socket does not take is read again later. */
    final byte[] room = new byte[PIECE_OCTETS];

    /** The same as a buffer. */
    final ByteBuffer piece = ByteBuffer.wrap(room);

    private long requests;
    private long replies;

    /**
     * On one port of every address.
     *
     * @param wallClock what responses are dated by; empty for a host in virtual time, which has no
     *     date (RFC 9110, 6.6.1)
     * @throws SocketRefused if the stack does not give the port
     * @throws IOException if the folder is none
     */
    public HttpFileServer(
            SocketEdge edge,
            int port,
            boolean withIpv6,
            HttpServerOptions options,
            Optional<InstantSource> wallClock)
            throws SocketRefused, IOException {
        super("http:" + port, options.connectionsMax());
        this.options = options;
        this.folder = new WebFolder(options.folder());
        this.pages = Map.of();
        this.wallClock = wallClock;
        listen(edge, port, withIpv6, SETTINGS);
    }

    /**
     * Serves pages that are made up: a pattern under each name, so many octets of it.
     *
     * @throws SocketRefused if the stack does not give the port
     */
    public HttpFileServer(SocketEdge edge, int port, Map<String, Long> pages) throws SocketRefused {
        super("http:" + port, HttpServerOptions.CONNECTIONS_MAX);
        this.options = HttpServerOptions.of(Path.of(""));
        this.folder = null;
        this.pages = Map.copyOf(pages);
        this.wallClock = Optional.empty();
        listen(edge, port, true, SETTINGS);
    }

    @Override
    protected Connection connection() {
        return new HttpServing(this);
    }

    @Override
    protected boolean makeRoom() {
        if (idle.isEmpty()) return false;
        idle.removeFirst().leave();
        return true;
    }

    @Override
    protected long asked() {
        return requests;
    }

    @Override
    protected long answered() {
        return replies;
    }

    HttpServerOptions options() {
        return options;
    }

    /** Null where pages are made up. */
    @Nullable WebFolder folder() {
        return folder;
    }

    Map<String, Long> pages() {
        return pages;
    }

    /** A response that bears a date if this host knows one. */
    Reply reply(int status) {
        var reply = new Reply(status);
        wallClock.ifPresent(clock -> reply.field("Date", DATE.format(clock.instant())));
        return reply;
    }

    /** How the time of a file is written; empty where time is virtual. */
    Optional<String> modified(Instant time) {
        return wallClock.map(_ -> DATE.format(time));
    }

    void asked(HttpServing by) {
        requests++;
        idle.remove(by);
    }

    void replied() {
        replies++;
    }

    void waits(HttpServing connection) {
        idle.add(connection);
    }

    void waitsNoMore(HttpServing connection) {
        idle.remove(connection);
    }
}
