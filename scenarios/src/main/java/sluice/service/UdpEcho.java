package sluice.service;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;

/** Sends UDP datagrams back to where they came from (RFC 862). */
public final class UdpEcho implements Service {
    private final int port;
    private final List<SocketEdge.UdpSocket> sockets = new ArrayList<>();
    private long asked;
    private long answered;
    private long receivedOctets;
    private long sentOctets;

    /**
     * On one port of every address.
     *
     * @throws SocketRefused if the stack does not give the port
     */
    public UdpEcho(SocketEdge edge, int port, boolean withIpv6) throws SocketRefused {
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

    /** Its port. */
    public int port() {
        return port;
    }

    @Override
    public ServiceStats stats() {
        return new ServiceStats(
                "udp-echo:" + port,
                asked,
                answered,
                0,
                0,
                receivedOctets,
                sentOctets,
                new TreeMap<>());
    }

    @Override
    public void close() {
        sockets.forEach(SocketEdge.UdpSocket::close);
    }

    private final class Handler implements SocketHandler {
        private SocketEdge.@Nullable UdpSocket socket;

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
            receivedOctets += lengthOctets;
            SocketEdge.UdpSocket own = socket;
            if (own == null) return;
            var to = new IpAddress(sourceHigh, sourceLow);
            var options = SocketEdge.SendOptions.DEFAULT;
            if (own.send(octets, offset, lengthOctets, to, sourcePort, options).ok()) {
                answered++;
                sentOctets += lengthOctets;
            }
        }
    }
}
