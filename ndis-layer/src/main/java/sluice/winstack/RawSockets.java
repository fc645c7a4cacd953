package sluice.winstack;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.edge.SocketStatus;
import sluice.inet.Ipv4Addresses;
import sluice.inet.NeighbourTable;
import sluice.inet.SocketError;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.wire.IpProtocols;
import sluice.winstack.RawSocket.ReceiveAll;

/**
 * The raw sockets of a host: copies of what arrives for it by protocol, and receive-all. They see
 * IPv4 and nothing below: no frame, no ARP.
 *
 * <p>Source: Microsoft, "TCP/IP Raw Sockets", "SIO_RCVALL control code". What a filter-hook has
 * dropped is not shown; the sources are silent on it.
 */
final class RawSockets {
    /** WSAESOCKTNOSUPPORT: this kind of socket does not exist here. */
    private static final SocketStatus NO_SUCH_TYPE = new SocketStatus("WSAESOCKTNOSUPPORT", 10_044);

    private static final int HEADER_OCTETS = 20;

    private final TcpIp stack;
    private final List<RawEndpoint> sockets = new ArrayList<>();
    private boolean anyReceivesAll;

    RawSockets(TcpIp stack) {
        this.stack = stack;
    }

    RawEndpoint open(SocketClient client, IpAddress local, int protocol, SocketHandler handler)
            throws SocketRefused {
        RawSocketRules rules = stack.preset.rawSockets();
        if (rules == RawSocketRules.NONE || !local.isV4()) {
            throw new SocketRefused(
                    rules == RawSocketRules.NONE ? NO_SUCH_TYPE : Endpoint.FAMILY,
                    stack.preset.name() + " has no such raw sockets");
        }
        if (protocol < 0 || protocol > 255) {
            throw new SocketRefused(
                    Endpoint.status(SocketError.INVALID_ARGUMENT), "IP protocol " + protocol);
        }
        if (rules == RawSocketRules.LIMITED && protocol == IpProtocols.TCP) {
            throw new SocketRefused(
                    Endpoint.status(SocketError.ACCESS_DENIED), "a raw socket must not be TCP's");
        }
        var socket = new RawEndpoint(stack, client, Endpoint.inside(local), protocol, handler);
        sockets.add(socket);
        return socket;
    }

    void close(RawEndpoint socket) {
        receiveAll(socket, ReceiveAll.OFF);
        sockets.remove(socket);
    }

    void addAll(List<Endpoint> all) {
        all.addAll(sockets);
    }

    boolean isEmpty() {
        return sockets.isEmpty();
    }

    /** Whether octets begin with an IPv4 header that lies within them. */
    static boolean isHeader(byte[] octets, int offset, int lengthOctets) {
        if (lengthOctets < HEADER_OCTETS || (octets[offset] & 0xf0) != 0x40) return false;
        int header = (octets[offset] & 0xf) * 4;
        return header >= HEADER_OCTETS && header <= lengthOctets;
    }

    /** False if the socket is bound to no address of an interface, or of the loopback. */
    boolean receiveAll(RawEndpoint socket, ReceiveAll mode) {
        int bound = (int) socket.localLow;
        NetInterface netif = NetInterface.at(stack.interfaces, stack.addresses.deviceOf4(bound));
        if (netif == null && !Ipv4Addresses.isLoopback(bound)) return mode == ReceiveAll.OFF;
        socket.mode = mode;
        anyReceivesAll = false;
        boolean promiscuous = false;
        for (RawEndpoint each : sockets) {
            if (each.mode == ReceiveAll.OFF) continue;
            anyReceivesAll = true;
            if (each.mode == ReceiveAll.ON && isOf(each, netif)) promiscuous = true;
        }
        if (netif != null) netif.promiscuous(promiscuous);
        return true;
    }

    /** Whether a socket is bound to an address of that interface; null: of the loopback. */
    private boolean isOf(RawEndpoint socket, @Nullable NetInterface netif) {
        int bound = (int) socket.localLow;
        return netif == null
                ? Ipv4Addresses.isLoopback(bound)
                : stack.addresses.deviceOf4(bound) == netif.index;
    }

    /** Shows a packet that crosses an interface, or turns round (null), to receive-all sockets. */
    void crossing(@Nullable NetInterface netif, Packet packet) {
        if (!anyReceivesAll) return;
        for (int i = 0; i < sockets.size(); i++) {
            RawEndpoint socket = sockets.get(i);
            if (socket.mode != ReceiveAll.OFF && isOf(socket, netif)) show(socket, packet);
        }
    }

    /** Shows a packet for another station to the sockets that opened the NIC for it. */
    void foreign(NetInterface netif, Packet packet) {
        for (int i = 0; i < sockets.size(); i++) {
            RawEndpoint socket = sockets.get(i);
            if (socket.mode == ReceiveAll.ON && isOf(socket, netif)) show(socket, packet);
        }
    }

    /**
     * Gives copies of a packet for this host to the sockets of its protocol.
     *
     * @return whether there was one
     */
    boolean arrived(Packet packet) {
        boolean shown = false;
        byte[] octets = packet.octets();
        int protocol = Octets.u8(octets, packet.offset() + 9);
        int destination = Octets.i32(octets, packet.offset() + 16);
        for (int i = 0; i < sockets.size(); i++) {
            RawEndpoint socket = sockets.get(i);
            boolean wants =
                    socket.mode == ReceiveAll.OFF
                            && (socket.protocol == 0 || socket.protocol == protocol)
                            && (socket.localLow == 0 || (int) socket.localLow == destination);
            if (!wants) continue;
            show(socket, packet);
            shown = true;
        }
        return shown;
    }

    private void show(RawEndpoint socket, Packet packet) {
        Packet copy = packet.share(stack.ip);
        byte[] octets = copy.octets();
        int at = copy.offset();
        long from = NeighbourTable.key(Octets.i32(octets, at + 12));
        int protocol = Octets.u8(octets, at + 9);
        if (!stack.transports.upToTdi(socket, copy, protocol, 0, from, 0)) {
            copy.end(WindowsDrop.TDI_RAW_RECEIVE_DENIED);
            return;
        }
        Transports.up(socket, copy, stack.winsock, 0, from, 0);
    }
}
