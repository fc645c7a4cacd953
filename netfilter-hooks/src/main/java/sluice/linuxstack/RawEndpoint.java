package sluice.linuxstack;

import java.util.function.IntPredicate;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge;
import sluice.edge.SocketHandler;
import sluice.edge.SocketStatus;
import sluice.inet.SocketError;
import sluice.netfilter.ChecksumState;
import sluice.netfilter.Skb;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.TransportChecksums;

/** A raw socket. */
final class RawEndpoint extends Endpoint implements RawSocket {
    private static final int LENGTH_OCTETS_MAX = 65_515;

    private final RawSockets table;
    private final int protocol;
    private int filteredTypes;
    private IntPredicate passes = _ -> true;

    RawEndpoint(Net net, RawSockets table, IpAddress local, int protocol, SocketHandler handler) {
        super(net, local, handler);
        this.table = table;
        this.protocol = protocol;
    }

    @Override
    String text() {
        return "raw protocol " + protocol;
    }

    @Override
    void unbind() {
        table.close(this);
    }

    @Override
    public int localPort() {
        return protocol;
    }

    @Override
    public void setIcmpFilter(int types) {
        filteredTypes = types;
    }

    @Override
    public void setIcmpv6Filter(IntPredicate types) {
        passes = types;
    }

    /** {@code raw_v6_match}. */
    boolean isFor6(Skb skb) {
        if (local.isV4() || protocol != skb.upperProtocol()) return false;
        var ip = skb.ipv6();
        return local.isAny()
                || (local.high() == ip.destinationHigh() && local.low() == ip.destinationLow());
    }

    /** {@code rawv6_rcv}: takes a copy, unless the filter is against it or ICMPv6 is damaged. */
    void takeCopy6(Skb skb) {
        int at = skb.transportOffset();
        if (protocol == IpProtocols.ICMPV6) {
            int length = skb.limit() - at;
            if (length < Integer.BYTES || !passes.test(Octets.u8(skb.octets(), at))) return;
            int ip = skb.networkOffset();
            if (skb.checksumState() != ChecksumState.UNNECESSARY
                    && !TransportChecksums.icmpv6Valid(skb.octets(), at, length, ip + 8, ip + 24))
                return;
        }
        Skb copy = copy(skb);
        var ip = copy.ipv6();
        take(copy, copy.transportOffset(), ip.sourceHigh(), ip.sourceLow(), 0);
    }

    /** {@code raw_v4_match}. */
    boolean isFor(int upperProtocol, int destination) {
        return local.isV4()
                && protocol == upperProtocol
                && (local.equals(IpAddress.ANY4) || local.v4() == destination);
    }

    /** {@code raw_rcv}: takes a copy, unless the filter is against it. */
    void takeCopy(Skb skb) {
        if (filtered(skb)) return;
        Skb copy = copy(skb);
        IpAddress from = IpAddress.v4(copy.ipv4().source());
        take(copy, copy.networkOffset(), from.high(), from.low(), 0);
    }

    // icmp_filter: a packet too short for a header is for nobody.
    private boolean filtered(Skb skb) {
        if (protocol != IpProtocols.ICMP) return false;
        int at = skb.transportOffset();
        if (skb.limit() - at < Integer.BYTES * 2) return true;
        int type = Octets.u8(skb.octets(), at);
        return type < Integer.SIZE && (filteredTypes >>> type & 1) != 0;
    }

    @Override
    public SocketStatus send(
            byte[] message,
            int offset,
            int lengthOctets,
            IpAddress to,
            SocketEdge.SendOptions options) {
        if (closed()) return Sockets.status(SocketError.INVALID_ARGUMENT);
        if (to.isV4() != local.isV4()) return Sockets.NO_FAMILY;
        if (lengthOctets > LENGTH_OCTETS_MAX) return Sockets.status(SocketError.MESSAGE_TOO_LONG);
        if (!to.isV4())
            return net.udp.sendRaw6(this, protocol, message, offset, lengthOctets, to, options);
        return net.udp.sendRaw4(this, protocol, message, offset, lengthOctets, to.v4(), options);
    }
}
