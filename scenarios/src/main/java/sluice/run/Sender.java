package sluice.run;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.edge.SocketStatus;
import sluice.packet.Checksums;
import sluice.packet.Octets;
import sluice.script.Repeat;
import sluice.script.TrafficSpec;
import sluice.time.Cpu;
import sluice.time.Handler;
import sluice.world.Host;

/**
 * A program that sends at given times and counts what comes back. A send that the stack has no room
 * for is made again when it says that there is room, so a stack that pends paces it.
 */
abstract sealed class Sender implements SocketHandler {
    private static final Handler<Sender> DUE = Sender::due;

    private final TrafficSpec spec;
    private final Repeat repeat;
    private final Host host;
    private final IpAddress to;
    private final Map<String, Long> statuses = new TreeMap<>();
    private final Map<String, Long> errors = new TreeMap<>();
    private int asked;
    private int owed;
    private long sent;
    private long waits;
    private long replies;
    private boolean sending;
    private PacketWays ways = PacketWays.NONE;

    private Sender(TrafficSpec spec, Repeat repeat, Host host, IpAddress to) {
        this.spec = spec;
        this.repeat = repeat;
        this.host = host;
        this.to = to;
    }

    /** Sends number {@code index}, from 0. */
    abstract SocketStatus send(int index);

    /** Whether what has arrived is an answer. */
    abstract boolean isReply(byte[] octets, int offset, int lengthOctets);

    TrafficSpec spec() {
        return spec;
    }

    IpAddress to() {
        return to;
    }

    long sent() {
        return sent;
    }

    long replies() {
        return replies;
    }

    /** Sends that the stack refused for good, by its status. */
    Map<String, Long> refusals() {
        return statuses;
    }

    /** Errors that came back later, by status. */
    Map<String, Long> errors() {
        return errors;
    }

    /** What it did, in words. */
    String did() {
        var text = new StringBuilder("sent " + sent + " of " + repeat.count() + " to " + to);
        text.append(", ").append(replies).append(replies == 1 ? " answer" : " answers");
        if (waits > 0) {
            text.append(", waited for room ").append(waits).append(" times");
        }
        statuses.forEach(
                (name, count) -> text.append(", ").append(count).append(" refused ").append(name));
        errors.forEach(
                (name, count) -> text.append(", ").append(count).append(" errors ").append(name));
        return text.toString();
    }

    /** Has the first packet that it sends followed by {@code watch}. */
    void followedBy(PacketWays watch) {
        ways = watch;
    }

    /** From now on. */
    void start() {
        Cpu cpu = host.cpu();
        host.scheduler().schedule(repeat.startNanos(), cpu.thread(), DUE, this);
    }

    private void due() {
        asked++;
        owed++;
        if (asked < repeat.count()) {
            host.scheduler().schedule(repeat.intervalNanos(), host.cpu().thread(), DUE, this);
        }
        pump();
    }

    private void pump() {
        if (sending) {
            return; // called back in from within a send
        }
        sending = true;
        while (owed > 0) {
            ways.sending(spec.name());
            SocketStatus status = send(asked - owed);
            ways.sent();
            if (isNoRoom(status)) {
                waits++;
                break;
            }
            owed--;
            if (status.ok()) {
                sent++;
            } else {
                statuses.merge(status.name(), 1L, Long::sum);
            }
        }
        sending = false;
    }

    static boolean isNoRoom(SocketStatus status) {
        return switch (status.name()) {
            case "EAGAIN", "EWOULDBLOCK", "WSAEWOULDBLOCK" -> true;
            default -> false;
        };
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
        if (isReply(octets, offset, lengthOctets)) {
            replies++;
        }
    }

    @Override
    public void error(SocketStatus status, IpAddress about) {
        errors.merge(status.name(), 1L, Long::sum);
    }

    @Override
    public void writable() {
        pump();
    }

    private static UnfitScenario refused(TrafficSpec spec, SocketRefused refused) {
        return new UnfitScenario(
                spec.place(),
                "traffic " + spec.name() + " cannot open its socket: " + refused.getMessage());
    }

    /** Datagrams. */
    static final class Udp extends Sender {
        private final byte[] payload;
        private final int port;
        private final SocketEdge.@Nullable UdpSocket socket;
        private final @Nullable SocketStatus denied;

        Udp(TrafficSpec.Udp spec, Host host, SocketEdge sockets, IpAddress to)
                throws UnfitScenario {
            super(spec, spec.repeat(), host, to);
            this.payload = spec.payload().toArray();
            this.port = spec.toPort();
            SocketEdge.UdpSocket opened = null;
            SocketStatus why = null;
            try {
                opened = sockets.udp(anyOf(to), spec.fromPort(), this);
            } catch (SocketRefused refused) {
                if (!isDenied(refused.status())) throw refused(spec, refused);
                why = refused.status();
            }
            this.socket = opened;
            this.denied = why;
        }

        /**
         * A decision about this program, or a system without such sockets: no fault of the file.
         */
        private static boolean isDenied(SocketStatus status) {
            return switch (status.name()) {
                case "WSAEACCES", "WSAESOCKTNOSUPPORT" -> true;
                default -> false;
            };
        }

        @Override
        SocketStatus send(int index) {
            if (socket == null) return requireNonNull(denied);
            return socket.send(
                    payload, 0, payload.length, to(), port, SocketEdge.SendOptions.DEFAULT);
        }

        @Override
        boolean isReply(byte[] octets, int offset, int lengthOctets) {
            return true;
        }
    }

    /** Echo requests. */
    static final class Ping extends Sender {
        private static final int HEADER_OCTETS = 8;
        private static final int REQUEST4 = 8; // RFC 792
        private static final int REPLY4 = 0;
        private static final int REQUEST6 = 128; // RFC 4443, 4.1
        private static final int REPLY6 = 129;

        private final byte[] message;
        private final SocketEdge.PingSocket socket;

        Ping(TrafficSpec.Ping spec, Host host, SocketEdge sockets, IpAddress to, int identifier)
                throws UnfitScenario {
            super(spec, spec.repeat(), host, to);
            this.message = new byte[HEADER_OCTETS + spec.payloadLengthOctets()];
            Octets.put8(message, 0, to.isV4() ? REQUEST4 : REQUEST6);
            Octets.put16(message, 4, identifier);
            for (int i = HEADER_OCTETS; i < message.length; i++) {
                message[i] = (byte) (i - HEADER_OCTETS);
            }
            try {
                this.socket = sockets.ping(anyOf(to), identifier, this);
            } catch (SocketRefused refused) {
                throw refused(spec, refused);
            }
        }

        @Override
        SocketStatus send(int index) {
            Octets.put16(message, 6, index + 1);
            Octets.put16(message, 2, 0);
            if (to().isV4()) { // over IPv6 the stack computes it (RFC 3542, 3.1)
                int checksum = Checksums.finish(Checksums.sum(message, 0, message.length));
                Octets.put16(message, 2, checksum);
            }
            return socket.send(message, 0, message.length, to(), SocketEdge.SendOptions.DEFAULT);
        }

        @Override
        boolean isReply(byte[] octets, int offset, int lengthOctets) {
            int type = lengthOctets < HEADER_OCTETS ? -1 : Octets.u8(octets, offset);
            return type == (to().isV4() ? REPLY4 : REPLY6);
        }
    }

    private static IpAddress anyOf(IpAddress to) {
        return to.isV4() ? IpAddress.ANY4 : IpAddress.ANY6;
    }
}
