package sluice.linuxstack;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge;
import sluice.edge.SocketHandler;
import sluice.edge.SocketStatus;
import sluice.inet.PortBinding;
import sluice.inet.SocketError;

/** A UDP socket. */
final class UdpEndpoint extends Endpoint implements SocketEdge.UdpSocket {
    private @Nullable PortBinding<UdpEndpoint> binding;

    UdpEndpoint(Net net, IpAddress local, SocketHandler handler) {
        super(net, local, handler);
    }

    void bound(PortBinding<UdpEndpoint> to) {
        binding = to;
    }

    PortBinding<UdpEndpoint> binding() {
        return Objects.requireNonNull(binding);
    }

    @Override
    String text() {
        return "udp " + local + " port " + localPort();
    }

    @Override
    void unbind() {
        net.udp.close(this);
    }

    @Override
    public int localPort() {
        return binding().localPort();
    }

    @Override
    public SocketStatus send(
            byte[] octets,
            int offset,
            int lengthOctets,
            IpAddress to,
            int port,
            SocketEdge.SendOptions options) {
        if (closed() || port < 1 || port > 65_535)
            return Sockets.status(SocketError.INVALID_ARGUMENT);
        if (to.isV4()) {
            return local.isV4()
                    ? net.udp.send4(this, octets, offset, lengthOctets, to.v4(), port, options)
                    : NO_FAMILY;
        }
        return local.isV4()
                ? NO_FAMILY
                : net.udp.send6(this, octets, offset, lengthOctets, to, port, options);
    }

    private static final SocketStatus NO_FAMILY = new SocketStatus("EAFNOSUPPORT", 97);
}
