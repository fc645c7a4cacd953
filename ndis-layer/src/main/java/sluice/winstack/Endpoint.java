package sluice.winstack;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketHandler;
import sluice.edge.SocketStatus;
import sluice.inet.SocketError;
import sluice.packet.FreeList;
import sluice.packet.Packet;
import sluice.tdi.TdiRequest;
import sluice.time.Handler;

/**
 * What AFD keeps for one socket: a bounded buffer of what has arrived, and the octets that are on
 * their way out. A send is refused with WSAEWOULDBLOCK while the send buffer is full; completions
 * from below make room again, so a filter that pends sends paces the program.
 *
 * <p>Inside, an IPv4 address is {@code high} 0 and {@code low} unsigned.
 */
abstract class Endpoint implements SocketEdge.Socket {
    private static final long MAPPED = 0xffff_0000_0000L;
    private static final Handler<Endpoint> LOOK = Endpoint::look;
    private static final Handler<Endpoint> ROOM = Endpoint::room;

    static final SocketStatus WOULD_BLOCK = new SocketStatus("WSAEWOULDBLOCK", 10_035);
    static final SocketStatus NOT_A_SOCKET = new SocketStatus("WSAENOTSOCK", 10_038);
    static final SocketStatus FAMILY = new SocketStatus("WSAEAFNOSUPPORT", 10_047);
    private static final SocketStatus[] ERRORS = new SocketStatus[SocketError.values().length];

    static {
        for (SocketError error : SocketError.values())
            ERRORS[error.ordinal()] = new SocketStatus(error.winsockName(), error.winsock());
    }

    final TcpIp stack;
    final SocketClient client;
    final boolean v6;
    final long localHigh;
    final long localLow;
    final TdiRequest tdiRequest = new TdiRequest();
    private final SocketHandler handler;

    /** What the filtering platform has permitted it; null until it was asked. */
    private @Nullable WfpFlows flows;

    private final ArrayDeque<Received> buffer = new ArrayDeque<>();
    private final FreeList<Received> spare = new FreeList<>();
    private final FreeList<SendRequest> spareRequests = new FreeList<>();
    private int bufferedOctets;
    private int outOctets;
    private boolean lookAsked;
    private boolean wantsRoom;
    boolean closed;

    /** A datagram in the buffer. */
    private static final class Received {
        @Nullable Packet packet;
        long high;
        long low;
        int port;
    }

    Endpoint(
            TcpIp stack,
            SocketClient client,
            boolean v6,
            long localHigh,
            long localLow,
            SocketHandler handler) {
        this.stack = stack;
        this.client = client;
        this.v6 = v6;
        this.localHigh = localHigh;
        this.localLow = localLow;
        this.handler = handler;
    }

    static SocketStatus status(SocketError error) {
        return ERRORS[error.ordinal()];
    }

    static long inside(IpAddress address) {
        return address.isV4() ? address.low() & 0xffff_ffffL : address.low();
    }

    final long outside(long low) {
        return v6 ? low : low | MAPPED;
    }

    /** The address in the application's form. */
    final IpAddress address(long high, long low) {
        return new IpAddress(high, outside(low));
    }

    @Override
    public IpAddress localAddress() {
        return address(localHigh, localLow);
    }

    /**
     * Whether the filtering platform lets it send to a peer, or hear of one.
     *
     * @param low the peer's, in this class' form
     */
    final boolean authorized(WfpLayer layer, int protocol, long high, long low, int port) {
        if (!stack.wfp.authorizes()) return true;
        WfpFlows known = flows;
        if (known == null) {
            known = new WfpFlows();
            flows = known;
        }
        var flow =
                new WfpFlow(
                        client.process(),
                        protocol,
                        localAddress(),
                        localPort(),
                        address(high, low),
                        port);
        int flags = stack.addresses.isHere(v6, high, low) ? WfpValues.IS_LOOPBACK : 0;
        return known.permits(stack.wfp, layer, flow, flags);
    }

    // ---- out

    /** A request for a send of that many octets, or null: no room now. */
    final @Nullable SendRequest startSend(int octets) {
        if (outOctets >= stack.preset.sendBufferOctets()) {
            wantsRoom = true;
            return null;
        }
        var costs = stack.cpu.costs();
        stack.host.charge(costs.systemCallNanos() + costs.copyNanos(octets));
        SendRequest request = spareRequests.take();
        if (request == null) request = new SendRequest();
        request.endpoint = this;
        request.octets = octets;
        outOctets += octets;
        request.partBegins();
        return request;
    }

    final void completed(SendRequest request) {
        outOctets -= request.octets;
        spareRequests.give(request);
        if (wantsRoom && !closed) {
            wantsRoom = false;
            stack.scheduler.schedule(0, stack.cpu.thread(), ROOM, this);
        }
    }

    private void room() {
        if (!closed) handler.writable();
    }

    /** Octets that are sent and not yet completed. */
    final int outOctets() {
        return outOctets;
    }

    // ---- in

    /** Takes a message that the application's place owns. */
    final void accept(Packet packet, long high, long low, int port) {
        int octets = packet.lengthOctets();
        if (bufferedOctets > 0 && bufferedOctets + octets > stack.preset.receiveBufferOctets()) {
            packet.end(WindowsDrop.RECEIVE_BUFFER_FULL);
            return;
        }
        Received entry = spare.take();
        if (entry == null) entry = new Received();
        entry.packet = packet;
        entry.high = high;
        entry.low = low;
        entry.port = port;
        bufferedOctets += octets;
        buffer.addLast(entry);
        if (lookAsked) return;
        lookAsked = true;
        stack.scheduler.schedule(0, stack.cpu.thread(), LOOK, this);
    }

    private void look() {
        lookAsked = false;
        for (Received entry = buffer.pollFirst(); entry != null; entry = buffer.pollFirst()) {
            Packet packet = java.util.Objects.requireNonNull(entry.packet);
            entry.packet = null;
            int octets = packet.lengthOctets();
            bufferedOctets -= octets;
            var costs = stack.cpu.costs();
            stack.host.charge(costs.systemCallNanos() + costs.copyNanos(octets));
            try {
                handler.received(
                        packet.id(),
                        packet.octets(),
                        packet.offset(),
                        octets,
                        entry.high,
                        outside(entry.low),
                        entry.port);
            } finally {
                packet.end(WindowsEnd.DELIVERED); // also if its process comes to an end by it
            }
            spare.give(entry);
        }
    }

    /** Tells the application of an error about one of its sends, at THREAD level. */
    final void reportError(SocketError error, long high, long low) {
        IpAddress about = address(high, low);
        stack.scheduler.schedule(
                0,
                stack.cpu.thread(),
                endpoint -> {
                    if (!endpoint.closed) endpoint.handler.error(status(error), about);
                },
                this);
    }

    /**
     * Sends a message that the ip place owns.
     *
     * @return what the program is told, or null
     */
    abstract @Nullable SocketError transmit(
            Packet packet, IpAddress to, int port, SendOptions options, SendRequest request);

    abstract void unbind();

    @Override
    public final void close() {
        if (closed) return;
        closed = true;
        unbind();
        for (Received entry = buffer.pollFirst(); entry != null; entry = buffer.pollFirst()) {
            Packet packet = entry.packet;
            if (packet != null) packet.end(WindowsDrop.SOCKET_CLOSED);
        }
    }
}
