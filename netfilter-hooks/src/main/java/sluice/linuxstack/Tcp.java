package sluice.linuxstack;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketOwner;
import sluice.edge.SocketStatus;
import sluice.edge.TcpListenSocket;
import sluice.inet.NeighbourTable;
import sluice.inet.RouteKind;
import sluice.inet.SocketError;
import sluice.inet.TcpResets;
import sluice.inet.tcp.TcpProfile;
import sluice.inet.tcp.socket.TcpArrival;
import sluice.inet.tcp.socket.TcpFlow;
import sluice.inet.tcp.socket.TcpHost;
import sluice.inet.tcp.socket.TcpPath;
import sluice.inet.tcp.socket.TcpSockets;
import sluice.netfilter.ChecksumState;
import sluice.netfilter.PacketType;
import sluice.netfilter.Skb;
import sluice.netfilter.SkbQueue;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.TcpView;
import sluice.packet.wire.TransportChecksums;
import sluice.route.FlowKey;
import sluice.route.OutputResult;
import sluice.time.Handler;

/**
 * TCP between IP and its sockets (Linux 6.x, {@code net/ipv4/tcp_ipv4.c}, {@code
 * net/ipv6/tcp_ipv6.c}): checks, demultiplexing, resets, and the way out of segments.
 *
 * <p>Differs: ECN is not negotiated, whatever {@code tcp_ecn} says; a segment is routed when it is
 * sent, the route is not kept with the socket.
 */
final class Tcp implements TcpHost {
    private static final int HEADER_OCTETS = TcpView.HEADER_OCTETS_MIN;
    private static final int SYN_ACK = TcpView.SYN | TcpView.ACK;
    private static final int MISSING = -1;
    private static final Handler<Tcp> HELD = Tcp::takeHeld;

    private final Net net;
    final TcpStandIns standIns;
    final TcpSockets sockets;

    // the segment that is being written
    private @Nullable Skb making;
    private @Nullable OutputResult way;

    private final SkbQueue held = new SkbQueue();
    private boolean sending;

    Tcp(Net net) {
        this.net = net;
        standIns = new TcpStandIns(net);
        sockets =
                new TcpSockets(
                        net.host,
                        this,
                        net.ipPlace,
                        net.sysctls.portFirst(),
                        net.sysctls.portLast());
    }

    int socketCount() {
        return standIns.count() + sockets.count() + sockets.listening();
    }

    SocketStatus send(
            TcpEndpoint from, byte[] segment, int offset, int lengthOctets, SendOptions options) {
        if (lengthOctets < HEADER_OCTETS) return Sockets.status(SocketError.INVALID_ARGUMENT);
        if (from.remote.isV4()) {
            return net.udp.sendSegment4(
                    from, segment, offset, lengthOctets, from.remote.v4(), options);
        }
        return net.udp.sendRaw6(
                from, IpProtocols.TCP, segment, offset, lengthOctets, from.remote, options);
    }

    /** {@code tcp_v4_rcv}: the data begins with the IP header. */
    void receive4(Skb skb) {
        if (sending) {
            hold(skb);
            return;
        }
        if (!unicast(skb) || !fits(skb)) return;
        byte[] octets = skb.octets();
        int at = skb.transportOffset();
        int length = skb.limit() - at;
        int source = Octets.i32(octets, skb.networkOffset() + 12);
        int destination = Octets.i32(octets, skb.networkOffset() + 16);
        boolean good =
                skb.checksumState() == ChecksumState.UNNECESSARY
                        || TransportChecksums.tcp4Valid(octets, at, length, source, destination);
        if (!good) {
            wrongChecksum(skb);
            return;
        }
        TcpEndpoint found =
                standIns.find(
                        0,
                        NeighbourTable.key(destination),
                        Octets.u16(octets, at + 2),
                        0,
                        NeighbourTable.key(source),
                        Octets.u16(octets, at));
        if (found != null) {
            IpAddress from = IpAddress.v4(source);
            found.take(skb, at, from.high(), from.low(), Octets.u16(octets, at));
            return;
        }
        TcpArrival arrival =
                sockets.segment(
                        given(skb),
                        false,
                        0,
                        NeighbourTable.key(destination),
                        0,
                        NeighbourTable.key(source),
                        octets,
                        at,
                        length);
        if (!done(skb, arrival, at)) reset4(skb, source, destination);
        end(skb, arrival);
    }

    void receive6(Skb skb) {
        if (sending) {
            hold(skb);
            return;
        }
        if (!unicast(skb) || !fits(skb)) return;
        byte[] octets = skb.octets();
        int at = skb.transportOffset();
        int ip = skb.networkOffset();
        int length = skb.limit() - at;
        boolean good =
                skb.checksumState() == ChecksumState.UNNECESSARY
                        || TransportChecksums.tcp6Valid(octets, at, length, ip + 8, ip + 24);
        if (!good) {
            wrongChecksum(skb);
            return;
        }
        long sourceHigh = Octets.i64(octets, ip + 8);
        long sourceLow = Octets.i64(octets, ip + 16);
        TcpEndpoint found =
                standIns.find(
                        Octets.i64(octets, ip + 24),
                        Octets.i64(octets, ip + 32),
                        Octets.u16(octets, at + 2),
                        sourceHigh,
                        sourceLow,
                        Octets.u16(octets, at));
        if (found != null) {
            found.take(skb, at, sourceHigh, sourceLow, Octets.u16(octets, at));
            return;
        }
        TcpArrival arrival =
                sockets.segment(
                        given(skb),
                        true,
                        Octets.i64(octets, ip + 24),
                        Octets.i64(octets, ip + 32),
                        sourceHigh,
                        sourceLow,
                        octets,
                        at,
                        length);
        if (!done(skb, arrival, at)) reset6(skb);
        end(skb, arrival);
    }

    /** The listener that a rule gave the segment to, or null. */
    private static @Nullable TcpListenSocket given(Skb skb) {
        return skb.sock() instanceof TcpListenSock(TcpListenSocket listener, _) ? listener : null;
    }

    /** False if a reset is the answer. */
    private static boolean done(Skb skb, TcpArrival arrival, int at) {
        return switch (arrival) {
            case NO_SOCKET, REFUSED_WITH_RESET, DENIED ->
                    (skb.octets()[at + 13] & TcpView.RST) != 0;
            case DATA, CONTROL, REFUSED -> true;
        };
    }

    private void end(Skb skb, TcpArrival arrival) {
        int at = skb.transportOffset();
        byte[] octets = skb.octets();
        switch (arrival) {
            case DATA -> {
                Packet packet = skb.packet();
                int data = at + (octets[at + 12] >> 4 & 15) * 4;
                packet.pull(data - packet.offset());
                packet.passUp(net.socketPlace);
                skb.end(LinuxEnd.TCP_DATA);
            }
            case CONTROL -> skb.end(LinuxEnd.TCP_CONTROL);
            case REFUSED, REFUSED_WITH_RESET -> skb.end(sockets.refusal());
            case NO_SOCKET, DENIED ->
                    skb.end(
                            (octets[at + 13] & TcpView.RST) != 0
                                    ? LinuxEnd.TCP_RESET_HEARD
                                    : LinuxDrop.TCP_NO_SOCKET);
        }
    }

    private static boolean unicast(Skb skb) {
        if (skb.packetType() == PacketType.HOST && skb.routeKind() == RouteKind.LOCAL) return true;
        skb.end(LinuxDrop.TCP_NOT_UNICAST);
        return false;
    }

    private boolean fits(Skb skb) {
        int at = skb.transportOffset();
        int there = skb.limit() - at;
        int header = there < HEADER_OCTETS ? MISSING : (skb.octets()[at + 12] >> 4 & 15) * 4;
        if (header >= HEADER_OCTETS && header <= there) return true;
        net.snmp.count(SnmpCounter.TCP_IN_ERRS);
        skb.end(LinuxDrop.TCP_TRUNCATED);
        return false;
    }

    private void wrongChecksum(Skb skb) {
        net.snmp.count(SnmpCounter.TCP_IN_CSUM_ERRORS);
        net.snmp.count(SnmpCounter.TCP_IN_ERRS);
        skb.end(LinuxDrop.TCP_CHECKSUM);
    }

    private void reset4(Skb about, int peer, int own) {
        OutputResult to = net.routing4.output(own, peer, 0);
        if (to.error() != null) return;
        Skb skb = net.originate(about, TcpResets.IPV4_OCTETS);
        TcpResets.writeIpv4(
                skb.octets(),
                skb.packet().offset(),
                net.sysctls.defaultTtl(),
                0,
                about.octets(),
                about.networkOffset(),
                about.packet().lengthOctets());
        skb.setTransportOffset(skb.networkOffset() + Ip4Output.HEADER_OCTETS);
        skb.setUpperProtocol(IpProtocols.TCP);
        net.output4.setRoute(skb, to);
        net.snmp.count(SnmpCounter.TCP_OUT_RSTS);
        net.output4.send(skb);
    }

    private void reset6(Skb about) {
        var ip = about.ipv6();
        OutputResult to =
                net.output6.find(
                        ip.destinationHigh(),
                        ip.destinationLow(),
                        ip.sourceHigh(),
                        ip.sourceLow(),
                        Ip6Output.inIndex(about));
        if (to.error() != null) return;
        Skb skb = net.originate(about, TcpResets.IPV6_OCTETS);
        TcpResets.writeIpv6(
                skb.octets(),
                skb.packet().offset(),
                net.sysctls.hopLimit(),
                about.octets(),
                about.networkOffset(),
                about.transportOffset() - about.networkOffset(),
                about.packet().lengthOctets());
        net.output6.setTrafficClass(skb, ip.trafficClass() & ~Ip6Output.ECN);
        skb.setTransportOffset(skb.networkOffset() + Ip6Output.HEADER_OCTETS);
        skb.setUpperProtocol(IpProtocols.TCP);
        net.snmp.count(SnmpCounter.TCP_OUT_RSTS);
        net.output6.sendReady(skb, to);
    }

    // ---- errors ----------------------------------------------------------------------------

    /**
     * {@code tcp_v4_err}: an ICMP error quotes a segment of ours.
     *
     * @param upper where the quoted TCP header begins; 8 octets of it are there
     * @return false if no connection sent it
     */
    boolean error4(byte[] octets, int quote, int upper, SocketError told, int mtuOctets) {
        long local = NeighbourTable.key(Octets.i32(octets, quote + 12));
        long remote = NeighbourTable.key(Octets.i32(octets, quote + 16));
        int header = upper - quote;
        return error(0, local, 0, remote, octets, upper, told, mtuOctets - header);
    }

    /** {@code tcp_v6_err}. */
    boolean error6(byte[] octets, int quote, int upper, SocketError told, int mtuOctets) {
        return error(
                Octets.i64(octets, quote + 8),
                Octets.i64(octets, quote + 16),
                Octets.i64(octets, quote + 24),
                Octets.i64(octets, quote + 32),
                octets,
                upper,
                told,
                mtuOctets - (upper - quote));
    }

    private boolean error(
            long high,
            long low,
            long remoteHigh,
            long remoteLow,
            byte[] octets,
            int upper,
            SocketError told,
            int pathOctets) {
        int port = Octets.u16(octets, upper);
        int remotePort = Octets.u16(octets, upper + 2);
        TcpEndpoint standIn = standIns.find(high, low, port, remoteHigh, remoteLow, remotePort);
        if (standIn != null) return standIn.fail(told, standIn.remote);
        return sockets.error(high, low, remoteHigh, remoteLow, octets, upper, told, pathOctets);
    }

    // ---- what sockets ask for --------------------------------------------------------------

    @Override
    public TcpProfile profile() {
        return net.sysctls.tcpProfile();
    }

    @Override
    public @Nullable SocketError route(
            boolean v6,
            long localHigh,
            long localLow,
            long remoteHigh,
            long remoteLow,
            TcpPath path) {
        OutputResult to = find(v6, localHigh, localLow, remoteHigh, remoteLow);
        SocketError none = to.error();
        if (none != null) return none;
        if (to.kind() == RouteKind.BROADCAST || to.kind() == RouteKind.MULTICAST)
            return SocketError.NETWORK_UNREACHABLE;
        int header = v6 ? Ip6Output.HEADER_OCTETS : Ip4Output.HEADER_OCTETS;
        int mtu = net.device(to.deviceIndex()).mtuOctets();
        // An IPv6 header does not count in its own length (ip6_default_advmss).
        int octets = (v6 ? mtu : Math.min(mtu, PACKET_OCTETS_MAX)) - header;
        if (v6) path.is(to.sourceHigh(), to.sourceLow(), octets);
        else path.is(0, NeighbourTable.key(to.source()), octets);
        return null;
    }

    private static final int PACKET_OCTETS_MAX = 65_535;

    private OutputResult find(
            boolean v6, long localHigh, long localLow, long remoteHigh, long remoteLow) {
        return v6
                ? net.output6.find(localHigh, localLow, remoteHigh, remoteLow, 0)
                : net.routing4.output((int) localLow, (int) remoteLow, 0);
    }

    @Override
    public boolean begin(TcpFlow flow, int lengthOctets) {
        OutputResult to = find(flow);
        if (to.error() != null) return false;
        way = to;
        Skb skb = net.originate(lengthOctets);
        skb.setSock(sock(flow));
        skb.setMark(flow.owner().mark());
        making = skb;
        return true;
    }

    private OutputResult find(TcpFlow flow) {
        SocketOwner owner = flow.owner();
        FlowKey key =
                flow.v6()
                        ? net.routing6.key(
                                flow.localHigh(),
                                flow.localLow(),
                                flow.remoteHigh(),
                                flow.remoteLow())
                        : net.routing4
                                .key((int) flow.localLow(), (int) flow.remoteLow())
                                .anySource(owner.transparent() || flow.isPassive());
        key.mark(owner.mark()).tos(flow.tos()).uid(owner.uid());
        key.transport(IpProtocols.TCP, flow.localPort(), flow.remotePort());
        return flow.v6() ? net.routing6.output(key) : net.routing4.output(key);
    }

    /** The connection as rules see it, made once. */
    TcpSock sock(TcpFlow flow) {
        if (flow.route() instanceof TcpSock known) return known;
        var made = new TcpSock(net.nextCookie(), flow.owner());
        flow.remember(made);
        return made;
    }

    // What comes while a socket is sending, since a rule answered at once, waits (sk_backlog).
    private void hold(Skb skb) {
        held.addLast(skb);
        net.scheduler.schedule(0, net.cpu.deferred(), HELD, this);
    }

    private void takeHeld() {
        for (int waiting = held.count(); waiting > 0; waiting--) {
            Skb skb = held.pollFirst();
            if (skb == null) return;
            if (skb.isIpv4()) receive4(skb);
            else receive6(skb);
        }
    }

    private Skb making() {
        return Objects.requireNonNull(making);
    }

    @Override
    public byte[] octets() {
        return making().packet().octets();
    }

    @Override
    public int offset() {
        return making().packet().offset();
    }

    @Override
    public void send(TcpFlow flow, int lengthOctets) {
        Skb skb = making();
        OutputResult to = Objects.requireNonNull(way);
        making = null;
        skb.setChecksumOffloaded(true);
        byte[] octets = skb.packet().octets();
        int at = skb.packet().offset();
        if (flow.v6()) {
            int hops = flow.ttl() >= 0 ? flow.ttl() : net.sysctls.hopLimit();
            long high = flow.remoteHigh();
            long low = flow.remoteLow();
            net.output6.pushHeader(skb, flow.tos(), hops, IpProtocols.TCP, to, high, low);
            int ip = skb.networkOffset();
            TransportChecksums.fillTcp6(octets, at, lengthOctets, ip + 8, ip + 24);
            sending = true;
            net.output6.sendReady(skb, to);
            sending = false;
            return;
        }
        int source = (int) flow.localLow();
        int destination = (int) flow.remoteLow();
        TransportChecksums.fillTcp4(octets, at, lengthOctets, source, destination);
        int ttl = flow.ttl() >= 0 ? flow.ttl() : net.sysctls.defaultTtl();
        // ip_build_and_send_pkt: the answer to a SYN has identification 0
        boolean answersSyn = (octets[at + 13] & SYN_ACK) == SYN_ACK;
        int id = answersSyn ? 0 : net.output4.identify(source, destination, IpProtocols.TCP);
        net.output4.pushHeader(
                skb, flow.tos(), true, ttl, IpProtocols.TCP, source, destination, id);
        net.output4.setRoute(skb, to);
        sending = true;
        net.output4.localOut(skb);
        sending = false;
    }

    @Override
    public boolean connectionsHoldPorts() {
        return true;
    }

    @Override
    public SocketStatus status(SocketError error) {
        return Sockets.status(error);
    }
}
