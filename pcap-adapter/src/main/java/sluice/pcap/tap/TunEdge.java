package sluice.pcap.tap;

import java.util.ArrayDeque;
import sluice.packet.Checksums;
import sluice.packet.Octets;

/**
 * Makes a device for bare IP packets look like an Ethernet segment with one other station: puts
 * headers on what comes in, takes them off what goes out, and answers every question for a
 * neighbour's address with that station's. The TAP driver for Windows does the same in its TUN mode
 * (OpenVPN, tap-windows6 {@code tapdrvr.c}, "point-to-point").
 *
 * <p>Not answered: ARP and neighbour solicitations by which a station asks whether its own address
 * is taken (RFC 5227 section 2.1.1, RFC 4862 section 5.4.2).
 */
final class TunEdge {
    static final int HEADER_OCTETS = 14;

    /** The other station; locally administered. */
    static final long PEER_MAC = 0x0200_5e00_53ffL;

    private static final int TYPE_IPV4 = 0x0800;
    private static final int TYPE_ARP = 0x0806;
    private static final int TYPE_IPV6 = 0x86dd;
    private static final int ARP_OCTETS = 28;
    private static final int IPV6_HEADER_OCTETS = 40;
    private static final int ICMPV6 = 58;
    private static final int SOLICITATION = 135;
    private static final int ADVERTISEMENT = 136;
    private static final int ADVERTISEMENT_OCTETS = 32; // with the target's link-layer address

    private static final int ANSWERS_MAX = 16;

    private final long mac;
    private final ArrayDeque<byte[]> answers = new ArrayDeque<>();

    TunEdge(long mac) {
        this.mac = mac;
    }

    /** Length of the answer that waits to come in, or 0. */
    int answerOctets() {
        byte[] first = answers.peekFirst();
        return first == null ? 0 : first.length;
    }

    void takeAnswer(byte[] into, int offset) {
        byte[] first = answers.removeFirst();
        System.arraycopy(first, 0, into, offset, first.length);
    }

    /** Writes the header in front of the IP packet that stands behind it. */
    void putHeader(byte[] frame, int offset) {
        int version = frame[offset + HEADER_OCTETS] >> 4 & 0xf;
        header(frame, offset, version == 6 ? TYPE_IPV6 : TYPE_IPV4);
    }

    private void header(byte[] frame, int offset, int type) {
        Octets.put48(frame, offset, mac);
        Octets.put48(frame, offset + 6, PEER_MAC);
        Octets.put16(frame, offset + 12, type);
    }

    /** Whether the frame holds an IP packet for the device; a question is answered here. */
    boolean leaves(byte[] frame, int offset, int lengthOctets) {
        if (lengthOctets <= HEADER_OCTETS) return false;
        int packet = offset + HEADER_OCTETS;
        int packetOctets = lengthOctets - HEADER_OCTETS;
        return switch (Octets.u16(frame, offset + 12)) {
            case TYPE_IPV4 -> true;
            case TYPE_IPV6 -> {
                boolean question = isSolicitation(frame, packet, packetOctets);
                if (question) advertise(frame, packet);
                yield !question;
            }
            case TYPE_ARP -> {
                if (packetOctets >= ARP_OCTETS) reply(frame, packet);
                yield false;
            }
            default -> false;
        };
    }

    private static boolean isSolicitation(byte[] frame, int packet, int octets) {
        return octets >= IPV6_HEADER_OCTETS + 24
                && frame[packet + 6] == ICMPV6
                && (frame[packet + IPV6_HEADER_OCTETS] & 0xff) == SOLICITATION;
    }

    private void reply(byte[] frame, int arp) {
        int request = 1;
        int sender = Octets.i32(frame, arp + 14);
        int target = Octets.i32(frame, arp + 24);
        if (Octets.u16(frame, arp + 6) != request || sender == 0 || sender == target) return;
        if (answers.size() >= ANSWERS_MAX) return; // the stack will ask again
        byte[] answer = new byte[HEADER_OCTETS + ARP_OCTETS];
        header(answer, 0, TYPE_ARP);
        System.arraycopy(frame, arp, answer, HEADER_OCTETS, 6); // hardware and protocol
        Octets.put16(answer, HEADER_OCTETS + 6, 2);
        Octets.put48(answer, HEADER_OCTETS + 8, PEER_MAC);
        Octets.put32(answer, HEADER_OCTETS + 14, target);
        Octets.put48(answer, HEADER_OCTETS + 18, mac);
        Octets.put32(answer, HEADER_OCTETS + 24, sender);
        answers.add(answer);
    }

    private void advertise(byte[] frame, int ip) {
        long sourceHigh = Octets.i64(frame, ip + 8);
        long sourceLow = Octets.i64(frame, ip + 16);
        if ((sourceHigh == 0 && sourceLow == 0) || answers.size() >= ANSWERS_MAX) return;
        byte[] answer = new byte[HEADER_OCTETS + IPV6_HEADER_OCTETS + ADVERTISEMENT_OCTETS];
        int target = ip + IPV6_HEADER_OCTETS + 8;
        int out = HEADER_OCTETS;
        header(answer, 0, TYPE_IPV6);
        answer[out] = 0x60;
        Octets.put16(answer, out + 4, ADVERTISEMENT_OCTETS);
        answer[out + 6] = ICMPV6;
        answer[out + 7] = (byte) 255;
        System.arraycopy(frame, target, answer, out + 8, 16); // from the target
        System.arraycopy(frame, ip + 8, answer, out + 24, 16); // to who asked
        int icmp = out + IPV6_HEADER_OCTETS;
        answer[icmp] = (byte) ADVERTISEMENT;
        answer[icmp + 4] = 0x60; // solicited, override
        System.arraycopy(frame, target, answer, icmp + 8, 16);
        answer[icmp + 24] = 2; // option: target's link-layer address, 8 octets
        answer[icmp + 25] = 1;
        Octets.put48(answer, icmp + 26, PEER_MAC);
        long sum =
                Checksums.pseudoHeader6(answer, out + 8, out + 24, ICMPV6, ADVERTISEMENT_OCTETS)
                        + Checksums.sum(answer, icmp, ADVERTISEMENT_OCTETS);
        Octets.put16(answer, icmp + 2, Checksums.finish(sum));
        answers.add(answer);
    }
}
