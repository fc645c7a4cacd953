package sluice.winstack;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.inet.IcmpErrors;
import sluice.inet.Icmpv6Errors;
import sluice.inet.Ipv4Input;
import sluice.inet.NeighbourTable;
import sluice.inet.PortBinding;
import sluice.inet.PortTable;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.TransportChecksums;

/** UDP over both families: who has which port, and who gets what arrives. */
final class Udp {
    static final int HEADER_OCTETS = 8;

    private final TcpIp stack;
    private final PortTable<UdpEndpoint> udp4;
    private final PortTable<UdpEndpoint> udp6;
    private final List<UdpEndpoint> listeners = new ArrayList<>();
    private final PortTable.Visitor<UdpEndpoint> collect =
            binding -> listeners.add(binding.socket());

    Udp(TcpIp stack) {
        this.stack = stack;
        var random = stack.host.random("tcpip/ports");
        int first = stack.preset.ephemeralFirst();
        int last = stack.preset.ephemeralLast();
        this.udp4 = new PortTable<>(first, last, random);
        this.udp6 = new PortTable<>(first, last, random);
    }

    boolean bind(UdpEndpoint endpoint, int port) {
        var table = endpoint.v6 ? udp6 : udp4;
        var binding = table.bind(endpoint, endpoint.localHigh, endpoint.localLow, port, 0, false);
        endpoint.binding = binding;
        return binding != null;
    }

    void addAll(List<Endpoint> all) {
        all.addAll(udp4.sockets());
        all.addAll(udp6.sockets());
    }

    void unbind(UdpEndpoint endpoint) {
        PortBinding<UdpEndpoint> held = endpoint.binding;
        if (held != null) (endpoint.v6 ? udp6 : udp4).unbind(held);
    }

    /** The socket that gets a datagram with these addresses, or null. */
    @Nullable UdpEndpoint at(
            boolean v6,
            long sourceHigh,
            long sourceLow,
            int sourcePort,
            long high,
            long low,
            int port) {
        var table = v6 ? udp6 : udp4;
        var found = table.lookup(sourceHigh, sourceLow, sourcePort, high, low, port, 0);
        return found == null ? null : found.socket();
    }

    void input4(@Nullable NetInterface netif, Packet packet, boolean group) {
        byte[] octets = packet.octets();
        int at = packet.offset();
        int source = Octets.i32(octets, at + 12);
        int destination = Octets.i32(octets, at + 16);
        int header = Ipv4Input.headerOctets(octets, at);
        int length = udpLength(packet, header);
        if (length < 0) return;
        boolean summed = Octets.u16(octets, at + header + 6) != 0;
        if (summed
                && !TransportChecksums.udp4Valid(
                        octets, at + header, length, source, destination)) {
            packet.end(WindowsDrop.UDP_CHECKSUM);
            return;
        }
        long from = NeighbourTable.key(source);
        boolean shown = hand(packet, false, header, length, 0, from, 0, key(destination), group);
        if (shown) return;
        stack.icmp4.error(packet, netif, IcmpErrors.UNREACHABLE, IcmpErrors.PORT, 0, group);
        packet.end(WindowsDrop.UDP_PORT_CLOSED);
    }

    void input6(Packet packet, int header, boolean group) {
        byte[] octets = packet.octets();
        int at = packet.offset();
        int length = udpLength(packet, header);
        if (length < 0) return;
        if (!TransportChecksums.udp6Valid(octets, at + header, length, at + 8, at + 24)) {
            packet.end(WindowsDrop.UDP6_CHECKSUM);
            return;
        }
        long sourceHigh = Octets.i64(octets, at + 8);
        long sourceLow = Octets.i64(octets, at + 16);
        long high = Octets.i64(octets, at + 24);
        long low = Octets.i64(octets, at + 32);
        if (hand(packet, true, header, length, sourceHigh, sourceLow, high, low, group)) return;
        stack.icmp6.error(packet, Icmpv6Errors.UNREACHABLE, 4, 0, header, IpProtocols.UDP, group);
        packet.end(WindowsDrop.UDP6_PORT_CLOSED);
    }

    private static long key(int address) {
        return NeighbourTable.key(address);
    }

    /** The datagram's length, or -1: it is wrong, and the packet has come to its end. */
    private int udpLength(Packet packet, int header) {
        int there = packet.lengthOctets() - header;
        int said =
                there < HEADER_OCTETS
                        ? 0
                        : Octets.u16(packet.octets(), packet.offset() + header + 4);
        if (said < HEADER_OCTETS || said > there) {
            packet.end(WindowsDrop.UDP_LENGTH);
            return -1;
        }
        return said;
    }

    /** Gives the datagram to its socket or sockets; false if a unicast one has none. */
    private boolean hand(
            Packet packet,
            boolean v6,
            int header,
            int length,
            long sourceHigh,
            long sourceLow,
            long high,
            long low,
            boolean group) {
        byte[] octets = packet.octets();
        int at = packet.offset() + header;
        int sourcePort = Octets.u16(octets, at);
        int port = Octets.u16(octets, at + 2);
        if (!group) {
            UdpEndpoint endpoint = at(v6, sourceHigh, sourceLow, sourcePort, high, low, port);
            if (endpoint == null) return false;
            deliver(endpoint, packet, header, length, sourceHigh, sourceLow, sourcePort);
            return true;
        }
        listeners.clear();
        (v6 ? udp6 : udp4).each(sourceHigh, sourceLow, sourcePort, high, low, port, 0, collect);
        if (listeners.isEmpty()) {
            packet.end(WindowsDrop.UDP_NOBODY_LISTENS);
            return true;
        }
        for (int i = 0; i < listeners.size(); i++) {
            boolean last = i == listeners.size() - 1;
            Packet own = last ? packet : packet.share(stack.ip);
            UdpEndpoint endpoint = listeners.get(i);
            deliver(endpoint, own, header, length, sourceHigh, sourceLow, sourcePort);
        }
        return true;
    }

    private void deliver(
            UdpEndpoint to, Packet packet, int header, int length, long high, long low, int port) {
        packet.pull(header + HEADER_OCTETS);
        packet.trim(length - HEADER_OCTETS);
        if (!to.authorized(WfpLayer.ALE_AUTH_RECV_ACCEPT, IpProtocols.UDP, high, low, port)) {
            packet.end(WindowsDrop.WFP_ACCEPT);
            return;
        }
        if (!stack.transports.upToTdi(to, packet, IpProtocols.UDP, high, low, port)) {
            packet.end(WindowsDrop.TDI_RECEIVE_DENIED);
            return;
        }
        Transports.up(to, packet, stack.winsock, high, low, port);
    }
}
