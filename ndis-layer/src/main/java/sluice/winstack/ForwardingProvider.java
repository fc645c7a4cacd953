package sluice.winstack;

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

/** A provider that passes every call on: a layered one overrides what it is interested in. */
public class ForwardingProvider implements ServiceProvider {
    private final ServiceProvider below;

    /** Passes calls on to {@code below}. */
    protected ForwardingProvider(ServiceProvider below) {
        this.below = below;
    }

    /** What is below it. */
    protected final ServiceProvider below() {
        return below;
    }

    @Override
    public List<IpAddress> addresses() {
        return below.addresses();
    }

    @Override
    public UdpSocket udp(IpAddress local, int port, SocketHandler handler) throws SocketRefused {
        return below.udp(local, port, handler);
    }

    @Override
    public PingSocket ping(IpAddress local, int identifier, SocketHandler handler)
            throws SocketRefused {
        return below.ping(local, identifier, handler);
    }

    @Override
    public RawSocket raw(IpAddress local, int protocol, SocketHandler handler)
            throws SocketRefused {
        return below.raw(local, protocol, handler);
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
        return below.tcpConnect(local, localPort, remote, remotePort, settings, handler);
    }

    @Override
    public TcpListenSocket tcpListen(
            IpAddress local, int port, int backlog, TcpSettings settings, TcpListenHandler handler)
            throws SocketRefused {
        return below.tcpListen(local, port, backlog, settings, handler);
    }

    @Override
    public TcpSegmentSocket tcpSegments(
            IpAddress local, int localPort, IpAddress remote, int remotePort, SocketHandler handler)
            throws SocketRefused {
        return below.tcpSegments(local, localPort, remote, remotePort, handler);
    }

    @Override
    public SocketStatus join(IpAddress group, String interfaceName) {
        return below.join(group, interfaceName);
    }
}
