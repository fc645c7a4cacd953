package sluice.winstack;

import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketEdge.TcpSegmentSocket;
import sluice.edge.SocketHandler;
import sluice.edge.SocketStatus;
import sluice.inet.SocketError;
import sluice.packet.Packet;
import sluice.packet.wire.IpProtocols;
import sluice.tdi.TdiRequest;

/** The stand-in for one TCP connection: passes ready segments both ways. */
final class TcpEndpoint extends Endpoint implements TcpSegmentSocket {
    private static final int SEGMENT_OCTETS_MAX = 65_515;
    final int port;
    final IpAddress remote;
    final long remoteHigh;
    final long remoteLow;
    final int remotePort;

    TcpEndpoint(
            TcpIp stack,
            SocketClient client,
            IpAddress local,
            int port,
            IpAddress remote,
            int remotePort,
            SocketHandler handler) {
        super(stack, client, !local.isV4(), local.high(), inside(local), handler);
        this.port = port;
        this.remote = remote;
        this.remoteHigh = remote.high();
        this.remoteLow = inside(remote);
        this.remotePort = remotePort;
    }

    @Override
    public int localPort() {
        return port;
    }

    @Override
    public SocketStatus send(byte[] segment, int offset, int lengthOctets, SendOptions options) {
        if (closed) return NOT_A_SOCKET;
        if (lengthOctets > SEGMENT_OCTETS_MAX) return status(SocketError.MESSAGE_TOO_LONG);
        SendRequest request = startSend(lengthOctets);
        if (request == null) return WOULD_BLOCK;
        Packet packet = stack.pool.originate(stack.winsock, segment, offset, lengthOctets);
        packet.passDown(stack.tdi);
        SocketError error;
        if (!stack.tdiFilters.isEmpty() && !allowed(lengthOctets)) {
            packet.end(WindowsDrop.TDI_SEGMENT_DENIED);
            error = SocketError.ACCESS_DENIED;
        } else {
            packet.passDown(stack.ip);
            error = transmit(packet, remote, remotePort, options, request);
        }
        request.partOver();
        return error == null ? SocketStatus.OK : status(error);
    }

    private boolean allowed(int octets) {
        if (client.belowFilters()) return true;
        tdiRequest.fromLocal(
                TdiRequest.Kind.SEND,
                client.process(),
                IpProtocols.TCP,
                localHigh,
                outside(localLow),
                port);
        tdiRequest.withRemote(remote.high(), remote.low(), remotePort, octets);
        return stack.tdiFilters.allow(tdiRequest);
    }

    @Override
    @Nullable SocketError transmit(
            Packet packet, IpAddress to, int toPort, SendOptions options, SendRequest request) {
        return stack.transports.sendTcp(this, packet, options, request);
    }

    @Override
    void unbind() {
        stack.transports.close(this);
    }
}
