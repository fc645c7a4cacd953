package sluice.linuxstack;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.inet.SocketError;

/** Programs that stand in for one connection each: ready segments out, segments as they are in. */
final class TcpStandIns {
    private record Key(
            long localHigh,
            long localLow,
            int localPort,
            long remoteHigh,
            long remoteLow,
            int remotePort) {}

    private final Net net;
    private final Map<Key, TcpEndpoint> connections = new LinkedHashMap<>();

    TcpStandIns(Net net) {
        this.net = net;
    }

    int count() {
        return connections.size();
    }

    TcpEndpoint open(
            IpAddress local, int localPort, IpAddress remote, int remotePort, SocketHandler handler)
            throws SocketRefused {
        var endpoint = new TcpEndpoint(net, this, local, localPort, remote, remotePort, handler);
        if (connections.putIfAbsent(key(endpoint), endpoint) != null) {
            throw new SocketRefused(
                    Sockets.status(SocketError.ADDRESS_IN_USE), endpoint.text() + " exists");
        }
        return endpoint;
    }

    private static Key key(TcpEndpoint of) {
        return new Key(
                TcpEndpoint.high(of.local),
                TcpEndpoint.low(of.local),
                of.localPort,
                TcpEndpoint.high(of.remote),
                TcpEndpoint.low(of.remote),
                of.remotePort);
    }

    void close(TcpEndpoint endpoint) {
        connections.remove(key(endpoint));
    }

    @Nullable TcpEndpoint find(
            long localHigh,
            long localLow,
            int localPort,
            long remoteHigh,
            long remoteLow,
            int remotePort) {
        if (connections.isEmpty()) return null;
        return connections.get(
                new Key(localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort));
    }
}
