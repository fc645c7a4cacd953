package sluice.winstack;

import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketHandler;
import sluice.edge.SocketStatus;
import sluice.inet.SocketError;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.wire.IpProtocols;
import sluice.tdi.TransportDevice;

/** A raw IPv4 socket, on {@code \Device\RawIp}. */
final class RawEndpoint extends Endpoint implements RawSocket {
    private static final int PACKET_OCTETS_MAX = 65_515;

    final int protocol;
    private boolean headerIncluded;
    ReceiveAll mode = ReceiveAll.OFF;

    RawEndpoint(TcpIp stack, SocketClient client, long low, int protocol, SocketHandler handler) {
        super(stack, client, false, 0, low, handler);
        this.protocol = protocol;
    }

    @Override
    public int localPort() {
        return 0;
    }

    @Override
    public void headerIncluded(boolean on) {
        headerIncluded = on;
    }

    @Override
    public SocketStatus receiveAll(ReceiveAll wanted) {
        if (closed) return NOT_A_SOCKET;
        return stack.rawSockets.receiveAll(this, wanted)
                ? SocketStatus.OK
                : status(SocketError.INVALID_ARGUMENT);
    }

    @Override
    public SocketStatus send(
            byte[] octets, int offset, int lengthOctets, IpAddress to, SendOptions options) {
        if (closed) return NOT_A_SOCKET;
        if (!to.isV4()) return FAMILY;
        if (lengthOctets > PACKET_OCTETS_MAX) return status(SocketError.MESSAGE_TOO_LONG);
        if (headerIncluded && !RawSockets.isHeader(octets, offset, lengthOctets))
            return status(SocketError.INVALID_ARGUMENT);
        if (!options.broadcast() && stack.ip4.isBroadcast(to.v4()))
            return status(SocketError.ACCESS_DENIED);
        int carried = headerIncluded ? Octets.u8(octets, offset + 9) : protocol;
        boolean limited = stack.preset.rawSockets() == RawSocketRules.LIMITED;
        if (limited && carried == IpProtocols.TCP) return status(SocketError.ACCESS_DENIED);
        SendRequest request = startSend(lengthOctets);
        if (request == null) return WOULD_BLOCK;
        Packet packet = stack.pool.originate(stack.winsock, octets, offset, lengthOctets);
        packet.passDown(stack.tdi);
        SocketError error =
                TdiSend.submit(
                        TransportDevice.RAW_IP, carried, this, packet, to, 0, options, request);
        request.partOver();
        return error == null ? SocketStatus.OK : status(error);
    }

    @Override
    @Nullable SocketError transmit(
            Packet packet, IpAddress to, int port, SendOptions options, SendRequest request) {
        return headerIncluded
                ? stack.transports.sendWithHeader(packet, to, request)
                : stack.transports.sendRaw(this, packet, to, options, request);
    }

    @Override
    void unbind() {
        stack.rawSockets.close(this);
    }
}
