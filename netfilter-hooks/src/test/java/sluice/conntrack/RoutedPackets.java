package sluice.conntrack;

import java.nio.charset.StandardCharsets;
import sluice.edge.IpAddress;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.TransportChecksums;

/** Bare IP packets for tests. */
public final class RoutedPackets {
    private RoutedPackets() {}

    /** A UDP datagram; IPv4 or IPv6 by its addresses. */
    public static byte[] udp(String from, int port, String to, int toPort, String text) {
        byte[] payload = text.getBytes(StandardCharsets.ISO_8859_1);
        byte[] upper = new byte[8 + payload.length];
        Octets.put16(upper, 0, port);
        Octets.put16(upper, 2, toPort);
        Octets.put16(upper, 4, upper.length);
        System.arraycopy(payload, 0, upper, 8, payload.length);
        return ip(from, to, IpProtocols.UDP, upper);
    }

    /** A TCP segment with a window of 1000 octets. */
    public static byte[] tcp(
            String from,
            int port,
            String to,
            int toPort,
            int flags,
            int seq,
            int ack,
            String text) {
        return tcp(from, port, to, toPort, flags, seq, ack, 1000, text);
    }

    /** A TCP segment. */
    public static byte[] tcp(
            String from,
            int port,
            String to,
            int toPort,
            int flags,
            int seq,
            int ack,
            int window,
            String text) {
        byte[] payload = text.getBytes(StandardCharsets.ISO_8859_1);
        byte[] upper = new byte[20 + payload.length];
        Octets.put16(upper, 0, port);
        Octets.put16(upper, 2, toPort);
        Octets.put32(upper, 4, seq);
        Octets.put32(upper, 8, ack);
        Octets.put16(upper, 12, 0x5000 | flags);
        Octets.put16(upper, 14, window);
        System.arraycopy(payload, 0, upper, 20, payload.length);
        return ip(from, to, IpProtocols.TCP, upper);
    }

    /** An echo request or reply (type 8 or 0; 128 or 129 for IPv6). */
    public static byte[] echo(String from, String to, int type, int id) {
        byte[] upper = new byte[16];
        upper[0] = (byte) type;
        Octets.put16(upper, 4, id);
        return ip(from, to, protocolOfIcmp(from), upper);
    }

    /** An ICMP error that quotes a packet. */
    public static byte[] error(String from, String to, int type, int code, byte[] quoted) {
        byte[] upper = new byte[8 + quoted.length];
        upper[0] = (byte) type;
        upper[1] = (byte) code;
        System.arraycopy(quoted, 0, upper, 8, quoted.length);
        return ip(from, to, protocolOfIcmp(from), upper);
    }

    private static int protocolOfIcmp(String address) {
        return IpAddress.require(address).isV4() ? IpProtocols.ICMP : IpProtocols.ICMPV6;
    }

    /** A packet with its checksums. */
    public static byte[] ip(String from, String to, int protocol, byte[] upper) {
        IpAddress source = IpAddress.require(from);
        IpAddress destination = IpAddress.require(to);
        int header = source.isV4() ? 20 : 40;
        byte[] packet = new byte[header + upper.length];
        System.arraycopy(upper, 0, packet, header, upper.length);
        if (source.isV4()) {
            packet[0] = 0x45;
            Octets.put16(packet, 2, packet.length);
            Octets.put16(packet, 4, 0x1234);
            Octets.put16(packet, 8, 64 << 8 | protocol);
            Octets.put32(packet, 12, source.v4());
            Octets.put32(packet, 16, destination.v4());
            TransportChecksums.fillIpv4Header(packet, 0, 20);
        } else {
            packet[0] = 0x60;
            Octets.put16(packet, 4, upper.length);
            Octets.put16(packet, 6, protocol << 8 | 64);
            Octets.put64(packet, 8, source.high());
            Octets.put64(packet, 16, source.low());
            Octets.put64(packet, 24, destination.high());
            Octets.put64(packet, 32, destination.low());
        }
        fill(packet, header, protocol);
        return packet;
    }

    /** Computes the transport checksum. */
    public static void fill(byte[] packet, int header, int protocol) {
        int length = packet.length - header;
        boolean v4 = header == 20;
        int from = Octets.i32(packet, 12);
        int to = Octets.i32(packet, 16);
        switch (protocol) {
            case IpProtocols.UDP -> {
                if (v4) TransportChecksums.fillUdp4(packet, header, length, from, to);
                else TransportChecksums.fillUdp6(packet, header, length, 8, 24);
            }
            case IpProtocols.TCP -> {
                if (v4) TransportChecksums.fillTcp4(packet, header, length, from, to);
                else TransportChecksums.fillTcp6(packet, header, length, 8, 24);
            }
            case IpProtocols.ICMP -> TransportChecksums.fillIcmp(packet, header, length);
            case IpProtocols.ICMPV6 -> TransportChecksums.fillIcmpv6(packet, header, length, 8, 24);
            default -> {}
        }
    }

    /** Whether all checksums of a packet are right. */
    public static boolean checksumsRight(byte[] packet) {
        boolean v4 = packet[0] >>> 4 == 4;
        int header = v4 ? (packet[0] & 15) * 4 : 40;
        int protocol = v4 ? packet[9] : packet[6];
        byte[] again = packet.clone();
        if (v4) TransportChecksums.fillIpv4Header(again, 0, header);
        fill(again, header, protocol);
        return java.util.Arrays.equals(packet, again);
    }

    /** {@code from:port > to:port} of UDP and TCP, {@code from > to id n} of ICMP. */
    public static String flow(byte[] packet) {
        boolean v4 = packet[0] >>> 4 == 4;
        int header = v4 ? (packet[0] & 15) * 4 : 40;
        int protocol = v4 ? packet[9] : packet[6];
        String from;
        String to;
        if (v4) {
            from = sluice.inet.Ipv4Addresses.text(Octets.i32(packet, 12));
            to = sluice.inet.Ipv4Addresses.text(Octets.i32(packet, 16));
        } else {
            from = sluice.inet.Ipv6Address.read(packet, 8).toString();
            to = sluice.inet.Ipv6Address.read(packet, 24).toString();
        }
        if (protocol == IpProtocols.ICMP || protocol == IpProtocols.ICMPV6)
            return from + " > " + to + " id " + Octets.u16(packet, header + 4);
        return "%s:%d > %s:%d"
                .formatted(from, Octets.u16(packet, header), to, Octets.u16(packet, header + 2));
    }

    /** What follows the TCP or UDP header, as text. */
    public static String text(byte[] packet) {
        int header = packet[0] >>> 4 == 4 ? 20 : 40;
        int protocol = header == 20 ? packet[9] : packet[6];
        int data = header + (protocol == IpProtocols.UDP ? 8 : (packet[header + 12] >> 4 & 15) * 4);
        return new String(packet, data, packet.length - data, StandardCharsets.ISO_8859_1);
    }

    /** The pieces of a packet: IPv4, cut before these offsets of its payload. */
    public static java.util.List<byte[]> split(byte[] packet, boolean dontFragment, int... cuts) {
        var pieces = new java.util.ArrayList<byte[]>();
        int start = 0;
        for (int i = 0; i <= cuts.length; i++) {
            int end = i < cuts.length ? cuts[i] : packet.length - 20;
            byte[] piece = java.util.Arrays.copyOf(packet, 20 + end - start);
            System.arraycopy(packet, 20 + start, piece, 20, end - start);
            Octets.put16(piece, 2, piece.length);
            int flags = (i < cuts.length ? 0x2000 : 0) | (dontFragment ? 0x4000 : 0);
            Octets.put16(piece, 6, flags | start / 8);
            TransportChecksums.fillIpv4Header(piece, 0, 20);
            pieces.add(piece);
            start = end;
        }
        return pieces;
    }

    /** The pieces of an IPv6 packet without extension headers. */
    public static java.util.List<byte[]> split6(byte[] packet, int id, int... cuts) {
        var pieces = new java.util.ArrayList<byte[]>();
        int start = 0;
        for (int i = 0; i <= cuts.length; i++) {
            int end = i < cuts.length ? cuts[i] : packet.length - 40;
            byte[] piece = java.util.Arrays.copyOf(packet, 48 + end - start);
            piece[40] = packet[6];
            piece[41] = 0;
            piece[6] = IpProtocols.FRAGMENT;
            Octets.put16(piece, 42, start | (i < cuts.length ? 1 : 0));
            Octets.put32(piece, 44, id);
            System.arraycopy(packet, 40 + start, piece, 48, end - start);
            Octets.put16(piece, 4, piece.length - 40);
            pieces.add(piece);
            start = end;
        }
        return pieces;
    }
}
