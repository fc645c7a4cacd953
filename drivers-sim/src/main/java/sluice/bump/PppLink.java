package sluice.bump;

import java.util.Arrays;
import sluice.packet.Octets;

/**
 * The PPP of one PPPoE session, without authentication: the link is agreed on (LCP), then IPv4
 * (IPCP, RFC 1332), each side with the address it has.
 */
final class PppLink {
    static final int IPV4 = 0x0021;

    /** The longest packet of a session over Ethernet (RFC 2516 section 7). */
    static final int MRU_OCTETS = 1492;

    private static final int OPTION_MRU = 1;
    private static final int OPTION_MAGIC = 5;
    private static final int OPTION_ADDRESS = 3;

    private final PppNegotiation.Wire wire;
    private final PppNegotiation link;
    private final PppNegotiation ip;
    private final int magic;
    private int peerMruOctets = MRU_OCTETS;
    private int peerAddress;
    private boolean over;
    private int identifier;

    PppLink(int magic, int address, PppNegotiation.Wire wire) {
        this.wire = wire;
        this.magic = magic;
        byte[] ofLink = new byte[10];
        Octets.put16(ofLink, 0, OPTION_MRU << 8 | 4);
        Octets.put16(ofLink, 2, MRU_OCTETS);
        Octets.put16(ofLink, 4, OPTION_MAGIC << 8 | 6);
        Octets.put32(ofLink, 6, magic);
        byte[] ofIp = new byte[6];
        Octets.put16(ofIp, 0, OPTION_ADDRESS << 8 | 6);
        Octets.put32(ofIp, 2, address);
        this.link = new PppNegotiation(PppNegotiation.LCP, ofLink, this::ofLink, wire);
        this.ip = new PppNegotiation(PppNegotiation.IPCP, ofIp, this::ofIp, wire);
    }

    private boolean ofLink(byte[] options, int at, int length) {
        int type = Octets.u8(options, at);
        if (type == OPTION_MRU && length == 4) {
            peerMruOctets = Math.min(MRU_OCTETS, Octets.u16(options, at + 2));
            return true;
        }
        return type == OPTION_MAGIC && length == 6;
    }

    private boolean ofIp(byte[] options, int at, int length) {
        boolean address = Octets.u8(options, at) == OPTION_ADDRESS && length == 6;
        if (!address || Octets.i32(options, at + 2) == 0) return false;
        peerAddress = Octets.i32(options, at + 2);
        return true;
    }

    /** Whether IPv4 packets pass. */
    boolean isOpen() {
        return !over && link.isOpen() && ip.isOpen();
    }

    /** The peer has ended it. */
    boolean isOver() {
        return over;
    }

    int peerMruOctets() {
        return peerMruOctets;
    }

    /** The peer's IPv4 address, or 0. */
    int peerAddress() {
        return peerAddress;
    }

    /** Asks for what has not been acknowledged. */
    void ask() {
        if (over) return;
        link.ask();
        if (link.isOpen()) ip.ask();
    }

    /** Says that it is over. */
    void terminate() {
        over = true;
        byte[] none = {};
        wire.send(
                PppNegotiation.LCP,
                PppNegotiation.message(PppNegotiation.TERMINATE_REQUEST, ++identifier, none, 0, 0));
    }

    /** Takes a message that is no IPv4 packet; one that makes no sense is passed over. */
    void take(int protocol, byte[] octets, int at, int limit) {
        boolean known = protocol == PppNegotiation.LCP || protocol == PppNegotiation.IPCP;
        if (!known) {
            byte[] body = new byte[2 + limit - at];
            Octets.put16(body, 0, protocol);
            System.arraycopy(octets, at, body, 2, limit - at);
            reject(PppNegotiation.PROTOCOL_REJECT, body);
            return;
        }
        if (limit - at < PppNegotiation.HEADER_OCTETS) return;
        int length = Octets.u16(octets, at + 2);
        if (length < PppNegotiation.HEADER_OCTETS || length > limit - at) return;
        if (protocol == PppNegotiation.IPCP) {
            if (link.isOpen() && !ip.take(octets, at, length)) rejectCode(octets, at, length);
            return;
        }
        boolean before = link.isOpen();
        if (!link.take(octets, at, length)) ofLinkItself(octets, at, length);
        if (!before && link.isOpen()) ip.ask();
    }

    private void ofLinkItself(byte[] octets, int at, int length) {
        int about = Octets.u8(octets, at + 1);
        switch (Octets.u8(octets, at)) {
            case PppNegotiation.TERMINATE_REQUEST -> {
                over = true;
                byte[] none = {};
                wire.send(
                        PppNegotiation.LCP,
                        PppNegotiation.message(PppNegotiation.TERMINATE_ACK, about, none, 0, 0));
            }
            case PppNegotiation.ECHO_REQUEST -> {
                int body = at + PppNegotiation.HEADER_OCTETS;
                byte[] reply =
                        PppNegotiation.message(
                                PppNegotiation.ECHO_REPLY,
                                about,
                                octets,
                                body,
                                length - PppNegotiation.HEADER_OCTETS);
                if (reply.length >= 8) Octets.put32(reply, 4, magic);
                wire.send(PppNegotiation.LCP, reply);
            }
            case PppNegotiation.TERMINATE_ACK,
                    PppNegotiation.CODE_REJECT,
                    PppNegotiation.PROTOCOL_REJECT,
                    PppNegotiation.ECHO_REPLY,
                    PppNegotiation.DISCARD_REQUEST -> {}
            default -> rejectCode(octets, at, length);
        }
    }

    private void rejectCode(byte[] octets, int at, int length) {
        reject(PppNegotiation.CODE_REJECT, Arrays.copyOfRange(octets, at, at + length));
    }

    private void reject(int code, byte[] about) {
        int count = Math.min(about.length, peerMruOctets - PppNegotiation.HEADER_OCTETS);
        wire.send(
                PppNegotiation.LCP,
                PppNegotiation.message(code, ++identifier & 0xff, about, 0, Math.max(0, count)));
    }
}
