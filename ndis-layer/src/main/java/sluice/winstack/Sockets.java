package sluice.winstack;

import java.util.ArrayList;
import java.util.List;
import sluice.edge.IpAddress;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.edge.SocketStatus;
import sluice.edge.TcpListenHandler;
import sluice.edge.TcpListenSocket;
import sluice.edge.TcpSettings;
import sluice.edge.TcpSocket;
import sluice.edge.TcpSocketHandler;
import sluice.inet.Ipv4Addresses;
import sluice.inet.Ipv6Address;
import sluice.inet.SocketError;
import sluice.packet.wire.IpProtocols;
import sluice.tdi.TdiDevice;
import sluice.tdi.TdiRequest;
import sluice.tdi.TransportDevice;

/**
 * The lowest table of calls of one process: the base provider and AFD, which speak to the transport
 * devices.
 */
final class Sockets implements ServiceProvider {
    private final TcpIp stack;
    private final SocketClient client;

    Sockets(TcpIp stack, String process, int id, boolean belowFilters) {
        this.stack = stack;
        this.client = new SocketClient(process, id, belowFilters);
    }

    @Override
    public List<IpAddress> addresses() {
        List<IpAddress> all = new ArrayList<>();
        for (var own : stack.addresses.v4) all.add(IpAddress.v4(own.address()));
        for (var own : stack.addresses.v6)
            all.add(new IpAddress(own.address().high(), own.address().low()));
        return all;
    }

    @Override
    public UdpSocket udp(IpAddress local, int port, SocketHandler handler) throws SocketRefused {
        requireLocal(local);
        requireAllowed(IpProtocols.UDP, local, port);
        boolean v6 = !local.isV4();
        long high = v6 ? local.high() : 0;
        var endpoint = new UdpEndpoint(stack, client, v6, high, Endpoint.inside(local), handler);
        if (!stack.transports.udp.bind(endpoint, port)) {
            throw new SocketRefused(
                    Endpoint.status(SocketError.ADDRESS_IN_USE),
                    "port %d of %s is taken".formatted(port, local));
        }
        return endpoint;
    }

    @Override
    public PingSocket ping(IpAddress local, int identifier, SocketHandler handler)
            throws SocketRefused {
        requireLocal(local);
        boolean v6 = !local.isV4();
        if (stack.transports.ping(v6, identifier) != null) {
            throw new SocketRefused(
                    Endpoint.status(SocketError.ADDRESS_IN_USE),
                    "identifier " + identifier + " is taken");
        }
        long high = v6 ? local.high() : 0;
        long low = Endpoint.inside(local);
        var endpoint = new PingEndpoint(stack, client, v6, high, low, identifier, handler);
        stack.transports.open(endpoint);
        return endpoint;
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
        requireAllowed(IpProtocols.TCP, local, localPort);
        TcpSettings owned = settings.withOwner(client.owner());
        if (client.belowFilters() || !stack.devices.tcp.isFiltered()) {
            return stack.transports.tcp.sockets.connect(
                    local, localPort, remote, remotePort, owned, handler);
        }
        return TdiConnection.connect(
                stack, client, local, localPort, remote, remotePort, owned, handler);
    }

    @Override
    public TcpListenSocket tcpListen(
            IpAddress local, int port, int backlog, TcpSettings settings, TcpListenHandler handler)
            throws SocketRefused {
        requireLocal(local);
        requireAllowed(IpProtocols.TCP, local, port);
        TcpSettings owned = settings.withOwner(client.owner());
        if (client.belowFilters() || !stack.devices.tcp.isFiltered())
            return stack.transports.tcp.sockets.listen(local, port, backlog, owned, handler);
        return TdiListening.listen(stack, client, local, port, backlog, owned, handler);
    }

    @Override
    public TcpSegmentSocket tcpSegments(
            IpAddress local, int localPort, IpAddress remote, int remotePort, SocketHandler handler)
            throws SocketRefused {
        requireLocal(local);
        requireAllowed(IpProtocols.TCP, local, localPort);
        var endpoint =
                new TcpEndpoint(stack, client, local, localPort, remote, remotePort, handler);
        if (!stack.transports.tcp.standIns.open(endpoint)) {
            throw new SocketRefused(
                    Endpoint.status(SocketError.ADDRESS_IN_USE),
                    "%s:%d to %s:%d is open already"
                            .formatted(local, localPort, remote, remotePort));
        }
        return endpoint;
    }

    @Override
    public SocketStatus join(IpAddress group, String interfaceName) {
        NetInterface netif = stack.named(interfaceName);
        if (netif == null) return Endpoint.status(SocketError.ADDRESS_NOT_AVAILABLE);
        if (group.isV4()) {
            if (!Ipv4Addresses.isMulticast(group.v4()))
                return Endpoint.status(SocketError.INVALID_ARGUMENT);
            stack.addresses.join4(group.v4());
            netif.listenTo(Ipv4Addresses.multicastMac(group.v4()));
        } else {
            if (!Ipv6Address.isMulticast(group.high()))
                return Endpoint.status(SocketError.INVALID_ARGUMENT);
            stack.addresses.join6(new Ipv6Address(group.high(), group.low()));
            netif.listenTo(Ipv6Address.multicastMac(group.low()));
        }
        return SocketStatus.OK;
    }

    private void requireLocal(IpAddress local) throws SocketRefused {
        boolean fine =
                local.isAny()
                        || (local.isV4()
                                ? Ipv4Addresses.isLoopback(local.v4())
                                        || stack.addresses.isOwn4(local.v4(), 0)
                                : Ipv6Address.isLoopback(local.high(), local.low())
                                        || stack.addresses.isOwn6(local.high(), local.low(), 0));
        if (!fine) {
            throw new SocketRefused(
                    Endpoint.status(SocketError.ADDRESS_NOT_AVAILABLE),
                    local + " is no address of this host");
        }
    }

    @Override
    public RawSocket raw(IpAddress local, int protocol, SocketHandler handler)
            throws SocketRefused {
        requireLocal(local);
        requireAllowed(TransportDevice.RAW_IP, protocol, local, 0);
        return stack.rawSockets.open(client, local, protocol, handler);
    }

    private void requireAllowed(int protocol, IpAddress local, int port) throws SocketRefused {
        TransportDevice device =
                protocol == IpProtocols.TCP ? TransportDevice.TCP : TransportDevice.UDP;
        requireAllowed(device, protocol, local, port);
    }

    /** Opens an address object: the filters are asked. */
    private void requireAllowed(TransportDevice device, int protocol, IpAddress local, int port)
            throws SocketRefused {
        TdiDevice.Stack filters = stack.devices.of(device);
        boolean watched = filters.isFiltered();
        if (client.belowFilters() || (stack.tdiFilters.isEmpty() && !watched)) return;
        var request = new TdiRequest();
        request.fromLocal(
                TdiRequest.Kind.OPEN_ADDRESS,
                client.process(),
                protocol,
                local.high(),
                local.low(),
                port);
        boolean allowed = stack.tdiFilters.allow(request);
        if (allowed && watched) allowed = TdiOpen.allows(stack, device, request);
        if (!allowed) {
            throw new SocketRefused(
                    Endpoint.status(SocketError.ACCESS_DENIED),
                    "a TDI filter denied it to " + client.process());
        }
    }
}
