package sluice.linuxstack;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge;
import sluice.edge.SocketHandler;
import sluice.edge.SocketStatus;
import sluice.inet.PortBinding;
import sluice.inet.Route;
import sluice.inet.SocketError;
import sluice.netfilter.NetInterface;
import sluice.netfilter.Skb;

/** A UDP socket. */
final class UdpEndpoint extends Endpoint implements LinuxUdpSocket {
    private @Nullable PortBinding<UdpEndpoint> binding;
    private boolean receivesErrors = true;

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
                    : Sockets.NO_FAMILY;
        }
        return local.isV4()
                ? Sockets.NO_FAMILY
                : net.udp.send6(this, octets, offset, lengthOctets, to, port, options);
    }

    @Override
    public SocketStatus connect(IpAddress peer, int port) {
        if (closed() || port < 1 || port > 65_535)
            return Sockets.status(SocketError.INVALID_ARGUMENT);
        if (peer.isV4() != local.isV4()) return Sockets.NO_FAMILY;
        return net.udp.connect(this, peer, port);
    }

    @Override
    public void setReceiveErrors(boolean on) {
        receivesErrors = on;
    }

    /**
     * {@code __udp4_lib_err}: tells the program if it is to be told; true, since the socket is
     * there. That the path's MTU is too small is hard unless the socket forbade to learn it.
     */
    boolean failed(SocketError error, boolean hard, IpAddress about) {
        boolean fatal = hard || error == SocketError.MESSAGE_TOO_LONG;
        if (receivesErrors || (fatal && binding().isConnected())) fail(error, about);
        return true;
    }

    @Override
    public IpAddress receivedTo() {
        Skb skb = delivered();
        return local.isV4()
                ? IpAddress.v4(skb.ipv4().destination())
                : new IpAddress(skb.ipv6().destinationHigh(), skb.ipv6().destinationLow());
    }

    @Override
    public String receivedOn() {
        Skb skb = delivered();
        NetInterface in = skb.inDevice();
        if (in == null) return "";
        int owner = in.loopback() ? owner(skb) : 0;
        return owner == 0 ? in.name() : net.device(owner).name();
    }

    // inet_iif; IP6CB(skb)->iif: that of the route, which for an own address is its device
    private int owner(Skb skb) {
        if (!local.isV4())
            return net.routing6.deviceOf(skb.ipv6().destinationHigh(), skb.ipv6().destinationLow());
        Route route = skb.route();
        return route == null ? 0 : route.deviceIndex();
    }
}
