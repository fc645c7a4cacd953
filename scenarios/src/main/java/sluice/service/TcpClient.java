package sluice.service;

import org.jspecify.annotations.Nullable;
import sluice.edge.HostStack;
import sluice.edge.IpAddress;
import sluice.edge.SocketRefused;
import sluice.edge.SocketStatus;
import sluice.edge.TcpSettings;
import sluice.edge.TcpSocket;
import sluice.edge.TcpSocketHandler;
import sluice.time.Handler;

/** What programs have in common that connect to a server at a time of their own. */
public abstract class TcpClient implements TcpSocketHandler {
    private static final Handler<TcpClient> START = TcpClient::connect;
    private static final Handler<TcpClient> WAKE = TcpClient::woken;

    private final HostStack stack;
    private final IpAddress to;
    private final int port;
    private final TcpSettings settings;
    private @Nullable TcpSocket socket;
    private TcpOutcome outcome = TcpOutcome.WAITING;
    private String status = "";
    private boolean wakes;

    /** Does nothing before {@link #start}. */
    protected TcpClient(HostStack stack, IpAddress to, int port, TcpSettings settings) {
        this.stack = stack;
        this.to = to;
        this.port = port;
        this.settings = settings;
    }

    /** Connects after so long. */
    public final void start(long delayNanos) {
        stack.host().scheduler().schedule(delayNanos, stack.host().cpu().thread(), START, this);
    }

    private void connect() {
        outcome = TcpOutcome.CONNECTING;
        IpAddress any = to.isV4() ? IpAddress.ANY4 : IpAddress.ANY6;
        try {
            socket = stack.sockets().tcpConnect(any, 0, to, port, settings, this);
        } catch (SocketRefused refused) {
            over(refused.status());
        }
    }

    /** Runs {@link #woken} after so long, unless that is to happen already. */
    protected final void wakeAfter(long nanos) {
        if (wakes) return;
        wakes = true;
        stack.host().scheduler().schedule(nanos, stack.host().cpu().thread(), WAKE, this);
    }

    private void woken() {
        wakes = false;
        TcpSocket own = socket;
        if (own != null && outcome == TcpOutcome.OPEN) goOn(own);
    }

    /** The connection stands, has room, has octets, or it is time. */
    protected abstract void goOn(TcpSocket own);

    protected final long nowNanos() {
        return stack.host().scheduler().nowNanos();
    }

    /** How far it has come. */
    public final TcpOutcome outcome() {
        return outcome;
    }

    /** What the stack said in the end, {@code OK} or an error by its name; empty before. */
    public final String status() {
        return status;
    }

    /** Segments that the stack has sent again. */
    public final long repeatedSegments() {
        TcpSocket own = socket;
        return own == null ? 0 : own.repeatedSegments();
    }

    /** Gives up what is under way with a reset. */
    public final void abort() {
        TcpSocket own = socket;
        if (own != null) own.abort();
    }

    private void over(SocketStatus how) {
        outcome = TcpOutcome.of(how);
        status = how.name();
        left();
    }

    /** It is over: nothing that it holds may stay. */
    protected void left() {}

    @Override
    public final void connected(TcpSocket own) {
        outcome = TcpOutcome.OPEN;
        goOn(own);
    }

    @Override
    public final void readable(TcpSocket own) {
        goOn(own);
    }

    @Override
    public final void writable(TcpSocket own) {
        goOn(own);
    }

    @Override
    public final void endOfInput(TcpSocket own) {
        goOn(own);
    }

    @Override
    public final void ended(TcpSocket own, SocketStatus how) {
        over(how);
    }
}
