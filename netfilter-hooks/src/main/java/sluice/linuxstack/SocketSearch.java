package sluice.linuxstack;

import org.jspecify.annotations.Nullable;
import sluice.edge.TcpListenSocket;
import sluice.inet.NeighbourTable;
import sluice.inet.PortBinding;
import sluice.inet.tcp.socket.TcpFlow;
import sluice.netfilter.NetInterface;
import sluice.netfilter.Skb;
import sluice.netfilter.Sock;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;

/**
 * Which socket a packet would go to, for rules that ask or that give it to another one (Linux 6.x,
 * {@code nf_sk_lookup_slow_v4}, {@code nf_tproxy_get_sock_v4}). One question at a time.
 */
final class SocketSearch {
    private static final int PORTS_OCTETS = 4;

    private final Net net;
    private int protocol;
    private boolean v6;
    private long sourceHigh;
    private long sourceLow;
    private long high;
    private long low;
    private int sourcePort;
    private int port;

    SocketSearch(Net net) {
        this.net = net;
    }

    /** The socket the packet is addressed to, or null. */
    @Nullable Sock find(Skb packet) {
        if (!read(packet)) return null;
        Sock connected = connected();
        return connected != null ? connected : listening(high, low, port);
    }

    /**
     * The transparent socket that takes the packet in place of its addressee, or null: that of its
     * connection, else one that is bound to {@code address} and {@code number}.
     *
     * @param address 4 or 16 octets, or none for that of the device it came in on
     * @param number 0 for the packet's own port
     */
    @Nullable Sock inPlace(Skb packet, byte[] address, int number) {
        if (!read(packet)) return null;
        Sock found = connected();
        if (found == null) {
            own(packet, address);
            found = listening(high, low, number == 0 ? port : number);
        }
        return found != null && found.transparent() ? found : null;
    }

    private boolean read(Skb packet) {
        byte[] octets = packet.octets();
        v6 = !packet.isIpv4();
        protocol = packet.upperProtocol();
        int at = packet.transportOffset();
        boolean ports =
                (packet.isUpper(IpProtocols.TCP) || packet.isUpper(IpProtocols.UDP))
                        && packet.limit() - at >= PORTS_OCTETS;
        if (!ports) return false;
        sourcePort = Octets.u16(octets, at);
        port = Octets.u16(octets, at + 2);
        int ip = packet.networkOffset();
        if (v6) {
            sourceHigh = Octets.i64(octets, ip + 8);
            sourceLow = Octets.i64(octets, ip + 16);
            high = Octets.i64(octets, ip + 24);
            low = Octets.i64(octets, ip + 32);
        } else {
            sourceHigh = 0;
            sourceLow = NeighbourTable.key(Octets.i32(octets, ip + 12));
            high = 0;
            low = NeighbourTable.key(Octets.i32(octets, ip + 16));
        }
        return true;
    }

    private @Nullable Sock connected() {
        if (protocol == IpProtocols.TCP) {
            TcpFlow flow =
                    net.tcp.sockets.connection(high, low, port, sourceHigh, sourceLow, sourcePort);
            return flow == null ? null : net.tcp.sock(flow);
        }
        PortBinding<UdpEndpoint> found = udp(high, low, port);
        return found != null && found.isConnected() ? found.socket() : null;
    }

    private @Nullable Sock listening(long atHigh, long atLow, int atPort) {
        if (protocol == IpProtocols.TCP) {
            TcpListenSocket there = net.tcp.sockets.listener(v6, atHigh, atLow, atPort);
            return there == null ? null : new TcpListenSock(there);
        }
        PortBinding<UdpEndpoint> found = udp(atHigh, atLow, atPort);
        return found == null || found.isConnected() ? null : found.socket();
    }

    private @Nullable PortBinding<UdpEndpoint> udp(long atHigh, long atLow, int atPort) {
        return v6
                ? net.udp.find6(sourceHigh, sourceLow, sourcePort, atHigh, atLow, atPort)
                : net.udp.find4((int) sourceLow, sourcePort, (int) atLow, atPort);
    }

    // nf_tproxy_laddr4: the address given, else the first of the device, else the packet's own
    private void own(Skb packet, byte[] address) {
        if (address.length == Integer.BYTES) {
            if (Octets.i32(address, 0) != 0) low = NeighbourTable.key(Octets.i32(address, 0));
            else ofDevice(packet.inDevice());
        } else if (address.length == 2 * Long.BYTES) {
            high = Octets.i64(address, 0);
            low = Octets.i64(address, Long.BYTES);
            if ((high | low) == 0) ofDevice(packet.inDevice());
        } else {
            ofDevice(packet.inDevice());
        }
    }

    private void ofDevice(@Nullable NetInterface device) {
        if (device == null) return;
        if (v6) {
            for (var each : net.routing6.addresses()) {
                if (each.deviceIndex() != device.index()) continue;
                high = each.address().high();
                low = each.address().low();
                return;
            }
            return;
        }
        for (var each : net.routing4.addresses()) {
            if (each.deviceIndex() != device.index() || each.secondary()) continue;
            low = NeighbourTable.key(each.address());
            return;
        }
    }
}
