package sluice.winstack;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketStatus;
import sluice.inet.Ipv4Addresses;
import sluice.inet.Ipv4Input;
import sluice.inet.Ipv6Address;
import sluice.inet.NeighbourTable;
import sluice.inet.SocketError;
import sluice.inet.TcpResets;
import sluice.inet.tcp.TcpProfile;
import sluice.inet.tcp.socket.TcpArrival;
import sluice.inet.tcp.socket.TcpFlow;
import sluice.inet.tcp.socket.TcpHost;
import sluice.inet.tcp.socket.TcpPath;
import sluice.inet.tcp.socket.TcpSockets;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.PacketPool;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.TcpView;
import sluice.packet.wire.TransportChecksums;
import sluice.tdi.TdiRequest;
import sluice.tdi.TransportDevice;

/**
 * TCP of a Windows host, over both families: checks, demultiplexing, resets, the way out of
 * segments, and what TDI filters are asked.
 */
final class Tcp implements TcpHost {
    private final TcpIp stack;
    final TcpStandIns standIns = new TcpStandIns();
    final TcpSockets sockets;
    private final TdiRequest tdiRequest = new TdiRequest();
    private @Nullable Packet making;

    /** It was a callout, not a TDI filter, that did not want the connection asked about last. */
    private boolean blocked;

    Tcp(TcpIp stack) {
        this.stack = stack;
        sockets =
                new TcpSockets(
                        stack.host,
                        this,
                        stack.ip,
                        stack.preset.ephemeralFirst(),
                        stack.preset.ephemeralLast());
    }

    void input4(Packet packet, boolean group) {
        byte[] octets = packet.octets();
        int at = packet.offset();
        int source = Octets.i32(octets, at + 12);
        int destination = Octets.i32(octets, at + 16);
        int header = Ipv4Input.headerOctets(octets, at);
        if (!TcpView.fits(octets, at + header, packet.limit())) {
            packet.end(WindowsDrop.TCP_HEADER);
            return;
        }
        int length = packet.lengthOctets() - header;
        if (!TransportChecksums.tcp4Valid(octets, at + header, length, source, destination)) {
            packet.end(WindowsDrop.TCP_CHECKSUM);
            return;
        }
        TcpEndpoint to = segmentFor(octets, at + header, 0, key(destination), 0, key(source));
        if (to != null) {
            deliver(to, packet, header);
            return;
        }
        TcpArrival arrival =
                group
                        ? TcpArrival.NO_SOCKET
                        : sockets.segment(
                                false,
                                0,
                                key(destination),
                                0,
                                key(source),
                                octets,
                                at + header,
                                length);
        if (!group && isAnsweredByReset(arrival) && !isReset(octets, at + header)) {
            Packet reset =
                    stack.pool.originateFrom(
                            packet, stack.ip, PacketPool.HEADROOM_OCTETS, TcpResets.IPV4_OCTETS);
            TcpResets.writeIpv4(
                    reset.octets(),
                    reset.offset(),
                    stack.preset.ttl(),
                    identify(destination, source),
                    octets,
                    at,
                    packet.lengthOctets());
            stack.ip4.sendReady(reset);
        }
        if (arrival == TcpArrival.NO_SOCKET) packet.end(WindowsDrop.TCP_NO_CONNECTION);
        else end(packet, header, arrival);
    }

    void input6(Packet packet, int header, boolean group) {
        byte[] octets = packet.octets();
        int at = packet.offset();
        if (!TcpView.fits(octets, at + header, packet.limit())) {
            packet.end(WindowsDrop.TCP6_HEADER);
            return;
        }
        int length = packet.lengthOctets() - header;
        if (!TransportChecksums.tcp6Valid(octets, at + header, length, at + 8, at + 24)) {
            packet.end(WindowsDrop.TCP6_CHECKSUM);
            return;
        }
        TcpEndpoint to =
                segmentFor(
                        octets,
                        at + header,
                        Octets.i64(octets, at + 24),
                        Octets.i64(octets, at + 32),
                        Octets.i64(octets, at + 8),
                        Octets.i64(octets, at + 16));
        if (to != null) {
            deliver(to, packet, header);
            return;
        }
        TcpArrival arrival =
                group
                        ? TcpArrival.NO_SOCKET
                        : sockets.segment(
                                true,
                                Octets.i64(octets, at + 24),
                                Octets.i64(octets, at + 32),
                                Octets.i64(octets, at + 8),
                                Octets.i64(octets, at + 16),
                                octets,
                                at + header,
                                length);
        if (!group && isAnsweredByReset(arrival) && !isReset(octets, at + header)) {
            Packet reset =
                    stack.pool.originateFrom(
                            packet, stack.ip, PacketPool.HEADROOM_OCTETS, TcpResets.IPV6_OCTETS);
            TcpResets.writeIpv6(
                    reset.octets(),
                    reset.offset(),
                    stack.preset.ttl(),
                    octets,
                    at,
                    header,
                    packet.lengthOctets());
            stack.ip6.sendReady(reset);
        }
        if (arrival == TcpArrival.NO_SOCKET) packet.end(WindowsDrop.TCP6_NO_CONNECTION);
        else end(packet, header, arrival);
    }

    /** What a callout blocks is not answered. */
    private boolean isAnsweredByReset(TcpArrival arrival) {
        return switch (arrival) {
            case DENIED -> !blocked;
            case NO_SOCKET, REFUSED_WITH_RESET -> true;
            case DATA, CONTROL, REFUSED -> false;
        };
    }

    private void end(Packet packet, int header, TcpArrival arrival) {
        switch (arrival) {
            case DATA -> {
                int tcp = packet.offset() + header;
                packet.pull(header + (Octets.u8(packet.octets(), tcp + 12) >>> 4) * 4);
                packet.passUp(stack.tdi);
                packet.passUp(stack.winsock);
                packet.end(WindowsEnd.TCP_DATA);
            }
            case CONTROL -> packet.end(WindowsEnd.TCP_CONTROL);
            case DENIED ->
                    packet.end(
                            blocked
                                    ? WindowsDrop.WFP_TCP_ACCEPT
                                    : WindowsDrop.TDI_CONNECTION_DENIED);
            case REFUSED, REFUSED_WITH_RESET -> packet.end(sockets.refusal());
            case NO_SOCKET -> throw new IllegalStateException();
        }
    }

    /** The identification of an answer from {@code own} to {@code peer}. */
    private int identify(int own, int peer) {
        return stack.identification.next(own, peer, IpProtocols.TCP);
    }

    private static boolean isReset(byte[] octets, int tcp) {
        return (Octets.u8(octets, tcp + 13) & TcpView.RST) != 0;
    }

    private @Nullable TcpEndpoint segmentFor(
            byte[] octets, int tcp, long high, long low, long remoteHigh, long remoteLow) {
        int remotePort = Octets.u16(octets, tcp);
        int localPort = Octets.u16(octets, tcp + 2);
        return standIns.at(high, low, localPort, remoteHigh, remoteLow, remotePort);
    }

    private void deliver(TcpEndpoint to, Packet packet, int header) {
        packet.pull(header);
        boolean allowed =
                stack.transports.upToTdi(
                        to, packet, IpProtocols.TCP, to.remoteHigh, to.remoteLow, to.remotePort);
        if (!allowed) {
            packet.end(WindowsDrop.TDI_SEGMENT_RECEIVE_DENIED);
            return;
        }
        Transports.up(to, packet, stack.winsock, to.remoteHigh, to.remoteLow, to.remotePort);
    }

    private static long key(int address) {
        return NeighbourTable.key(address);
    }

    // ---- what sockets ask for

    @Override
    public TcpProfile profile() {
        return stack.preset.tcp();
    }

    @Override
    public @Nullable SocketError route(
            boolean v6,
            long localHigh,
            long localLow,
            long remoteHigh,
            long remoteLow,
            TcpPath path) {
        SocketError none =
                v6
                        ? stack.ip6.route(remoteHigh, remoteLow, localHigh, localLow)
                        : stack.ip4.route((int) remoteLow, (int) localLow);
        if (none != null) return none;
        if (v6) {
            if (Ipv6Address.isMulticast(remoteHigh) || !stack.ip6.hasSource())
                return SocketError.ADDRESS_NOT_AVAILABLE;
            path.is(
                    stack.ip6.routedSourceHigh(),
                    stack.ip6.routedSourceLow(),
                    stack.ip6.routedMtuOctets() - Ip6.HEADER_OCTETS);
            return null;
        }
        int remote = (int) remoteLow;
        if (Ipv4Addresses.isMulticast(remote)
                || stack.ip4.isBroadcast(remote)
                || stack.ip4.routedSource() == 0) return SocketError.ADDRESS_NOT_AVAILABLE;
        path.is(0, key(stack.ip4.routedSource()), stack.ip4.routedMtuOctets() - Ip4.HEADER_OCTETS);
        return null;
    }

    @Override
    public boolean begin(TcpFlow flow, int lengthOctets) {
        SocketError none =
                flow.v6()
                        ? stack.ip6.route(
                                flow.remoteHigh(),
                                flow.remoteLow(),
                                flow.localHigh(),
                                flow.localLow())
                        : stack.ip4.route((int) flow.remoteLow(), (int) flow.localLow());
        if (none != null) return false;
        making = stack.pool.originate(stack.ip, PacketPool.HEADROOM_OCTETS, lengthOctets);
        return true;
    }

    private Packet making() {
        return Objects.requireNonNull(making);
    }

    @Override
    public byte[] octets() {
        return making().octets();
    }

    @Override
    public int offset() {
        return making().offset();
    }

    @Override
    public void send(TcpFlow flow, int lengthOctets) {
        Packet packet = making();
        making = null;
        SendOptions options = options(flow);
        if (flow.v6()) {
            stack.ip6.send(
                    packet,
                    IpProtocols.TCP,
                    flow.remoteHigh(),
                    flow.remoteLow(),
                    options,
                    CHECKSUM_FIELD,
                    null);
            return;
        }
        int source = (int) flow.localLow();
        int destination = (int) flow.remoteLow();
        TransportChecksums.fillTcp4(
                packet.octets(), packet.offset(), lengthOctets, source, destination);
        stack.ip4.send(packet, IpProtocols.TCP, destination, options, true, null);
    }

    private static final int CHECKSUM_FIELD = 16;

    private static SendOptions options(TcpFlow flow) {
        if (flow.ttl() < 0 && flow.tos() == 0) return SendOptions.DEFAULT;
        if (flow.route() instanceof SendOptions known) return known;
        var made = new SendOptions(flow.ttl(), flow.tos(), true, false);
        flow.remember(made);
        return made;
    }

    @Override
    public boolean allows(Asked asked, TcpFlow flow, int octets) {
        return switch (asked) {
            case CONNECT ->
                    filtersAllow(asked, flow, octets)
                            && authorizes(WfpLayer.ALE_AUTH_CONNECT, flow);
            case ACCEPT -> {
                blocked = !authorizes(WfpLayer.ALE_AUTH_RECV_ACCEPT, flow);
                yield !blocked && filtersAllow(asked, flow, octets);
            }
            case SEND, RECEIVE -> filtersAllow(asked, flow, octets);
        };
    }

    /**
     * Whether the filtering platform lets the connection begin.
     *
     * <p>Differs: connections that stand are not asked about again when callouts change.
     */
    private boolean authorizes(WfpLayer layer, TcpFlow flow) {
        if (stack.wfp.isEmpty(layer)) return true;
        var shown =
                new WfpFlow(
                        stack.processName(flow.owner().uid()),
                        IpProtocols.TCP,
                        new IpAddress(flow.localHigh(), outside(flow, flow.localLow())),
                        flow.localPort(),
                        new IpAddress(flow.remoteHigh(), outside(flow, flow.remoteLow())),
                        flow.remotePort());
        boolean here = stack.addresses.isHere(flow.v6(), flow.remoteHigh(), flow.remoteLow());
        return stack.wfp.permits(layer, shown, here ? WfpValues.IS_LOOPBACK : 0);
    }

    private boolean filtersAllow(Asked asked, TcpFlow flow, int octets) {
        boolean connects = asked == Asked.ACCEPT && stack.devices.tcp.isFiltered();
        if (stack.tdiFilters.isEmpty() && !connects) return true;
        if (SocketClient.isBelowFilters(flow.owner())) return true;
        TdiRequest.Kind kind =
                switch (asked) {
                    case CONNECT -> TdiRequest.Kind.CONNECT;
                    case ACCEPT -> TdiRequest.Kind.EVENT_CONNECT;
                    case SEND -> TdiRequest.Kind.SEND;
                    case RECEIVE -> TdiRequest.Kind.RECEIVE;
                };
        tdiRequest.fromLocal(
                kind,
                stack.processName(flow.owner().uid()),
                IpProtocols.TCP,
                flow.localHigh(),
                outside(flow, flow.localLow()),
                flow.localPort());
        tdiRequest.withRemote(
                flow.remoteHigh(), outside(flow, flow.remoteLow()), flow.remotePort(), octets);
        if (!stack.tdiFilters.allow(tdiRequest)) return false;
        if (!connects) return true;
        return stack.devices.tcp.raise(TdiEvents.of(stack, TransportDevice.TCP, tdiRequest));
    }

    private static final long MAPPED = 0xffff_0000_0000L;

    private static long outside(TcpFlow flow, long low) {
        return flow.v6() ? low : low | MAPPED;
    }

    @Override
    public boolean connectionsHoldPorts() {
        return false;
    }

    @Override
    public SocketStatus status(SocketError error) {
        return Endpoint.status(error);
    }
}
