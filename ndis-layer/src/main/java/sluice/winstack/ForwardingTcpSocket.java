package sluice.winstack;

import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketStatus;
import sluice.edge.TcpSocket;
import sluice.edge.TcpSocketHandler;

/**
 * A connection around another: passes every call down and every news up under its own name. For
 * what stands between a program and its connection.
 */
public class ForwardingTcpSocket implements TcpSocket, TcpSocketHandler {
    private final TcpSocketHandler above;
    private @Nullable TcpSocket below;

    /** News go to {@code above}; {@link #over} says what is below, before any call. */
    protected ForwardingTcpSocket(TcpSocketHandler above) {
        this.above = above;
    }

    /** Says what is below. */
    protected final TcpSocket over(TcpSocket connection) {
        below = connection;
        return this;
    }

    /** What is below. */
    protected final TcpSocket below() {
        return java.util.Objects.requireNonNull(below);
    }

    /** Who is told. */
    protected final TcpSocketHandler above() {
        return above;
    }

    @Override
    public void connected(TcpSocket socket) {
        above.connected(this);
    }

    @Override
    public void readable(TcpSocket socket) {
        above.readable(this);
    }

    @Override
    public void writable(TcpSocket socket) {
        above.writable(this);
    }

    @Override
    public void endOfInput(TcpSocket socket) {
        above.endOfInput(this);
    }

    @Override
    public void urgent(TcpSocket socket) {
        above.urgent(this);
    }

    @Override
    public void ended(TcpSocket socket, SocketStatus status) {
        above.ended(this, status);
    }

    @Override
    public IpAddress localAddress() {
        return below().localAddress();
    }

    @Override
    public int localPort() {
        return below().localPort();
    }

    @Override
    public IpAddress remoteAddress() {
        return below().remoteAddress();
    }

    @Override
    public int remotePort() {
        return below().remotePort();
    }

    @Override
    public int send(byte[] octets, int offset, int lengthOctets) {
        return below().send(octets, offset, lengthOctets);
    }

    @Override
    public int sendUrgent(byte[] octets, int offset, int lengthOctets) {
        return below().sendUrgent(octets, offset, lengthOctets);
    }

    @Override
    public int receive(byte[] to, int offset, int lengthOctets) {
        return below().receive(to, offset, lengthOctets);
    }

    @Override
    public int receivableOctets() {
        return below().receivableOctets();
    }

    @Override
    public long unacknowledgedOctets() {
        return below().unacknowledgedOctets();
    }

    @Override
    public long repeatedSegments() {
        return below().repeatedSegments();
    }

    @Override
    public long roundTripNanos() {
        return below().roundTripNanos();
    }

    @Override
    public long congestionWindowOctets() {
        return below().congestionWindowOctets();
    }

    @Override
    public void noDelay(boolean on) {
        below().noDelay(on);
    }

    @Override
    public void keepAlive(boolean on) {
        below().keepAlive(on);
    }

    @Override
    public void shutdownOutput() {
        below().shutdownOutput();
    }

    @Override
    public void close() {
        below().close();
    }

    @Override
    public void abort() {
        below().abort();
    }
}
