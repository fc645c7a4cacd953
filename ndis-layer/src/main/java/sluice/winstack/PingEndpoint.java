package sluice.winstack;

import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.PingSocket;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketHandler;
import sluice.edge.SocketStatus;
import sluice.inet.SocketError;
import sluice.packet.Packet;

/**
 * A user of {@code IcmpSendEcho}: its requests go to the IP device directly, so neither Winsock nor
 * a TDI filter sees them. The stack fills in the checksum.
 */
final class PingEndpoint extends Endpoint implements PingSocket {
    private static final int MESSAGE_OCTETS_MAX = 65_515;
    final int identifier;

    PingEndpoint(
            TcpIp stack,
            String process,
            boolean v6,
            long high,
            long low,
            int identifier,
            SocketHandler handler) {
        super(stack, process, v6, high, low, handler);
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
        packet.passDown(stack.ip);
        SocketError error = stack.transports.sendIcmp(this, packet, to, options, request);
        request.partOver();
        return error == null ? SocketStatus.OK : status(error);
    }

    @Override
    void unbind() {
        stack.transports.close(this);
    }
}
