package sluice.linuxstack;

import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketHandler;
import sluice.edge.SocketStatus;
import sluice.inet.SocketError;
import sluice.netfilter.Skb;
import sluice.netfilter.SkbOwner;
import sluice.netfilter.SkbQueue;
import sluice.packet.Packet;
import sluice.time.Handler;

/**
 * What all sockets have: a bounded receive queue that the program empties at THREAD level, and a
 * send buffer that packets count against until the device has sent them.
 */
abstract class Endpoint implements LinuxSocket, SkbOwner {
    private static final Handler<Endpoint> DELIVER = Endpoint::deliverAll;
    private static final Handler<Endpoint> WRITABLE = Endpoint::tellWritable;
    private static final int SOURCE_HIGH = 0;
    private static final int SOURCE_LOW = 1;
    private static final int PORT = 2;

    final Net net;
    final SocketHandler handler;
    final IpAddress local;
    private final SkbQueue received = new SkbQueue();
    private final int rcvbufOctets;
    private final int sndbufOctets;
    private int receivedOctets;
    private int sentOctets;
    private boolean scheduled;
    private boolean refused;
    private boolean closed;
    private final long cookie;
    private int uid;
    private int gid;
    private int mark;
    private boolean transparent;
    private @Nullable Skb delivered;

    Endpoint(Net net, IpAddress local, SocketHandler handler) {
        this.net = net;
        this.local = local;
        this.handler = handler;
        this.rcvbufOctets = net.sysctls.rcvbufOctets();
        this.sndbufOctets = net.sysctls.sndbufOctets();
        this.cookie = net.nextCookie();
    }

    // ---- as rules see it -------------------------------------------------------------------

    @Override
    public final void setOwner(int ofUser, int ofGroup) {
        uid = ofUser;
        gid = ofGroup;
    }

    @Override
    public final void setMark(int value) {
        mark = value;
    }

    @Override
    public final void setTransparent(boolean on) {
        transparent = on;
    }

    @Override
    public final boolean owned() {
        return !closed;
    }

    @Override
    public final int uid() {
        return uid;
    }

    @Override
    public final int gid() {
        return gid;
    }

    @Override
    public final int mark() {
        return mark;
    }

    @Override
    public final long cookie() {
        return cookie;
    }

    @Override
    public final boolean transparent() {
        return transparent;
    }

    @Override
    public final boolean wildcard() {
        return local.isAny();
    }

    /** Name in traces. */
    abstract String text();

    /** Takes it out of its table. */
    abstract void unbind();

    @Override
    public final IpAddress localAddress() {
        return local;
    }

    final boolean closed() {
        return closed;
    }

    @Override
    public final void close() {
        if (closed) return;
        closed = true;
        unbind();
        for (Skb skb = received.pollFirst(); skb != null; skb = received.pollFirst()) {
            skb.end(LinuxDrop.SOCKET_CLOSED);
        }
    }

    // ---- receiving -------------------------------------------------------------------------

    /**
     * Takes a packet whose payload begins at {@code payloadOffset} ({@code sock_queue_rcv_skb}); it
     * belongs to the IP layer and, if there is room, to the socket afterwards.
     */
    final void take(Skb skb, int payloadOffset, long sourceHigh, long sourceLow, int port) {
        if (receivedOctets > rcvbufOctets) {
            overflowed(skb);
            skb.end(LinuxDrop.RCVBUF_FULL);
            return;
        }
        Packet packet = skb.packet();
        packet.pull(payloadOffset - packet.offset());
        packet.passUp(net.socketPlace);
        long[] control = skb.control();
        control[SOURCE_HIGH] = sourceHigh;
        control[SOURCE_LOW] = sourceLow;
        control[PORT] = port;
        receivedOctets += Truesize.of(packet.lengthOctets());
        received.addLast(skb);
        if (net.trace != null) {
            net.trace.accept(
                    new StackStep.SocketReceived(
                            net.nowNanos(),
                            packet.id(),
                            net.socketPlace.name(),
                            text(),
                            packet.lengthOctets()));
        }
        if (scheduled) return;
        scheduled = true;
        net.scheduler.schedule(0, net.cpu.thread(), DELIVER, this);
    }

    // __udp_enqueue_schedule_skb
    private void overflowed(Skb skb) {
        if (!(this instanceof UdpEndpoint)) return;
        boolean ipv4 = skb.isIpv4();
        net.snmp.count(ipv4 ? SnmpCounter.UDP_RCVBUF_ERRORS : SnmpCounter.UDP6_RCVBUF_ERRORS);
        net.snmp.count(ipv4 ? SnmpCounter.UDP_IN_ERRORS : SnmpCounter.UDP6_IN_ERRORS);
    }

    private void deliverAll() {
        scheduled = false;
        for (int waiting = received.count(); waiting > 0; waiting--) {
            Skb skb = received.pollFirst();
            if (skb == null) return;
            deliver(skb);
        }
    }

    private void deliver(Skb skb) {
        Packet packet = skb.packet();
        int length = packet.lengthOctets();
        if (this instanceof UdpEndpoint)
            net.snmp.count(
                    skb.isIpv4() ? SnmpCounter.UDP_IN_DATAGRAMS : SnmpCounter.UDP6_IN_DATAGRAMS);
        receivedOctets -= Truesize.of(length);
        net.host.charge(net.cpu.costs().systemCallNanos() + net.cpu.costs().copyNanos(length));
        long[] control = skb.control();
        delivered = skb;
        try {
            handler.received(
                    packet.id(),
                    packet.octets(),
                    packet.offset(),
                    length,
                    control[SOURCE_HIGH],
                    control[SOURCE_LOW],
                    (int) control[PORT]);
        } finally {
            delivered = null;
            skb.end(LinuxEnd.SOCKET_RECEIVED);
        }
    }

    /** The packet that the handler is being given. */
    final Skb delivered() {
        Skb skb = delivered;
        if (skb == null) throw new IllegalStateException(text() + " is not being given a packet");
        return skb;
    }

    /** A copy at the IP layer for another socket. */
    final Skb copy(Skb skb) {
        Skb copy = net.skbs.take(skb.packet().copy(net.ipPlace));
        int shift = copy.packet().offset() - skb.packet().offset();
        copy.copyMetadataFrom(skb);
        copy.setNetworkOffset(skb.networkOffset() + shift);
        copy.setTransportOffset(skb.transportOffset() + shift);
        return copy;
    }

    /** Tells the program of an error about a packet of its own, at THREAD level; true. */
    final boolean fail(SocketError error, IpAddress about) {
        net.scheduler.schedule(0, net.cpu.thread(), FAIL, new Failure(this, error, about));
        return true;
    }

    private record Failure(Endpoint endpoint, SocketError error, IpAddress about) {}

    private static final Handler<Failure> FAIL =
            failure -> {
                if (failure.endpoint.closed) return;
                failure.endpoint.handler.error(Sockets.status(failure.error), failure.about);
            };

    // ---- sending ---------------------------------------------------------------------------

    /** A packet with a copy of what the program sends, at the socket's place; null: no room. */
    final @Nullable Skb make(byte[] octets, int offset, int lengthOctets) {
        int truesize = Truesize.of(lengthOctets);
        if (sentOctets >= sndbufOctets) {
            refused = true;
            return null;
        }
        net.host.charge(
                net.cpu.costs().systemCallNanos() + net.cpu.costs().copyNanos(lengthOctets));
        Packet packet = net.pool.originate(net.socketPlace, octets, offset, lengthOctets);
        Skb skb = net.skbs.take(packet);
        skb.setLocal(true);
        skb.own(this, truesize);
        skb.setSock(this);
        skb.setMark(mark);
        sentOctets += truesize;
        packet.passDown(net.ipPlace);
        return skb;
    }

    static final SocketStatus AGAIN = new SocketStatus("EAGAIN", 11);

    @Override
    public final void freed(int octets) {
        sentOctets -= octets;
        if (!refused || closed || sentOctets * 2 > sndbufOctets) return;
        refused = false;
        net.scheduler.schedule(0, net.cpu.thread(), WRITABLE, this);
    }

    private void tellWritable() {
        if (!closed) handler.writable();
    }

    static SocketStatus status(int result) {
        if (result >= 0) return SocketStatus.OK;
        for (SocketError error : SocketError.values()) {
            if (error.errno() == -result) return Sockets.status(error);
        }
        return new SocketStatus("E" + -result, -result);
    }
}
