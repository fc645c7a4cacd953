package sluice.edge;

import java.util.List;

/**
 * The sockets of one host. Calls run at THREAD level; callbacks come at THREAD level too, after the
 * packet has crossed every layer, and may call back in.
 */
public interface SocketEdge {
    /** Address configured on the host's interfaces, in order. */
    List<IpAddress> addresses();

    /**
     * A UDP socket bound to {@code local} (any address allowed) and {@code port} (0: the stack
     * picks one).
     *
     * @throws SocketRefused if the stack says no, with its reason
     */
    UdpSocket udp(IpAddress local, int port, SocketHandler handler) throws SocketRefused;

    /**
     * A raw socket of the ICMP (IPv4) or ICMPv6 protocol that pings: it sends whole ICMP messages
     * and is given the echo replies with {@code identifier} and the errors about its own requests.
     */
    PingSocket ping(IpAddress local, int identifier, SocketHandler handler) throws SocketRefused;

    /**
     * Connects; the handler hears how it went.
     *
     * @param local address to connect from, or any: the stack chooses
     * @param localPort 0: the stack picks one
     * @throws SocketRefused if there is no way, no such address or no free port, with the reason
     */
    TcpSocket tcpConnect(
            IpAddress local,
            int localPort,
            IpAddress remote,
            int remotePort,
            TcpSettings settings,
            TcpSocketHandler handler)
            throws SocketRefused;

    /**
     * Listens on a port.
     *
     * @param local address to listen on, or any of its family
     * @param port 0: the stack picks one
     * @param backlog connections that may wait to be accepted
     * @throws SocketRefused if the stack says no, with its reason
     */
    TcpListenSocket tcpListen(
            IpAddress local, int port, int backlog, TcpSettings settings, TcpListenHandler handler)
            throws SocketRefused;

    /**
     * A stand-in for one TCP connection: it sends ready segments and is given the segments that
     * arrive for it. While it is open the stack does not answer for that connection by itself.
     */
    TcpSegmentSocket tcpSegments(
            IpAddress local, int localPort, IpAddress remote, int remotePort, SocketHandler handler)
            throws SocketRefused;

    /**
     * Joins a multicast group on the interface of that name; the stack reports it as it does (IGMP,
     * MLD).
     */
    SocketStatus join(IpAddress group, String interfaceName);

    /** What all sockets have. */
    interface Socket extends AutoCloseable {
        /** Local address as bound. */
        IpAddress localAddress();

        /** Local port or ICMP identifier. */
        int localPort();

        @Override
        void close();
    }

    /** Whether the program asks for the don't-fragment bit of IPv4. */
    enum DontFragment {
        /** As the stack does by itself. */
        STACK_DEFAULT,
        /**
         * Always; what does not fit is refused ({@code IP_PMTUDISC_DO}, {@code IP_DONTFRAGMENT}).
         */
        ALWAYS,
        /** Never ({@code IP_PMTUDISC_DONT}). */
        NEVER
    }

    /**
     * What a program may set on one send.
     *
     * @param ttl time to live, or -1 for the stack's own
     * @param tos type of service, or -1
     * @param fragmentation the don't-fragment bit
     * @param broadcast whether broadcast addresses are allowed
     * @param device name of the interface it must leave by ({@code SO_BINDTODEVICE}, {@code
     *     IP_UNICAST_IF}), or empty; with one, a limited broadcast needs no route and no address
     */
    record SendOptions(
            int ttl, int tos, DontFragment fragmentation, boolean broadcast, String device) {
        /** The stack's own defaults, no broadcast, any device. */
        public static final SendOptions DEFAULT =
                new SendOptions(-1, -1, DontFragment.STACK_DEFAULT, false, "");

        /**
         * Options without a device; {@code dontFragment} true means {@link DontFragment#ALWAYS}.
         */
        public SendOptions(int ttl, int tos, boolean dontFragment, boolean broadcast) {
            this(
                    ttl,
                    tos,
                    dontFragment ? DontFragment.ALWAYS : DontFragment.STACK_DEFAULT,
                    broadcast,
                    "");
        }

        /** Whether the bit is asked for. */
        public boolean dontFragment() {
            return fragmentation == DontFragment.ALWAYS;
        }
    }

    /** Sends datagrams. */
    interface UdpSocket extends Socket {
        /** Sends the octets as one datagram; the array may be used again when this returns. */
        SocketStatus send(
                byte[] octets,
                int offset,
                int lengthOctets,
                IpAddress to,
                int port,
                SendOptions options);
    }

    /**
     * Sends ICMP messages, type to payload, the checksum filled in by the stack or the caller as on
     * the real one.
     */
    interface PingSocket extends Socket {
        /** Sends one message. */
        SocketStatus send(
                byte[] icmp, int offset, int lengthOctets, IpAddress to, SendOptions options);
    }

    /** Sends ready TCP segments, header and payload, the checksum as given. */
    interface TcpSegmentSocket extends Socket {
        /** Sends one segment. */
        SocketStatus send(byte[] segment, int offset, int lengthOctets, SendOptions options);
    }
}
