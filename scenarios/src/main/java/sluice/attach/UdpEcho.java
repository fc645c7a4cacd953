package sluice.attach;

import java.util.ArrayList;
import java.util.List;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;

/** Sends UDP datagrams back to where they came from (RFC 862), and counts. The shard's thread. */
final class UdpEcho {
    private final int port;
    private final List<SocketEdge.UdpSocket> sockets = new ArrayList<>();
    private long asked;
    private long answered;

    /** On one port of every address. */
    UdpEcho(SocketEdge edge, int port, boolean withIpv6) throws SocketRefused {
        this.port = port;
        open(edge, IpAddress.ANY4);
        if (withIpv6) open(edge, IpAddress.ANY6);
    }

    private void open(SocketEdge edge, IpAddress any) throws SocketRefused {
        var handler = new Handler();
        SocketEdge.UdpSocket socket = edge.udp(any, port, handler);
        handler.socket = socket;
        sockets.add(socket);
    }

    int port() {
        return port;
    }

    long asked() {
        return asked;
    }

    long answered() {
        return answered;
    }

    private final class Handler implements SocketHandler {
        private SocketEdge.@org.jspecify.annotations.Nullable UdpSocket socket;

        @Override
        public void received(
                long packetId,
                byte[] octets,
                int offset,
                int lengthOctets,
                long sourceHigh,
                long sourceLow,
                int sourcePort) {
            asked++;
            SocketEdge.UdpSocket own = socket;
            if (own == null) return;
            var to = new IpAddress(sourceHigh, sourceLow);
            var options = SocketEdge.SendOptions.DEFAULT;
            if (own.send(octets, offset, lengthOctets, to, sourcePort, options).ok()) answered++;
        }
    }
}
