package sluice.linuxstack;

import sluice.edge.IpAddress;
import sluice.edge.SocketEdge;
import sluice.edge.SocketHandler;
import sluice.edge.SocketStatus;
import sluice.inet.NeighbourTable;
import sluice.inet.SocketError;

/** A stand-in for one TCP connection: ready segments out, segments as they are in. */
final class TcpEndpoint extends Endpoint implements SocketEdge.TcpSegmentSocket {
    final int localPort;
    final IpAddress remote;
    final int remotePort;
    private final TcpStandIns table;

    TcpEndpoint(
            Net net,
            TcpStandIns table,
            IpAddress local,
            int localPort,
            IpAddress remote,
            int remotePort,
            SocketHandler handler) {
        super(net, local, handler);
        this.table = table;
        this.localPort = localPort;
        this.remote = remote;
        this.remotePort = remotePort;
    }

    static long high(IpAddress address) {
        return address.isV4() ? 0 : address.high();
    }

    static long low(IpAddress address) {
        return address.isV4() ? NeighbourTable.key(address.v4()) : address.low();
    }

    @Override
    String text() {
        return "tcp " + local + " port " + localPort + " to " + remote + " port " + remotePort;
    }

    @Override
    void unbind() {
        table.close(this);
    }

    @Override
    public int localPort() {
        return localPort;
    }

    @Override
    public SocketStatus send(
            byte[] segment, int offset, int lengthOctets, SocketEdge.SendOptions options) {
        if (closed()) return Sockets.status(SocketError.INVALID_ARGUMENT);
        return net.tcp.send(this, segment, offset, lengthOctets, options);
    }
}
