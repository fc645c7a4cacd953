package sluice.winstack;

import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketEdge.UdpSocket;
import sluice.edge.SocketHandler;
import sluice.edge.SocketStatus;
import sluice.inet.PortBinding;
import sluice.inet.SocketError;
import sluice.packet.Packet;
import sluice.packet.wire.IpProtocols;
import sluice.tdi.TdiRequest;
import sluice.tdi.TransportDevice;

/** A UDP socket. */
final class UdpEndpoint extends Endpoint implements UdpSocket {
    private static final int PAYLOAD_OCTETS_MAX = 65_507;

    @Nullable PortBinding<UdpEndpoint> binding;

    UdpEndpoint(
            TcpIp stack,
            SocketClient client,
            boolean v6,
            long high,
            long low,
            SocketHandler handler) {
        super(stack, client, v6, high, low, handler);
    }

    @Override
    public int localPort() {
        PortBinding<UdpEndpoint> held = binding;
        return held == null ? 0 : held.localPort();
    }

    @Override
    public SocketStatus send(
            byte[] octets,
            int offset,
            int lengthOctets,
            IpAddress to,
            int port,
            SendOptions options) {
        if (closed) return NOT_A_SOCKET;
        if (to.isV4() == v6) return FAMILY;
        if (lengthOctets > PAYLOAD_OCTETS_MAX) return status(SocketError.MESSAGE_TOO_LONG);
        if (!v6 && !options.broadcast() && stack.ip4.isBroadcast(to.v4()))
            return status(SocketError.ACCESS_DENIED);
        SendRequest request = startSend(lengthOctets);
        if (request == null) return WOULD_BLOCK;
        Packet packet = stack.pool.originate(stack.winsock, octets, offset, lengthOctets);
        packet.passDown(stack.tdi);
        SocketError error = null;
        if (!stack.tdiFilters.isEmpty() && !allowed(to, port, lengthOctets)) {
            packet.end(WindowsDrop.TDI_SEND_DENIED);
            error = SocketError.ACCESS_DENIED;
        } else {
            error =
                    TdiSend.submit(
                            TransportDevice.UDP,
                            IpProtocols.UDP,
                            this,
                            packet,
                            to,
                            port,
                            options,
                            request);
        }
        request.partOver();
        return error == null ? SocketStatus.OK : status(error);
    }

    private boolean allowed(IpAddress to, int port, int octets) {
        if (client.belowFilters()) return true;
        tdiRequest.fromLocal(
                TdiRequest.Kind.SEND_DATAGRAM,
                client.process(),
                IpProtocols.UDP,
                localHigh,
                outside(localLow),
                localPort());
        tdiRequest.withRemote(to.high(), to.low(), port, octets);
        return stack.tdiFilters.allow(tdiRequest);
    }

    @Override
    @Nullable SocketError transmit(
            Packet packet, IpAddress to, int port, SendOptions options, SendRequest request) {
        return stack.transports.sendUdp(this, packet, to, port, options, request);
    }

    @Override
    void unbind() {
        stack.transports.close(this);
    }
}
