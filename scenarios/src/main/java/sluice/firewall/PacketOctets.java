package sluice.firewall;

import sluice.edge.IpAddress;
import sluice.firewall.PacketSpec.Described;
import sluice.firewall.PacketSpec.Options;
import sluice.packet.Octets;
import sluice.packet.wire.EtherTypes;
import sluice.packet.wire.EthernetView;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.Ipv4View;
import sluice.packet.wire.Ipv6View;
import sluice.packet.wire.TransportChecksums;

/** Makes packets from their descriptions, and answers to packets. */
public final class PacketOctets {
    private static final int TTL = 64;
    private static final int TCP_HEADER_OCTETS = 20;
    private static final int UDP_HEADER_OCTETS = 8;
    private static final int FRAGMENT_HEADER_OCTETS = 8;
    private static final int WINDOW = 64_240;
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int MORE_FRAGMENTS = 0x2000;
    private static final int ICMP_ID = 0x77;
    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int RST = 4;
    private static final int ACK = 16;

    private PacketOctets() {}

    /** The transport header and payload of a packet, checksum and all. */
    static byte[] message(Described packet) {
        return message(packet, 1000, 0);
    }

    private static byte[] message(Described packet, int sequence, int acknowledged) {
        int header =
                switch (packet.protocol()) {
                    case IpProtocols.TCP -> TCP_HEADER_OCTETS;
                    case IpProtocols.UDP,
                            IpProtocols.UDP_LITE,
                            IpProtocols.ICMP,
                            IpProtocols.ICMPV6 ->
                            UDP_HEADER_OCTETS;
                    case IpProtocols.SCTP, IpProtocols.DCCP -> 12;
                    default -> 0;
                };
        byte[] payload = packet.options().payload();
        int ip = packet.ipv6() ? Ipv6View.HEADER_OCTETS : Ipv4View.HEADER_OCTETS_MIN;
        int wanted = packet.options().lengthOctets() - ip - header;
        byte[] message = new byte[header + Math.max(payload.length, wanted)];
        System.arraycopy(payload, 0, message, header, payload.length);
        switch (packet.protocol()) {
            case IpProtocols.TCP -> {
                ports(packet, message);
                Octets.put32(message, 4, sequence);
                boolean acknowledges = (packet.flags() & ACK) != 0;
                Octets.put32(message, 8, acknowledges ? acknowledged : 0);
                message[12] = (byte) ((TCP_HEADER_OCTETS / 4) << 4);
                message[13] = (byte) packet.flags();
                Octets.put16(message, 14, WINDOW);
            }
            case IpProtocols.UDP, IpProtocols.UDP_LITE -> {
                ports(packet, message);
                Octets.put16(message, 4, message.length);
            }
            case IpProtocols.SCTP, IpProtocols.DCCP -> ports(packet, message);
            case IpProtocols.ICMP, IpProtocols.ICMPV6 -> {
                message[0] = (byte) packet.icmpType();
                message[1] = (byte) packet.icmpCode();
                Octets.put16(message, 4, ICMP_ID);
                Octets.put16(message, 6, 1);
            }
            default -> {}
        }
        return message;
    }

    private static void ports(Described packet, byte[] message) {
        Octets.put16(message, 0, packet.fromPort());
        Octets.put16(message, 2, packet.toPort());
    }

    /** The IP packet. */
    public static byte[] packet(Described packet) {
        return wrapped(packet, message(packet));
    }

    /** An IP packet around a message, whose checksum is made right. */
    static byte[] around(Described packet, byte[] message) {
        return wrapped(packet, message);
    }

    private static byte[] wrapped(Described packet, byte[] message) {
        Options options = packet.options();
        boolean fragment = options.fragmentOctets() >= 0 || options.moreFragments();
        byte[] octets = packet.ipv6() ? wrapped6(packet, message) : wrapped4(packet, message);
        // A fragment has no whole datagram to sum up; what it would be is nobody's business.
        if (!fragment) fill(octets);
        return octets;
    }

    private static byte[] wrapped4(Described packet, byte[] message) {
        Options options = packet.options();
        byte[] octets = new byte[Ipv4View.HEADER_OCTETS_MIN + message.length];
        octets[0] = 0x45;
        octets[1] = (byte) Math.max(options.tos(), 0);
        Octets.put16(octets, 2, octets.length);
        Octets.put16(octets, 4, 1);
        int fragment = Math.max(options.fragmentOctets(), 0) / 8;
        if (options.dontFragment()) fragment |= DONT_FRAGMENT;
        if (options.moreFragments()) fragment |= MORE_FRAGMENTS;
        Octets.put16(octets, 6, fragment);
        octets[8] = (byte) (options.ttl() < 0 ? TTL : options.ttl());
        octets[9] = (byte) packet.protocol();
        Octets.put32(octets, 12, packet.from().v4());
        Octets.put32(octets, 16, packet.to().v4());
        System.arraycopy(message, 0, octets, Ipv4View.HEADER_OCTETS_MIN, message.length);
        TransportChecksums.fillIpv4Header(octets, 0, Ipv4View.HEADER_OCTETS_MIN);
        return octets;
    }

    private static byte[] wrapped6(Described packet, byte[] message) {
        Options options = packet.options();
        boolean fragment = options.fragmentOctets() >= 0 || options.moreFragments();
        int extension = fragment ? FRAGMENT_HEADER_OCTETS : 0;
        byte[] octets = new byte[Ipv6View.HEADER_OCTETS + extension + message.length];
        int tos = Math.max(options.tos(), 0);
        octets[0] = (byte) (0x60 | tos >>> 4);
        octets[1] = (byte) (tos << 4);
        Octets.put16(octets, 4, extension + message.length);
        octets[6] = (byte) (fragment ? IpProtocols.FRAGMENT : packet.protocol());
        octets[7] = (byte) (options.ttl() < 0 ? TTL : options.ttl());
        address(octets, 8, packet.from());
        address(octets, 24, packet.to());
        if (fragment) {
            octets[40] = (byte) packet.protocol();
            int offset = Math.max(options.fragmentOctets(), 0);
            Octets.put16(octets, 42, offset | (options.moreFragments() ? 1 : 0));
            Octets.put32(octets, 44, 1);
        }
        System.arraycopy(message, 0, octets, Ipv6View.HEADER_OCTETS + extension, message.length);
        return octets;
    }

    private static void address(byte[] octets, int at, IpAddress address) {
        Octets.put64(octets, at, address.high());
        Octets.put64(octets, at + 8, address.low());
    }

    /** Fills in the transport checksum of a packet that is no fragment. */
    public static void fill(byte[] packet) {
        if (packet[0] >>> 4 == 6) {
            int length = packet.length - Ipv6View.HEADER_OCTETS;
            switch (packet[6]) {
                case IpProtocols.TCP -> TransportChecksums.fillTcp6(packet, 40, length, 8, 24);
                case IpProtocols.UDP -> TransportChecksums.fillUdp6(packet, 40, length, 8, 24);
                case IpProtocols.ICMPV6 -> TransportChecksums.fillIcmpv6(packet, 40, length, 8, 24);
                default -> {}
            }
            return;
        }
        int at = (packet[0] & 15) * 4;
        int length = packet.length - at;
        int from = Octets.i32(packet, 12);
        int to = Octets.i32(packet, 16);
        switch (packet[9]) {
            case IpProtocols.TCP -> TransportChecksums.fillTcp4(packet, at, length, from, to);
            case IpProtocols.UDP -> TransportChecksums.fillUdp4(packet, at, length, from, to);
            case IpProtocols.ICMP -> TransportChecksums.fillIcmp(packet, at, length);
            default -> {}
        }
    }

    /** A frame around a packet. */
    public static byte[] frame(byte[] packet, long destinationMac, long sourceMac) {
        byte[] frame = new byte[EthernetView.HEADER_OCTETS + packet.length];
        Octets.put48(frame, 0, destinationMac);
        Octets.put48(frame, 6, sourceMac);
        boolean ipv6 = packet.length > 0 && packet[0] >>> 4 == 6;
        Octets.put16(frame, 12, ipv6 ? EtherTypes.IPV6 : EtherTypes.IPV4);
        System.arraycopy(packet, 0, frame, EthernetView.HEADER_OCTETS, packet.length);
        return frame;
    }

    /**
     * Describes the answer to a packet: addresses and ports exchanged, the flags that follow.
     *
     * @param flags of TCP; -1 for those that fit
     */
    public static Described answer(byte[] packet, int flags) {
        boolean ipv6 = packet[0] >>> 4 == 6;
        int at = ipv6 ? Ipv6View.HEADER_OCTETS : (packet[0] & 15) * 4;
        int protocol = Octets.u8(packet, ipv6 ? 6 : 9);
        IpAddress from = address(packet, ipv6, false);
        IpAddress to = address(packet, ipv6, true);
        int fromPort = packet.length >= at + 4 ? Octets.u16(packet, at) : 0;
        int toPort = packet.length >= at + 4 ? Octets.u16(packet, at + 2) : 0;
        int type = packet.length > at ? Octets.u8(packet, at) : 0;
        int had = packet.length > at + 13 ? Octets.u8(packet, at + 13) : 0;
        return new Described(
                PacketSpec.Way.UNSAID,
                "",
                protocol,
                to,
                toPort,
                from,
                fromPort,
                flags >= 0 ? flags : answering(had),
                answeringType(type),
                0,
                Options.NONE);
    }

    private static int answering(int flags) {
        if ((flags & RST) != 0) return ACK;
        if ((flags & (SYN | ACK)) == SYN) return SYN | ACK;
        return (flags & FIN) != 0 ? FIN | ACK : ACK;
    }

    private static int answeringType(int type) {
        return switch (type) {
            case 8 -> 0;
            case 128 -> 129;
            case 13 -> 14;
            default -> type;
        };
    }

    private static IpAddress address(byte[] packet, boolean ipv6, boolean destination) {
        if (!ipv6) return IpAddress.v4(Octets.i32(packet, destination ? 16 : 12));
        int at = destination ? 24 : 8;
        return new IpAddress(Octets.i64(packet, at), Octets.i64(packet, at + 8));
    }

    /** The numbers of TCP that go on from a packet: those it would be acknowledged with. */
    static byte[] messageAfter(Described answer, byte[] about) {
        boolean ipv6 = about[0] >>> 4 == 6;
        int at = ipv6 ? Ipv6View.HEADER_OCTETS : (about[0] & 15) * 4;
        if (answer.protocol() != IpProtocols.TCP || about.length < at + TCP_HEADER_OCTETS)
            return message(answer);
        int flags = Octets.u8(about, at + 13);
        int data = about.length - at - (Octets.u8(about, at + 12) >>> 4) * 4;
        int end = Octets.i32(about, at + 4) + data + Integer.bitCount(flags & (SYN | FIN));
        int sequence = (flags & ACK) != 0 ? Octets.i32(about, at + 8) : 5000;
        return message(answer, sequence, end);
    }

    /** The answer to a packet, its numbers of TCP following from it. */
    public static byte[] packetAfter(Described answer, byte[] about) {
        return wrapped(answer, messageAfter(answer, about));
    }
}
