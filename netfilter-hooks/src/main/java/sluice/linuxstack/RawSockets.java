package sluice.linuxstack;

import java.util.ArrayList;
import java.util.List;
import sluice.edge.IpAddress;
import sluice.edge.SocketHandler;
import sluice.netfilter.Skb;

/** The raw sockets of a host (Linux 6.x, {@code net/ipv4/raw.c}, {@code net/ipv6/raw.c}). */
final class RawSockets {
    private final Net net;
    private final List<RawEndpoint> sockets = new ArrayList<>();

    RawSockets(Net net) {
        this.net = net;
    }

    RawEndpoint open(IpAddress local, int protocol, SocketHandler handler) {
        var socket = new RawEndpoint(net, this, local, protocol, handler);
        sockets.add(socket);
        return socket;
    }

    void close(RawEndpoint socket) {
        sockets.remove(socket);
    }

    /**
     * {@code raw_local_deliver}: gives a copy to each socket of the packet's protocol.
     *
     * @return whether there was one, filtered or not: then an unknown protocol is no error
     */
    boolean deliver(Skb skb) {
        boolean delivered = false;
        for (int i = 0; i < sockets.size(); i++) {
            RawEndpoint socket = sockets.get(i);
            if (!socket.isFor(skb.upperProtocol(), skb.ipv4().destination())) continue;
            socket.takeCopy(skb);
            delivered = true;
        }
        return delivered;
    }

    /** Nobody but raw sockets takes the packet. */
    static void delivered(Skb skb) {
        skb.end(LinuxEnd.RAW_DELIVERED);
    }

    /** {@code raw6_local_deliver}; the transport offset is set. */
    boolean deliver6(Skb skb) {
        boolean delivered = false;
        for (int i = 0; i < sockets.size(); i++) {
            RawEndpoint socket = sockets.get(i);
            if (!socket.isFor6(skb)) continue;
            socket.takeCopy6(skb);
            delivered = true;
        }
        return delivered;
    }
}
