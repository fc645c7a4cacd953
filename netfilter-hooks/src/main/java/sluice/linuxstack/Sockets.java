package sluice.linuxstack;

import java.util.ArrayList;
import java.util.List;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.edge.SocketStatus;
import sluice.edge.TcpListenHandler;
import sluice.edge.TcpListenSocket;
import sluice.edge.TcpSettings;
import sluice.edge.TcpSocket;
import sluice.edge.TcpSocketHandler;
import sluice.inet.Ipv4Addresses;
import sluice.inet.Ipv4Input;
import sluice.inet.Ipv4InterfaceAddress;
import sluice.inet.Ipv6Address;
import sluice.inet.Ipv6InterfaceAddress;
import sluice.inet.PortBinding;
import sluice.inet.RouteKind;
import sluice.inet.SocketError;
import sluice.netdev.EthernetDevice;
import sluice.netdev.NetDevice;
import sluice.netfilter.Skb;
import sluice.packet.Octets;
import sluice.packet.wire.IcmpTypes;
import sluice.packet.wire.IpProtocols;

/** The sockets of a Linux host. */
final class Sockets implements SocketEdge {
    private final Net net;
    private final List<PingEndpoint> pings = new ArrayList<>();

    Sockets(Net net) {
        this.net = net;
    }

    static final SocketStatus NO_FAMILY = new SocketStatus("EAFNOSUPPORT", 97);

    static SocketStatus status(SocketError error) {
        return new SocketStatus(error.errnoName(), error.errno());
    }

    @Override
    public List<IpAddress> addresses() {
        List<IpAddress> all = new ArrayList<>();
        for (Ipv4InterfaceAddress address : net.routing4.addresses()) {
            all.add(IpAddress.v4(address.address()));
        }
        for (Ipv6InterfaceAddress address : net.routing6.addresses()) {
            all.add(new IpAddress(address.address().high(), address.address().low()));
        }
        return List.copyOf(all);
    }

    @Override
    public UdpSocket udp(IpAddress local, int port, SocketHandler handler) throws SocketRefused {
        return udp(local, port, false, handler);
    }

    RawSocket raw(IpAddress local, int protocol, SocketHandler handler) throws SocketRefused {
        requireLocal(local);
        return net.raw.open(local, protocol, handler);
    }

    LinuxUdpSocket udp(IpAddress local, int port, boolean reuse, SocketHandler handler)
            throws SocketRefused {
        requireLocal(local);
        return net.udp.open(local, port, reuse, handler);
    }

    @Override
    public PingSocket ping(IpAddress local, int identifier, SocketHandler handler)
            throws SocketRefused {
        requireLocal(local);
        var ping = new PingEndpoint(net, local, identifier, handler, pings::remove);
        pings.add(ping);
        return ping;
    }

    @Override
    public TcpSocket tcpConnect(
            IpAddress local,
            int localPort,
            IpAddress remote,
            int remotePort,
            TcpSettings settings,
            TcpSocketHandler handler)
            throws SocketRefused {
        requireLocal(local);
        IpAddress peer = remote.isV4() ? remote : Ip6Output.host(remote);
        return net.tcp.sockets.connect(local, localPort, peer, remotePort, settings, handler);
    }

    @Override
    public TcpListenSocket tcpListen(
            IpAddress local, int port, int backlog, TcpSettings settings, TcpListenHandler handler)
            throws SocketRefused {
        requireLocal(local);
        return net.tcp.sockets.listen(local, port, backlog, settings, handler);
    }

    @Override
    public TcpSegmentSocket tcpSegments(
            IpAddress local, int localPort, IpAddress remote, int remotePort, SocketHandler handler)
            throws SocketRefused {
        requireLocal(local);
        return net.tcp.standIns.open(local, localPort, remote, remotePort, handler);
    }

    private void requireLocal(IpAddress local) throws SocketRefused {
        if (local.isAny()) return;
        boolean ours;
        if (local.isV4()) {
            RouteKind kind = net.routing4.tables().kindOf(local.v4());
            ours =
                    kind == RouteKind.LOCAL
                            || kind == RouteKind.BROADCAST
                            || kind == RouteKind.MULTICAST;
        } else {
            ours =
                    Ipv6Address.isMulticast(local.high())
                            || net.routing6.isLocal(local.high(), local.low());
        }
        if (!ours) {
            throw new SocketRefused(
                    status(SocketError.ADDRESS_NOT_AVAILABLE), local + " is not an address here");
        }
    }

    @Override
    public SocketStatus join(IpAddress group, String interfaceName) {
        NetDevice device = net.devices.device(interfaceName);
        if (device == null) return new SocketStatus("ENODEV", 19);
        if (group.isV4()) {
            if (!Ipv4Addresses.isMulticast(group.v4())) return status(SocketError.INVALID_ARGUMENT);
            if (!net.routing4.groups().join(device.index(), group.v4()))
                return status(SocketError.ADDRESS_IN_USE);
            if (device instanceof EthernetDevice ethernet)
                ethernet.addGroup(Ipv4Addresses.multicastMac(group.v4()));
            return SocketStatus.OK;
        }
        if (!Ipv6Address.isMulticast(group.high())) return status(SocketError.INVALID_ARGUMENT);
        net.ndp.join(device, group.high(), group.low());
        return SocketStatus.OK;
    }

    // ---- ICMP for ping sockets -------------------------------------------------------------

    /** Hands an echo reply to every ping socket that waits for it; false if none does. */
    boolean echoReply4(Skb skb) {
        byte[] octets = skb.octets();
        int at = skb.transportOffset();
        int identifier = Octets.u16(octets, at + 4);
        IpAddress none = IpAddress.ANY4;
        int to = skb.ipv4().destination();
        PingEndpoint last = null;
        for (int i = 0; i < pings.size(); i++) {
            PingEndpoint ping = pings.get(i);
            boolean bound = ping.local.isV4() && (ping.local.equals(none) || ping.local.v4() == to);
            if (!bound || ping.localPort() != identifier) continue;
            if (last != null) last.takeCopy(skb);
            last = ping;
        }
        if (last == null) return false;
        last.take4(skb);
        return true;
    }

    /** Hands an ICMPv6 echo reply to every ping socket that waits for it; false if none does. */
    boolean echoReply6(Skb skb) {
        byte[] octets = skb.octets();
        int identifier = Octets.u16(octets, skb.transportOffset() + 4);
        PingEndpoint last = null;
        for (int i = 0; i < pings.size(); i++) {
            PingEndpoint ping = pings.get(i);
            if (ping.local.isV4() || ping.localPort() != identifier) continue;
            if (last != null) last.takeCopy(skb);
            last = ping;
        }
        if (last == null) return false;
        last.take6(skb);
        return true;
    }

    /**
     * Tells the socket that sent the quoted packet; false if there is none.
     *
     * @param hard whether the error is fatal
     * @param mtuOctets what fits, if the error is that it did not
     */
    boolean error4(
            byte[] octets,
            int quote,
            int quotedOctets,
            SocketError error,
            boolean hard,
            int mtuOctets) {
        int header = Ipv4Input.headerOctets(octets, quote);
        if (quotedOctets < header + 8) return false;
        int source = Octets.i32(octets, quote + 12);
        int destination = Octets.i32(octets, quote + 16);
        int upper = quote + header;
        IpAddress about = IpAddress.v4(destination);
        int port = Octets.u16(octets, upper);
        int peerPort = Octets.u16(octets, upper + 2);
        return switch (Octets.u8(octets, quote + 9)) {
            case IpProtocols.UDP -> {
                PortBinding<UdpEndpoint> found = net.udp.find4(destination, peerPort, source, port);
                yield found != null && found.socket().failed(error, hard, about);
            }
            case IpProtocols.TCP -> net.tcp.error4(octets, quote, upper, error, mtuOctets);
            case IpProtocols.ICMP ->
                    Octets.u8(octets, upper) == IcmpTypes.ECHO_REQUEST
                            && failPing(true, Octets.u16(octets, upper + 4), error, about);
            default -> false;
        };
    }

    boolean failPing(boolean v4, int identifier, SocketError error, IpAddress about) {
        boolean told = false;
        for (int i = 0; i < pings.size(); i++) {
            PingEndpoint ping = pings.get(i);
            if (ping.local.isV4() != v4 || ping.localPort() != identifier) continue;
            ping.fail(error, about);
            told = true;
        }
        return told;
    }

    int pingCount() {
        return pings.size();
    }
}
