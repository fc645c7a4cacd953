package sluice.inet.tcp.socket;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sluice.edge.SocketOwner;
import sluice.edge.SocketStatus;
import sluice.edge.TcpSettings;
import sluice.edge.TcpSocket;
import sluice.edge.TcpSocketHandler;
import sluice.inet.tcp.TcpConnection;
import sluice.inet.tcp.TcpDrop;
import sluice.inet.tcp.TcpEnd;
import sluice.inet.tcp.TcpHandler;
import sluice.inet.tcp.TcpListener;
import sluice.inet.tcp.TcpOrigin;
import sluice.inet.tcp.TcpOutput;
import sluice.time.Handler;
import sluice.time.Timer;

/**
 * A connection with its program above and the host below. The connection lives at DEFERRED level;
 * what it has to tell is collected and told at THREAD level.
 */
final class ConnectionSocket extends TcpFlow implements TcpSocket, TcpHandler, TcpOutput {
    private static final Handler<ConnectionSocket> TELL = ConnectionSocket::tell;
    private static final TcpSocketHandler NOBODY = new TcpSocketHandler() {};

    private static final int CONNECTED = 1;
    private static final int URGENT = 2;
    private static final int READABLE = 4;
    private static final int END_OF_INPUT = 8;
    private static final int WRITABLE = 16;
    private static final int ENDED = 32;

    @Nullable ConnectionSocket next;
    final @Nullable ListenSocket from;

    private final TcpSockets sockets;
    private final TcpSettings settings;
    private TcpSocketHandler program = NOBODY;
    private @Nullable TcpConnection connection;
    private @Nullable Timer timer;
    private long armedFor = TcpConnection.NEVER;
    private TcpEnd ended = TcpEnd.CLOSED;
    private int news;
    private boolean asked;
    private boolean closed;
    boolean isCountedAsWaiting;

    ConnectionSocket(
            TcpSockets sockets,
            TcpSettings settings,
            @Nullable ListenSocket from,
            boolean v6,
            long localHigh,
            long localLow,
            int localPort,
            long remoteHigh,
            long remoteLow,
            int remotePort) {
        super(v6, localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort);
        this.sockets = sockets;
        this.settings = settings;
        this.from = from;
    }

    /** A connection that this side opens. */
    void connect(TcpSocketHandler handler, int pathOctets, TcpOrigin origin) {
        program = handler;
        var made =
                new TcpConnection(
                        sockets.context,
                        sockets.profile(settings),
                        this,
                        this,
                        localPort(),
                        remotePort(),
                        pathOctets,
                        origin);
        connection = made;
        set(made);
        made.open(sockets.now());
        settle();
    }

    /** A connection that a listener has made for it. */
    void answers(TcpConnection made) {
        connection = made;
        settle();
    }

    /** The program has accepted it. */
    void acceptedBy(TcpSocketHandler handler, TcpListener listener) {
        program = handler;
        TcpConnection own = connection();
        listener.accept(this, sockets.now());
        set(own);
        settle();
    }

    private void set(TcpConnection made) {
        if (settings.noDelay()) made.noDelay(true, sockets.now());
        if (settings.keepAlive()) made.keepAlive(true, sockets.now());
    }

    TcpConnection connection() {
        return Objects.requireNonNull(connection);
    }

    // ---- from below

    @Nullable TcpDrop segment(byte[] octets, int offset, int length) {
        TcpDrop drop = connection().segment(octets, offset, length, sockets.now());
        settle();
        return drop;
    }

    void unreachable(int sequence, boolean hard) {
        connection().unreachable(sequence, hard, sockets.now());
        settle();
    }

    void packetTooBig(int sequence, int pathOctets) {
        connection().packetTooBig(sequence, pathOctets, sockets.now());
        settle();
    }

    void forget() {
        connection().forget(sockets.now());
        settle();
    }

    /** Nobody listens any more where it was half open: it is forgotten without a word. */
    void dropped() {
        if (timer != null) timer.cancel();
        sockets.over(this);
    }

    /** After each call into the connection: its timer, and whether it is over. */
    void settle() {
        TcpConnection own = connection();
        if (own.end() != null) {
            if (timer != null) timer.cancel();
            armedFor = TcpConnection.NEVER;
            sockets.over(this);
            return;
        }
        sockets.stands(this, own.state());
        long deadline = own.deadlineNanos();
        if (deadline >= armedFor) return; // what is armed comes first, and looks again
        Timer clock = timer;
        if (clock == null) {
            clock = sockets.scheduler.timer(sockets.cpu.deferred(), this::due);
            timer = clock;
        }
        armedFor = deadline;
        clock.arm(Math.max(0, deadline - sockets.now()));
    }

    private void due() {
        armedFor = TcpConnection.NEVER;
        TcpConnection own = connection();
        if (own.deadlineNanos() <= sockets.now()) own.poll(sockets.now());
        settle();
    }

    @Override
    public boolean begin(int lengthOctets) {
        return sockets.host.begin(this, lengthOctets);
    }

    @Override
    public byte[] octets() {
        return sockets.host.octets();
    }

    @Override
    public int offset() {
        return sockets.host.offset();
    }

    @Override
    public void send(int lengthOctets) {
        sockets.host.send(this, lengthOctets);
    }

    // ---- from the connection: told later

    @Override
    public void connected(TcpConnection own) {
        ask(CONNECTED);
    }

    @Override
    public void readable(TcpConnection own) {
        ask(READABLE);
    }

    @Override
    public void writable(TcpConnection own) {
        ask(WRITABLE);
    }

    @Override
    public void endOfInput(TcpConnection own) {
        ask(END_OF_INPUT);
    }

    @Override
    public void urgent(TcpConnection own) {
        ask(URGENT);
    }

    @Override
    public void ended(TcpConnection own, TcpEnd how) {
        ended = how;
        ask(ENDED);
    }

    private void ask(int what) {
        news |= what;
        if (asked || closed) return;
        asked = true;
        sockets.scheduler.schedule(0, sockets.cpu.thread(), TELL, this);
    }

    private void tell() {
        asked = false;
        int told = news;
        news = 0;
        if (!closed && (told & CONNECTED) != 0) program.connected(this);
        if (!closed && (told & URGENT) != 0) program.urgent(this);
        if (!closed && (told & READABLE) != 0) offer();
        if (!closed && (told & END_OF_INPUT) != 0) program.endOfInput(this);
        if (!closed && (told & WRITABLE) != 0) program.writable(this);
        if (!closed && (told & ENDED) != 0) {
            closed = true;
            program.ended(this, status());
        }
    }

    private void offer() {
        int there = connection().readableOctets();
        if (there > 0 && sockets.host.allows(TcpHost.Asked.RECEIVE, this, there))
            program.readable(this);
    }

    private SocketStatus status() {
        return ended == TcpEnd.CLOSED ? SocketStatus.OK : sockets.status(ended);
    }

    // ---- from the program

    @Override
    public int send(byte[] octets, int offset, int lengthOctets) {
        return send(octets, offset, lengthOctets, false);
    }

    @Override
    public int sendUrgent(byte[] octets, int offset, int lengthOctets) {
        return send(octets, offset, lengthOctets, true);
    }

    private int send(byte[] octets, int offset, int length, boolean isUrgent) {
        if (closed) return CLOSED;
        sockets.chargeCall(length);
        if (!sockets.host.allows(TcpHost.Asked.SEND, this, length)) return 0;
        TcpConnection own = connection();
        int taken =
                isUrgent
                        ? own.writeUrgent(octets, offset, length, sockets.now())
                        : own.write(octets, offset, length, sockets.now());
        settle();
        return taken;
    }

    @Override
    public int receive(byte[] to, int offset, int lengthOctets) {
        if (closed && ended != TcpEnd.CLOSED) return CLOSED;
        TcpConnection own = connection();
        int there = Math.min(lengthOctets, own.readableOctets());
        sockets.chargeCall(there);
        if (there > 0 && !sockets.host.allows(TcpHost.Asked.RECEIVE, this, there)) return 0;
        int taken = own.read(to, offset, lengthOctets, sockets.now());
        settle();
        return taken;
    }

    @Override
    public void noDelay(boolean on) {
        connection().noDelay(on, sockets.now());
        settle();
    }

    @Override
    public void keepAlive(boolean on) {
        connection().keepAlive(on, sockets.now());
        settle();
    }

    @Override
    public void shutdownOutput() {
        if (closed) return;
        sockets.chargeCall(0);
        connection().shutdownOutput(sockets.now());
        settle();
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        sockets.chargeCall(0);
        connection().close(sockets.now());
        settle();
    }

    @Override
    public void abort() {
        if (closed) return;
        closed = true;
        sockets.chargeCall(0);
        connection().abort(sockets.now());
        settle();
    }

    // ---- what it is

    @Override
    public int receivableOctets() {
        return connection().readableOctets();
    }

    @Override
    public long unacknowledgedOctets() {
        return connection().unacknowledgedOctets();
    }

    @Override
    public long repeatedSegments() {
        return connection().repeatedSegments();
    }

    @Override
    public long roundTripNanos() {
        return connection().roundTripNanos();
    }

    @Override
    public long congestionWindowOctets() {
        return connection().congestionWindowOctets();
    }

    @Override
    public int ttl() {
        return settings.ttl();
    }

    @Override
    public SocketOwner owner() {
        return settings.owner();
    }

    @Override
    public int tos() {
        return settings.tos();
    }

    @Override
    public boolean isPassive() {
        return from != null;
    }

    @Override
    public String toString() {
        return text() + " " + connection().state();
    }
}
