package sluice.linuxstack;

import java.util.function.Consumer;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge;
import sluice.edge.SocketHandler;
import sluice.edge.SocketStatus;
import sluice.inet.SocketError;
import sluice.netfilter.Skb;
import sluice.packet.wire.IpProtocols;

/** A raw ICMP or ICMPv6 socket that pings. */
final class PingEndpoint extends Endpoint implements SocketEdge.PingSocket {
    private static final int LENGTH_OCTETS_MAX = 65_515;

    private final int identifier;
    private final Consumer<PingEndpoint> remove;

    PingEndpoint(
            Net net,
            IpAddress local,
            int identifier,
            SocketHandler handler,
            Consumer<PingEndpoint> remove) {
        super(net, local, handler);
        this.identifier = identifier;
        this.remove = remove;
    }

    @Override
    String text() {
        return "icmp id " + identifier;
    }

    @Override
    void unbind() {
        remove.accept(this);
    }

    @Override
    public int localPort() {
        return identifier;
    }

    void take4(Skb skb) {
        IpAddress from = IpAddress.v4(skb.ipv4().source());
        take(skb, skb.transportOffset(), from.high(), from.low(), 0);
    }

    void take6(Skb skb) {
        var ip = skb.ipv6();
        take(skb, skb.transportOffset(), ip.sourceHigh(), ip.sourceLow(), 0);
    }

    void takeCopy(Skb skb) {
        Skb copy = copy(skb);
        if (local.isV4()) take4(copy);
        else take6(copy);
    }

    @Override
    public SocketStatus send(
            byte[] icmp,
            int offset,
            int lengthOctets,
            IpAddress to,
            SocketEdge.SendOptions options) {
        if (closed()) return Sockets.status(SocketError.INVALID_ARGUMENT);
        if (lengthOctets > LENGTH_OCTETS_MAX) return Sockets.status(SocketError.MESSAGE_TOO_LONG);
        return to.isV4()
                ? net.udp.sendRaw4(
                        this, IpProtocols.ICMP, icmp, offset, lengthOctets, to.v4(), options)
                : net.udp.sendRaw6(
                        this, IpProtocols.ICMPV6, icmp, offset, lengthOctets, to, options);
    }
}
