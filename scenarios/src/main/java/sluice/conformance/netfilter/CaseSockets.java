package sluice.conformance.netfilter;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sluice.bpf.PacketMetadata;
import sluice.conformance.netfilter.KernelCase.Socket;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.DontFragment;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.edge.SocketStatus;
import sluice.linuxstack.LinuxHost;
import sluice.linuxstack.LinuxUdpSocket;
import sluice.linuxstack.RawSocket;
import sluice.netfilter.NetInterface;
import sluice.netfilter.PacketType;
import sluice.packet.Octets;
import sluice.packet.wire.IcmpTypes;
import sluice.packet.wire.Icmpv6Types;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.TransportChecksums;

/** The sockets of a case by their ids; what they are told is observed. */
final class CaseSockets {
    private static final int ICMP_HEADER_OCTETS = 8;

    /** ICMP types that a socket which pings is told of: 0, 3, 4, 5, 11 and 12. */
    private static final int REPLIES_AND_ERRORS = 0x1839;

    private final LinuxHost host;
    private final List<KernelCase.Interface> interfaces;
    private final Observation observed;
    private final CaseTcp tcp;
    private final Map<String, LinuxUdpSocket> udp = new HashMap<>();

    CaseSockets(LinuxHost host, List<KernelCase.Interface> interfaces, Observation observed) {
        this.host = host;
        this.interfaces = interfaces;
        this.observed = observed;
        this.tcp = new CaseTcp(host, observed);
    }

    /** Those of TCP. */
    CaseTcp tcp() {
        return tcp;
    }

    /**
     * Opens a socket that is there before the first step.
     *
     * @throws SocketRefused if the host says no
     */
    void open(Socket socket) throws SocketRefused {
        IpAddress any = socket.ipv6() ? IpAddress.ANY6 : IpAddress.ANY4;
        IpAddress local = socket.bind().isEmpty() ? any : IpAddress.require(socket.bind());
        switch (socket.protocol()) {
            case "udp" -> {
                openUdp(socket.id(), local, socket.number()).setTransparent(socket.transparent());
                if (!socket.group().isEmpty()) join(socket);
            }
            case "raw" -> openRaw(socket.id(), local, socket.number());
            case "packet" -> openPacket(socket);
            case "tcp" -> tcp.listen(socket.id(), local, socket.number(), socket.transparent());
            default -> throw new IllegalArgumentException("no socket: " + socket.protocol());
        }
    }

    private void join(Socket socket) throws SocketRefused {
        IpAddress group = IpAddress.require(socket.group().get(0));
        String device = deviceWith(socket.group().get(1));
        SocketStatus status = host.sockets().join(group, device);
        if (!status.ok()) throw new SocketRefused(status, "join " + group);
    }

    /** The device that has an address. */
    private String deviceWith(String address) {
        for (KernelCase.Interface each : interfaces) {
            if (each.addresses().stream().anyMatch(have -> have.startsWith(address + "/")))
                return each.name();
        }
        throw new IllegalArgumentException("no device has " + address);
    }

    // ---- UDP -------------------------------------------------------------------------------

    private LinuxUdpSocket openUdp(String id, IpAddress local, int port) throws SocketRefused {
        var listener = new Udp(id);
        LinuxUdpSocket socket = host.sharedUdp(local, port, listener);
        socket.setReceiveErrors(false);
        listener.socket = socket;
        udp.put(id, socket);
        return socket;
    }

    private final class Udp implements SocketHandler {
        private final String id;
        private @Nullable LinuxUdpSocket socket;

        Udp(String id) {
            this.id = id;
        }

        @Override
        public void received(
                long packetId,
                byte[] octets,
                int offset,
                int lengthOctets,
                long sourceHigh,
                long sourceLow,
                int port) {
            LinuxUdpSocket mine = socket;
            if (mine == null) return;
            Map<String, String> facts = new LinkedHashMap<>();
            facts.put("from", new IpAddress(sourceHigh, sourceLow) + ":" + port);
            facts.put("to", mine.receivedTo().toString());
            facts.put("dev", mine.receivedOn());
            facts.put("payload", hex(octets, offset, lengthOctets));
            observed.told(new SocketEvent(id, "recv", facts));
        }

        @Override
        public void error(SocketStatus status, IpAddress about) {
            failed(id, status);
        }
    }

    private void failed(String id, SocketStatus status) {
        observed.told(new SocketEvent(id, "error", Map.of("errno", status.name())));
    }

    /** {@code sendto}; what the call, or one before it, came to. */
    SocketStatus send(CaseStep.UdpSend step) {
        try {
            IpAddress to = IpAddress.require(step.to().address());
            LinuxUdpSocket socket = socketOf(step, to);
            if (step.connect()) {
                SocketStatus connected = socket.connect(to, step.to().port());
                if (!connected.ok()) return connected;
            }
            byte[] payload = step.payload();
            return socket.send(
                    payload, 0, payload.length, to, step.to().port(), options(step.options()));
        } catch (SocketRefused refused) {
            return refused.status();
        }
    }

    private LinuxUdpSocket socketOf(CaseStep.UdpSend step, IpAddress to) throws SocketRefused {
        if (!step.socket().isEmpty()) {
            LinuxUdpSocket open = udp.get(step.socket());
            if (open == null) throw new IllegalArgumentException("no socket " + step.socket());
            return open;
        }
        IpAddress any = to.isV4() ? IpAddress.ANY4 : IpAddress.ANY6;
        IpAddress local = any;
        int port = 0;
        if (step.bind().isPresent()) {
            CaseStep.Endpoint bind = step.bind().get();
            local = IpAddress.require(bind.address());
            port = bind.port();
            if (local.isAny()) local = any; // of the other family only the port counts
        }
        LinuxUdpSocket opened = openUdp(step.id(), local, port);
        opened.setOwner(step.owner().uid(), step.owner().gid());
        opened.setMark(step.owner().mark());
        return opened;
    }

    /** {@code close} or {@code shutdown}. */
    void close(CaseStep.Close step) {
        LinuxUdpSocket closing = udp.remove(step.socket());
        if (closing != null) closing.close();
        else tcp.close(step);
    }

    private SendOptions options(CaseStep.UdpOptions options) {
        DontFragment fragmentation =
                switch (options.pathMtuDiscovery()) {
                    case 0 -> DontFragment.NEVER;
                    case 2 -> DontFragment.ALWAYS;
                    default -> DontFragment.STACK_DEFAULT;
                };
        String device = options.device();
        if (!options.groupInterface().isEmpty()) device = deviceWith(options.groupInterface());
        return new SendOptions(
                options.ttl(), options.tos(), fragmentation, options.broadcast(), device);
    }

    // ---- raw -------------------------------------------------------------------------------

    private RawSocket openRaw(String id, IpAddress local, int protocol) throws SocketRefused {
        return host.raw(
                local,
                protocol,
                (RawHandler)
                        (from, packet) -> {
                            Map<String, String> facts = new LinkedHashMap<>();
                            facts.put("from", from.toString());
                            if (local.isV4()) { // without identification and checksum
                                Octets.put16(packet, 4, 0);
                                Octets.put16(packet, 10, 0);
                            }
                            facts.put("payload", hex(packet, 0, packet.length));
                            facts.put("len", Integer.toString(packet.length));
                            observed.told(new SocketEvent(id, "recv", facts));
                        });
    }

    /** A raw socket of its own sends a message and stays open. */
    SocketStatus rawSend(CaseStep.RawSend step) {
        try {
            IpAddress to = IpAddress.require(step.to());
            IpAddress any = to.isV4() ? IpAddress.ANY4 : IpAddress.ANY6;
            IpAddress local = step.bind().isEmpty() ? any : IpAddress.require(step.bind());
            byte[] message = step.message();
            return openRaw(step.id(), local, step.protocol())
                    .send(message, 0, message.length, to, SendOptions.DEFAULT);
        } catch (SocketRefused refused) {
            return refused.status();
        }
    }

    /** Is given a copy of each packet. */
    @FunctionalInterface
    private interface RawHandler extends SocketHandler {
        void packet(IpAddress from, byte[] packet);

        @Override
        default void received(
                long packetId,
                byte[] octets,
                int offset,
                int lengthOctets,
                long sourceHigh,
                long sourceLow,
                int port) {
            packet(
                    new IpAddress(sourceHigh, sourceLow),
                    java.util.Arrays.copyOfRange(octets, offset, offset + lengthOctets));
        }
    }

    /** A raw socket that hears echo replies only sends an echo request. */
    SocketStatus ping(CaseStep.Ping step) {
        IpAddress to = IpAddress.require(step.to());
        byte[] message = new byte[ICMP_HEADER_OCTETS + step.payloadOctets()];
        Octets.put16(message, 4, step.identifier());
        Octets.put16(message, 6, step.sequence());
        for (int i = 0; i < step.payloadOctets(); i++) message[ICMP_HEADER_OCTETS + i] = (byte) i;
        try {
            if (!to.isV4()) return ping6(step, to, message);
            RawSocket socket = openRaw(step.id(), local(step, IpAddress.ANY4), IpProtocols.ICMP);
            socket.setIcmpFilter(~REPLIES_AND_ERRORS);
            message[0] = IcmpTypes.ECHO_REQUEST;
            TransportChecksums.fillIcmp(message, 0, message.length);
            return socket.send(message, 0, message.length, to, SendOptions.DEFAULT);
        } catch (SocketRefused refused) {
            return refused.status();
        }
    }

    private static IpAddress local(CaseStep.Ping step, IpAddress any) {
        return step.bind().isEmpty() ? any : IpAddress.require(step.bind());
    }

    private SocketStatus ping6(CaseStep.Ping step, IpAddress to, byte[] message)
            throws SocketRefused {
        message[0] = (byte) Icmpv6Types.ECHO_REQUEST;
        RawSocket socket = openRaw(step.id(), local(step, IpAddress.ANY6), IpProtocols.ICMPV6);
        socket.setIcmpv6Filter(CaseSockets::isReplyOrError);
        return socket.send(message, 0, message.length, to, SendOptions.DEFAULT);
    }

    private static boolean isReplyOrError(int type) {
        return type == Icmpv6Types.ECHO_REPLY || type < Icmpv6Types.ECHO_REQUEST;
    }

    // ---- packet ----------------------------------------------------------------------------

    private void openPacket(Socket socket) {
        host.registerTap(
                (NetInterface device,
                        PacketType type,
                        long packetId,
                        byte[] octets,
                        int offset,
                        int lengthOctets,
                        PacketMetadata metadata) -> {
                    boolean wanted =
                            (socket.device().isEmpty() || socket.device().equals(device.name()))
                                    && type != PacketType.OUTGOING
                                    && lengthOctets >= 14
                                    && Octets.u16(octets, offset + 12) == socket.number();
                    if (!wanted) return;
                    Map<String, String> facts = new LinkedHashMap<>();
                    facts.put("dev", device.name());
                    facts.put("pkttype", type.name());
                    facts.put("len", Integer.toString(lengthOctets));
                    facts.put("hex", hex(octets, offset, lengthOctets));
                    observed.told(new SocketEvent(socket.id(), "packet", facts));
                });
    }

    private static String hex(byte[] octets, int offset, int lengthOctets) {
        return HexFormat.of().formatHex(octets, offset, offset + lengthOctets);
    }
}
