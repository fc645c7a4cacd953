package sluice.winstack;

import java.util.List;
import sluice.edge.IpAddress;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.edge.TcpListenHandler;
import sluice.edge.TcpListenSocket;
import sluice.edge.TcpSettings;
import sluice.edge.TcpSocket;
import sluice.edge.TcpSocketHandler;

/**
 * ws2_32.dll as one process has it loaded: finds the chain of providers for each kind of socket.
 * {@code IcmpSendEcho} is no call of it and goes past the chain.
 */
final class WinsockLibrary extends ForwardingProvider {
    private final WinsockCatalogue catalogue;
    private final WindowsProcess process;
    private final ServiceProvider[] chains = new ServiceProvider[WinsockProtocol.values().length];
    private int version = -1;

    WinsockLibrary(ServiceProvider base, WinsockCatalogue catalogue, WindowsProcess process) {
        super(base);
        this.catalogue = catalogue;
        this.process = process;
    }

    private ServiceProvider chain(WinsockProtocol protocol) {
        if (version != catalogue.version()) {
            version = catalogue.version();
            for (WinsockProtocol each : WinsockProtocol.values())
                chains[each.ordinal()] = load(each);
        }
        return chains[protocol.ordinal()];
    }

    private ServiceProvider load(WinsockProtocol protocol) {
        ServiceProvider top = below();
        String lower = "";
        List<WinsockCatalogue.Entry> entries = catalogue.entries();
        for (var entry : entries.reversed()) {
            if (!entry.over().contains(protocol)) continue;
            var border = new LayerBorder(process, entry.name(), lower);
            top = border.load(top, table -> entry.provider().startup(table, process));
            lower = entry.name();
        }
        return lower.isEmpty() ? top : new LayerBorder(process, upper(), lower).around(top);
    }

    /** Who calls: the lowest library in the place of this one, or the program. */
    private String upper() {
        List<WinsockCatalogue.Shim> shims = catalogue.shims();
        return shims.isEmpty() ? "" : shims.getLast().name();
    }

    @Override
    public UdpSocket udp(IpAddress local, int port, SocketHandler handler) throws SocketRefused {
        return chain(WinsockProtocol.UDP).udp(local, port, handler);
    }

    @Override
    public RawSocket raw(IpAddress local, int protocol, SocketHandler handler)
            throws SocketRefused {
        return chain(WinsockProtocol.RAW).raw(local, protocol, handler);
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
        return chain(WinsockProtocol.TCP)
                .tcpConnect(local, localPort, remote, remotePort, settings, handler);
    }

    @Override
    public TcpListenSocket tcpListen(
            IpAddress local, int port, int backlog, TcpSettings settings, TcpListenHandler handler)
            throws SocketRefused {
        return chain(WinsockProtocol.TCP).tcpListen(local, port, backlog, settings, handler);
    }

    @Override
    public TcpSegmentSocket tcpSegments(
            IpAddress local, int localPort, IpAddress remote, int remotePort, SocketHandler handler)
            throws SocketRefused {
        return chain(WinsockProtocol.TCP)
                .tcpSegments(local, localPort, remote, remotePort, handler);
    }
}
