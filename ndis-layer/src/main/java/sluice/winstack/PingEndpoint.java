package sluice.winstack;

import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.PingSocket;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketHandler;
import sluice.edge.SocketStatus;
import sluice.inet.SocketError;
import sluice.packet.Packet;
import sluice.packet.wire.IpProtocols;
import sluice.tdi.TransportDevice;

/**
 * A user of {@code IcmpSendEcho}: its requests go to the IP device directly, so neither Winsock nor
 * a TDI filter sees them, but one that is attached to {@code \Device\Ip}. The stack fills in the
 * checksum.
 */
final class PingEndpoint extends Endpoint implements PingSocket {
    private static final int MESSAGE_OCTETS_MAX = 65_515;
    final int identifier;

    PingEndpoint(
            TcpIp stack,
            SocketClient client,
            boolean v6,
            long high,
            long low,
            int identifier,
            SocketHandler handler) {
        super(stack, client, v6, high, low, handler);
        this.identifier = identifier;
    }

    @Override
    public int localPort() {
        return identifier;
    }

    @Override
    public SocketStatus send(
            byte[] icmp, int offset, int lengthOctets, IpAddress to, SendOptions options) {
        if (closed) return NOT_A_SOCKET;
        if (to.isV4() == v6) return FAMILY;
        if (lengthOctets > MESSAGE_OCTETS_MAX) return status(SocketError.MESSAGE_TOO_LONG);
        if (lengthOctets < 8) return status(SocketError.INVALID_ARGUMENT);
        SendRequest request = startSend(lengthOctets);
        if (request == null) return WOULD_BLOCK;
        Packet packet = stack.pool.originate(stack.icmpApi, icmp, offset, lengthOctets);
        int protocol = v6 ? IpProtocols.ICMPV6 : IpProtocols.ICMP;
        SocketError error =
                TdiSend.submit(TransportDevice.IP, protocol, this, packet, to, 0, options, request);
        request.partOver();
        return error == null ? SocketStatus.OK : status(error);
    }

    @Override
    @Nullable SocketError transmit(
            Packet packet, IpAddress to, int port, SendOptions options, SendRequest request) {
        return stack.transports.sendIcmp(this, packet, to, options, request);
    }

    @Override
    void unbind() {
        stack.transports.close(this);
    }
}
