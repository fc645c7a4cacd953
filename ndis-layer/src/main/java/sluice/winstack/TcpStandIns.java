package sluice.winstack;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Programs that stand in for one connection each: ready segments out, segments as they are in. */
final class TcpStandIns {
    private final List<TcpEndpoint> connections = new ArrayList<>();

    boolean open(TcpEndpoint endpoint) {
        TcpEndpoint other =
                at(
                        endpoint.localHigh,
                        endpoint.localLow,
                        endpoint.port,
                        endpoint.remoteHigh,
                        endpoint.remoteLow,
                        endpoint.remotePort);
        return other == null && connections.add(endpoint);
    }

    void addAll(List<Endpoint> all) {
        all.addAll(connections);
    }

    void close(TcpEndpoint endpoint) {
        connections.remove(endpoint);
    }

    @Nullable TcpEndpoint at(
            long localHigh,
            long localLow,
            int localPort,
            long remoteHigh,
            long remoteLow,
            int remotePort) {
        for (int i = 0; i < connections.size(); i++) {
            TcpEndpoint tcp = connections.get(i);
            if (tcp.port == localPort
                    && tcp.remotePort == remotePort
                    && tcp.remoteLow == remoteLow
                    && tcp.remoteHigh == remoteHigh
                    && tcp.localLow == localLow
                    && tcp.localHigh == localHigh) return tcp;
        }
        return null;
    }
}
