package sluice.packet.decode;

/**
 * Frames of 802.11 (IEEE 802.11-2020 section 9.2 and 9.3.2) without a check sequence: the header of
 * all, and the packets in data frames that are neither encrypted nor in pieces, A-MSDU included.
 */
final class WirelessLayers {
    private static final int TYPE_MANAGEMENT = 0;
    private static final int TYPE_DATA = 2;
    private static final int SUBTYPE_QOS = 8;
    private static final int SUBTYPE_NO_DATA = 4;
    private static final int TO_DISTRIBUTION = 0x01;
    private static final int FROM_DISTRIBUTION = 0x02;
    private static final int MORE_FRAGMENTS = 0x04;
    private static final int PROTECTED = 0x40;
    private static final int ORDER = 0x80;
    private static final int QOS_AGGREGATE = 0x80;
    private static final int SUBFRAME_HEADER_OCTETS = 14;

    private final Walk walk;

    WirelessLayers(Walk walk) {
        this.walk = walk;
    }

    void wlan(int at, int cap, int rep) {
        if (!walk.enter(Layer.WLAN, at, cap) || !walk.has(at, 10, cap, rep)) {
            return;
        }
        int type = walk.u8(at) >>> 2 & 3;
        int subtype = walk.u8(at) >>> 4;
        int flags = walk.u8(at + 1);
        walk.detail(Field.WLAN_TYPE_SUBTYPE, at, 1, type << 4 | subtype);
        walk.detail(Field.WLAN_FLAGS, at + 1, 1, flags);
        walk.detail(Field.WLAN_DURATION, at + 2, 2, littleEndian16(at + 2));
        walk.detail(Field.WLAN_RA, at + 4, 6, walk.u48(at + 4));
        boolean addressed = type == TYPE_DATA || type == TYPE_MANAGEMENT;
        if ((walk.u8(at) & 3) != 0 || !addressed) {
            walk.bytes(Field.DATA_DATA, at + 10, cap - at - 10);
            return; // control frames carry no packet
        }
        boolean betweenStations = (flags & 3) == (TO_DISTRIBUTION | FROM_DISTRIBUTION);
        boolean qos = type == TYPE_DATA && (subtype & SUBTYPE_QOS) != 0;
        int header = 24 + (betweenStations ? 6 : 0);
        int control = at + header;
        header += qos ? 2 : 0;
        header += (qos || type == TYPE_MANAGEMENT) && (flags & ORDER) != 0 ? 4 : 0;
        if (!walk.has(at, header, cap, rep)) {
            return;
        }
        int sequence = littleEndian16(at + 22);
        walk.detail(Field.WLAN_TA, at + 10, 6, walk.u48(at + 10));
        walk.detail(Field.WLAN_ADDRESS_3, at + 16, 6, walk.u48(at + 16));
        walk.detail(Field.WLAN_FRAG, at + 22, 2, sequence & 15);
        walk.detail(Field.WLAN_SEQ, at + 22, 2, sequence >>> 4);
        if (qos) {
            walk.detail(Field.WLAN_QOS, control, 2, littleEndian16(control));
        }
        boolean inPieces = (flags & MORE_FRAGMENTS) != 0 || (sequence & 15) != 0;
        int payload = at + header;
        if (type != TYPE_DATA || (flags & PROTECTED) != 0 || inPieces) {
            walk.data(payload, cap);
        } else if ((subtype & SUBTYPE_NO_DATA) == 0) {
            if (qos && (walk.u8(control) & QOS_AGGREGATE) != 0) {
                aggregate(payload, cap, rep);
            } else {
                walk.link.llc(payload, cap, rep);
            }
        }
    }

    /**
     * Subframes one behind the other, each but the last filled up to four octets (section 9.3.2.2).
     */
    private void aggregate(int from, int cap, int rep) {
        byte[] outer = walk.octets;
        int at = from;
        while (at < rep && walk.octets == outer && !walk.stopped) {
            if (!walk.has(at, SUBFRAME_HEADER_OCTETS, cap, rep)) {
                return;
            }
            int length = walk.u16(at + 12);
            walk.detail(Field.WLAN_AMSDU_DA, at, 6, walk.u48(at));
            walk.detail(Field.WLAN_AMSDU_SA, at + 6, 6, walk.u48(at + 6));
            walk.detail(Field.WLAN_AMSDU_LENGTH, at + 12, 2, length);
            int packet = at + SUBFRAME_HEADER_OCTETS;
            if (length > rep - packet) {
                walk.stop(Fault.MALFORMED, at + 12);
                return;
            }
            int end = packet + length;
            walk.link.llc(packet, Math.min(cap, end), end);
            at += SUBFRAME_HEADER_OCTETS + length + 3 & ~3;
        }
    }

    private int littleEndian16(int at) {
        return walk.u8(at) | walk.u8(at + 1) << 8;
    }
}
