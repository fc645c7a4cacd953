package sluice.winstack;

import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.inet.SocketError;
import sluice.packet.Packet;
import sluice.tdi.NtStatus;
import sluice.tdi.TdiDevice;
import sluice.tdi.TdiIrp;
import sluice.tdi.TdiRequest;
import sluice.tdi.TdiTransport;
import sluice.tdi.TransportDevice;

/**
 * A datagram on its way through the filters of a transport device. While one of them keeps the
 * request, the octets belong to the TDI place and the socket has no credit back for them, so the
 * program is paced.
 */
final class TdiSend implements TdiTransport {
    private final Endpoint from;
    private final Packet packet;
    private final IpAddress to;
    private final int port;
    private final SendOptions options;
    private final SendRequest credit;
    private boolean handedDown;
    private boolean answered;
    private @Nullable SocketError error;

    private TdiSend(
            Endpoint from,
            Packet packet,
            IpAddress to,
            int port,
            SendOptions options,
            SendRequest credit) {
        this.from = from;
        this.packet = packet;
        this.to = to;
        this.port = port;
        this.options = options;
        this.credit = credit;
    }

    /** Sends a request for a datagram that the TDI place owns; what the program is told at once. */
    static @Nullable SocketError submit(
            TransportDevice device,
            int protocol,
            Endpoint from,
            Packet packet,
            IpAddress to,
            int port,
            SendOptions options,
            SendRequest credit) {
        TcpIp stack = from.stack;
        TdiDevice.Stack filters = stack.devices.of(device);
        if (from.client.belowFilters() || !filters.isFiltered()) {
            packet.passDown(stack.ip);
            return from.transmit(packet, to, port, options, credit);
        }
        var asked = new TdiRequest();
        asked.fromLocal(
                TdiRequest.Kind.SEND_DATAGRAM,
                from.client.process(),
                protocol,
                from.localHigh,
                from.outside(from.localLow),
                from.localPort());
        asked.withRemote(to.high(), to.low(), port, packet.lengthOctets());
        var send = new TdiSend(from, packet, to, port, options, credit);
        var irp = new TdiIrp(device, asked, send, stack.tdiHost);
        irp.carry(packet);
        credit.partBegins();
        filters.top().submit(irp);
        send.answered = true;
        return send.error;
    }

    @Override
    public NtStatus perform(TdiIrp irp) {
        handedDown = true;
        int octets = packet.lengthOctets();
        packet.passDown(from.stack.ip);
        error = from.transmit(packet, to, port, options, credit);
        return irp.complete(error == null ? NtStatus.SUCCESS : NtStatus.UNSUCCESSFUL, octets);
    }

    @Override
    public void completed(TdiIrp irp, NtStatus status, int information) {
        if (!handedDown) {
            packet.end(WindowsDrop.TDI_REQUEST_DENIED);
            if (status != NtStatus.SUCCESS) error = SocketError.ACCESS_DENIED;
        }
        credit.partOver();
        SocketError told = error;
        if (answered && told != null && !from.closed)
            from.reportError(told, from.v6 ? to.high() : 0, Endpoint.inside(to));
    }
}
