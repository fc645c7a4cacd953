package sluice.packet.decode;

import sluice.packet.wire.EtherTypes;
import sluice.packet.wire.IpProtocols;

/** What carries packets inside packets: MPLS, PPPoE, GRE and UDP tunnels. */
final class TunnelLayers {
    private static final int PORT_L2TP = 1701;
    private static final int PORT_GTP_CONTROL = 2123;
    private static final int PORT_GTP_USER = 2152;
    private static final int PORT_TEREDO = 3544;
    private static final int PORT_LISP_DATA = 4341;
    private static final int PORT_GRE = 4754;
    private static final int PORT_VXLAN = 4789;
    private static final int PORT_AYIYA = 5072;
    private static final int PORT_GENEVE = 6081;
    private static final int PORT_LISP_CONTROL = 4342;
    private static final int PORT_SFLOW = 6343;
    private static final int ARUBA_FIRST = 0x8200;
    private static final int ARUBA_LAST = 0x8370;
    private static final int MPLS_LABELS_MAX = 32;
    private static final int FRAME_CHECK_OCTETS = 4;
    private static final int ISL_HEADER_OCTETS = 26;

    private final Walk walk;

    TunnelLayers(Walk walk) {
        this.walk = walk;
    }

    boolean byProtocol(int protocol, int at, int cap, int rep) {
        switch (protocol) {
            case IpProtocols.GRE -> gre(at, cap, rep);
            case IpProtocols.MPLS -> mpls(at, cap, rep);
            case IpProtocols.ETHERIP -> etherIp(at, cap, rep);
            case IpProtocols.PIM -> pim(at, cap, rep);
            case IpProtocols.IPCOMP -> walk.compressed.ipcomp(at, cap, rep);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Decodes a datagram of one of its ports; false if that is of no tunnel. */
    boolean datagram(int port, int at, int cap, int rep) {
        switch (port) {
            case PORT_VXLAN -> vxlan(at, cap, rep);
            case PORT_GENEVE -> geneve(at, cap, rep);
            case PORT_GTP_USER, PORT_GTP_CONTROL -> gtp(at, cap, rep);
            case PORT_TEREDO -> teredo(at, cap, rep);
            case PORT_L2TP -> l2tp(at, cap, rep);
            case PORT_AYIYA -> ayiya(at, cap, rep);
            case PORT_GRE -> gre(at, cap, rep);
            case PORT_LISP_DATA -> lispData(at, cap, rep);
            case PORT_LISP_CONTROL -> lispControl(at, cap, rep);
            case PORT_SFLOW -> walk.sampledLayers.sflow(at, cap, rep);
            default -> {
                return false;
            }
        }
        return true;
    }

    void mpls(int from, int cap, int rep) {
        int at = from;
        for (int labels = 0; labels < MPLS_LABELS_MAX; labels++) {
            if (!walk.enter(Layer.MPLS, at, cap) || !walk.has(at, 4, cap, rep)) {
                return;
            }
            int label = walk.i32(at) >>> 12;
            boolean bottom = (walk.u8(at + 2) & 1) != 0;
            walk.field(Field.MPLS_LABEL, at, 3, label);
            at += 4;
            if (bottom) {
                mplsPayload(at, cap, rep);
                return;
            }
        }
    }

    private void mplsPayload(int at, int cap, int rep) {
        if (at >= cap) {
            return;
        }
        switch (walk.u8(at) >>> 4) {
            case 4 -> walk.network.ipv4(at, cap, rep);
            case 6 -> walk.network.ipv6(at, cap, rep);
            case 0 -> {
                if (walk.enter(Layer.PSEUDOWIRE, at, cap) && walk.has(at, 4, cap, rep)) {
                    walk.link.ethernet(at + 4, cap, rep);
                }
            }
            default -> walk.data(at, cap);
        }
    }

    void pppoeSession(int at, int cap, int rep) {
        if (!walk.enter(Layer.PPPOE_SESSION, at, cap) || !walk.has(at, 6, cap, rep)) {
            return;
        }
        int end = Math.min(rep, at + 6 + walk.u16(at + 4));
        walk.link.ppp(at + 6, Math.min(cap, end), end);
    }

    void gre(int at, int cap, int rep) {
        if (!walk.enter(Layer.GRE, at, cap) || !walk.has(at, 4, cap, rep)) {
            return;
        }
        int flags = walk.u16(at);
        int type = walk.u16(at + 2);
        int payload = at + 4;
        boolean checksumOrRoute = (flags & 0xc000) != 0;
        payload += checksumOrRoute ? 4 : 0;
        payload += (flags & 0x2000) != 0 ? 4 : 0;
        boolean sequence = (flags & 0x1000) != 0;
        payload += sequence ? 4 : 0;
        payload += (flags & 0x0080) != 0 && (flags & 7) == 1 ? 4 : 0;
        if (!walk.has(at, payload - at, cap, rep)) {
            return;
        }
        if (payload >= rep) {
            return;
        }
        switch (type) {
            case 0x88be -> erspan(sequence, payload, cap, rep);
            case 0x22eb -> erspan3(payload, cap, rep);
            case 0x883e -> wccp(payload, cap, rep);
            default -> {
                if (isArubaWireless(type)) {
                    walk.wireless.wlan(payload, cap, rep);
                } else if (!walk.link.byEtherType(type, payload, cap, rep)) {
                    walk.data(payload, cap);
                }
            }
        }
    }

    /** An access point of Aruba passes what it hears to its controller, a type for each slot. */
    private static boolean isArubaWireless(int type) {
        return type >= ARUBA_FIRST && type <= ARUBA_LAST && (type & 15) == 0;
    }

    /** WCCP version 2 puts a four-octet header before the packet; version 1 none. */
    private void wccp(int at, int cap, int rep) {
        boolean version1 = at < cap && walk.u8(at) >>> 4 == 4;
        walk.network.ipv4(version1 ? at : at + 4, cap, rep);
    }

    /** Without a sequence number in GRE this is type I, which has no header at all. */
    private void erspan(boolean sequence, int at, int cap, int rep) {
        int header = sequence ? 8 : 0;
        if (walk.enter(Layer.ERSPAN, at, cap) && walk.has(at, header, cap, rep)) {
            walk.link.ethernet(at + header, cap, rep);
        }
    }

    private void erspan3(int at, int cap, int rep) {
        if (!walk.enter(Layer.ERSPAN, at, cap) || !walk.has(at, 12, cap, rep)) {
            return;
        }
        int header = (walk.u8(at + 11) & 1) != 0 ? 20 : 12;
        int frameType = walk.u16(at + 10) >>> 10 & 0x1f;
        if (!walk.has(at, header, cap, rep)) {
            return;
        }
        if (frameType == 0) {
            walk.link.ethernet(at + header, cap, rep);
        } else if (frameType == 2) {
            walk.network.ipv4(at + header, cap, rep);
        } else {
            walk.data(at + header, cap);
        }
    }

    private void vxlan(int at, int cap, int rep) {
        if (walk.enter(Layer.VXLAN, at, cap) && walk.has(at, 8, cap, rep)) {
            walk.link.ethernet(at + 8, cap, rep);
        }
    }

    private void geneve(int at, int cap, int rep) {
        if (!walk.enter(Layer.GENEVE, at, cap) || !walk.has(at, 8, cap, rep)) {
            return;
        }
        int header = 8 + (walk.u8(at) & 0x3f) * 4;
        if (!walk.has(at, header, cap, rep)) {
            return;
        }
        int payload = at + header;
        if (payload < rep && !walk.link.byEtherType(walk.u16(at + 2), payload, cap, rep)) {
            walk.data(payload, cap);
        }
    }

    private void gtp(int at, int cap, int rep) {
        if (!walk.enter(Layer.GTP, at, cap) || !walk.has(at, 8, cap, rep)) {
            return;
        }
        int flags = walk.u8(at);
        if (flags >>> 5 != 1 || walk.u8(at + 1) != 0xff) {
            return;
        }
        int payload = at + 8;
        if ((flags & 7) != 0) {
            if (!walk.has(at, 12, cap, rep)) {
                return;
            }
            int next = (flags & 4) != 0 ? walk.u8(at + 11) : 0;
            payload = at + 12;
            while (next != 0) {
                if (!walk.has(payload, 1, cap, rep)) {
                    return;
                }
                int length = walk.u8(payload) * 4;
                if (length == 0 || !walk.has(payload, length, cap, rep)) {
                    return;
                }
                next = walk.u8(payload + length - 1);
                payload += length;
            }
        }
        byVersion(payload, cap, rep);
    }

    private void byVersion(int at, int cap, int rep) {
        if (at >= cap) {
            return;
        }
        switch (walk.u8(at) >>> 4) {
            case 4 -> walk.network.ipv4(at, cap, rep);
            case 6 -> walk.network.ipv6(at, cap, rep);
            default -> walk.data(at, cap);
        }
    }

    private void teredo(int from, int cap, int rep) {
        int at = from;
        if (!walk.enter(Layer.TEREDO, at, cap) || !walk.has(at, 2, cap, rep)) {
            return;
        }
        if (walk.u16(at) == 1) {
            if (!walk.has(at, 4, cap, rep)) {
                return;
            }
            at += 4 + walk.u8(at + 2) + walk.u8(at + 3) + 9;
        }
        if (!walk.has(at, 2, cap, rep)) {
            return;
        }
        if (walk.u16(at) == 0) {
            at += 8;
        }
        if (at < cap && walk.u8(at) >>> 4 == 6) {
            walk.network.ipv6(at, cap, rep);
        } else {
            walk.data(at, cap);
        }
    }

    private void l2tp(int at, int cap, int rep) {
        if (!walk.enter(Layer.L2TP, at, cap) || !walk.has(at, 2, cap, rep)) {
            return;
        }
        int flags = walk.u16(at);
        if ((flags & 15) != 2 || (flags & 0x8000) != 0) {
            return;
        }
        int payload = at + 2;
        payload += (flags & 0x4000) != 0 ? 2 : 0;
        payload += 4;
        payload += (flags & 0x0800) != 0 ? 4 : 0;
        if ((flags & 0x0200) != 0) {
            if (!walk.has(payload, 2, cap, rep)) {
                return;
            }
            payload += 2 + walk.u16(payload);
        }
        if (payload < rep && walk.has(payload, 1, cap, rep)) {
            walk.link.pppHdlc(payload, cap, rep);
        }
    }

    private void ayiya(int at, int cap, int rep) {
        if (!walk.enter(Layer.AYIYA, at, cap) || !walk.has(at, 8, cap, rep)) {
            return;
        }
        int identity = 1 << (walk.u8(at) >>> 4);
        int signature = (walk.u8(at + 1) >>> 4) * 4;
        int payload = at + 8 + identity + signature;
        if ((walk.u8(at + 2) & 15) == 1 && payload < rep) {
            walk.network.byProtocol(walk.u8(at + 3), payload, cap, rep);
        }
    }

    private void lispData(int at, int cap, int rep) {
        if (walk.enter(Layer.LISP_DATA, at, cap) && walk.has(at, 8, cap, rep)) {
            byVersion(at + 8, cap, rep);
        }
    }

    /** An encapsulated control message carries a packet (RFC 9301 section 5.8). */
    private void lispControl(int at, int cap, int rep) {
        if (!walk.enter(Layer.LISP, at, cap) || !walk.has(at, 4, cap, rep)) {
            return;
        }
        if (walk.u8(at) >>> 4 == 8) {
            byVersion(at + 4, cap, rep);
        }
    }

    /** Cisco's ISL: a header of its own, then a whole frame with its check sequence. */
    void interSwitchLink(int at, int cap, int rep) {
        if (walk.has(at, ISL_HEADER_OCTETS, cap, rep)) {
            int end = Math.max(at + ISL_HEADER_OCTETS, rep - FRAME_CHECK_OCTETS);
            walk.link.ethernet(at + ISL_HEADER_OCTETS, Math.min(cap, end), end);
        }
    }

    private void etherIp(int at, int cap, int rep) {
        if (walk.enter(Layer.ETHERIP, at, cap) && walk.has(at, 2, cap, rep)) {
            walk.link.ethernet(at + 2, cap, rep);
        }
    }

    /** A register message carries the packet it registers (RFC 7761 section 4.9.3). */
    private void pim(int at, int cap, int rep) {
        if (!walk.enter(Layer.PIM, at, cap) || !walk.has(at, 8, cap, rep)) {
            return;
        }
        if (walk.u8(at) == 0x21) {
            byVersion(at + 8, cap, rep);
        }
    }

    /** Without encryption the payload can be read; an integrity check value ends the frame. */
    void macsec(int at, int cap, int rep) {
        if (!walk.enter(Layer.MACSEC, at, cap) || !walk.has(at, 6, cap, rep)) {
            return;
        }
        int control = walk.u8(at);
        int header = (control & 0x20) != 0 ? 14 : 6;
        if (!walk.has(at, header, cap, rep) || (control & 0x0c) != 0) {
            return;
        }
        int payload = at + header;
        int shortLength = walk.u8(at + 1) & 0x3f;
        int end = shortLength > 0 ? Math.min(rep, payload + shortLength) : rep - 16;
        int capEnd = Math.min(cap, end);
        if (end > payload && walk.has(payload, 2, capEnd, end)) {
            walk.link.etherType(walk.u16(payload), payload + 2, capEnd, end);
        }
    }

    void nsh(int at, int cap, int rep) {
        if (!walk.enter(Layer.NSH, at, cap) || !walk.has(at, 8, cap, rep)) {
            return;
        }
        int payload = at + (walk.u8(at + 1) & 0x3f) * 4;
        if (payload < at + 8 || !walk.has(at, payload - at, cap, rep)) {
            return;
        }
        switch (walk.u8(at + 3)) {
            case 1 -> walk.network.ipv4(payload, cap, rep);
            case 2 -> walk.network.ipv6(payload, cap, rep);
            case 3 -> walk.link.ethernet(payload, cap, rep);
            case 5 -> walk.link.byEtherType(EtherTypes.MPLS, payload, cap, rep);
            default -> walk.data(payload, cap);
        }
    }
}
