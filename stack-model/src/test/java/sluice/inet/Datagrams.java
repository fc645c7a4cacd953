package sluice.inet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import sluice.packet.Checksums;
import sluice.packet.Octets;

/** Packets for tests, written octet by octet so that they do not depend on what they test. */
final class Datagrams {
    private Datagrams() {}

    /** An IPv4 packet with random payload; its options all carry the copy flag. */
    static byte[] ipv4(int payload, int optionWords, Random random) {
        int header = 20 + 4 * optionWords;
        var packet = new byte[header + payload];
        random.nextBytes(packet);
        packet[0] = (byte) (0x40 | header / 4);
        Octets.put16(packet, 2, packet.length);
        Octets.put16(packet, 6, 0);
        for (int at = 20; at < header; at += 4) {
            packet[at] = (byte) 0x94;
            packet[at + 1] = 4;
        }
        return checksummed(packet);
    }

    /** One fragment filled with {@code fill}, between the same two hosts, identification 1. */
    static byte[] fragment(int start, int length, boolean more, byte fill) {
        var packet = new byte[20 + length];
        Arrays.fill(packet, fill);
        packet[0] = 0x45;
        Octets.put16(packet, 2, packet.length);
        Octets.put16(packet, 4, 1);
        Octets.put16(packet, 6, start / 8 | (more ? 0x2000 : 0));
        packet[9] = 17;
        Octets.put32(packet, 12, 0x0a000001);
        Octets.put32(packet, 16, 0x0a000002);
        return checksummed(packet);
    }

    /** An IPv6 UDP packet with hop-by-hop, destination options and routing in front, by bits. */
    static byte[] ipv6(int payload, int extensions, Random random) {
        var kinds = new ArrayList<Integer>();
        if ((extensions & 1) != 0) kinds.add(0);
        if ((extensions & 2) != 0) kinds.addAll(List.of(60, 43));
        var packet = new byte[40 + 16 * kinds.size() + payload];
        random.nextBytes(packet);
        packet[0] = 0x60;
        Octets.put16(packet, 4, packet.length - 40);
        Octets.put64(packet, 8, 0x2001_0db8_0000_0000L);
        Octets.put64(packet, 24, 0x2001_0db8_0000_0001L);
        int field = 6;
        int at = 40;
        for (int kind : kinds) {
            packet[field] = (byte) kind;
            field = at;
            packet[at + 1] = 1;
            at += 16;
        }
        packet[field] = 17;
        return packet;
    }

    static List<byte[]> splitIpv4(byte[] packet, int mtu) {
        var out = new ArrayList<byte[]>();
        var done = new Ipv4Fragmenter().fragment(packet, 0, packet.length, mtu, into(packet, out));
        if (done == Fragmentation.FITS) out.add(packet);
        return out;
    }

    static List<byte[]> splitIpv6(byte[] packet, int mtu, int identification) {
        var out = new ArrayList<byte[]>();
        var done =
                new Ipv6Fragmenter()
                        .fragment(packet, 0, packet.length, mtu, identification, into(packet, out));
        if (done == Fragmentation.FITS) out.add(packet);
        return out;
    }

    private static FragmentSink into(byte[] packet, List<byte[]> out) {
        return (header, headerOctets, payloadOffset, payloadOctets) -> {
            byte[] fragment = Arrays.copyOf(header, headerOctets + payloadOctets);
            System.arraycopy(packet, payloadOffset, fragment, headerOctets, payloadOctets);
            out.add(fragment);
        };
    }

    static byte[] checksummed(byte[] packet) {
        Octets.put16(packet, 10, 0);
        int header = (packet[0] & 15) * 4;
        Octets.put16(packet, 10, Checksums.finish(Checksums.sum(packet, 0, header)));
        return packet;
    }
}
