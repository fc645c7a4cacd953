package sluice.packet.decode;

import sluice.packet.Octets;

/** The words of a line about TCP, UDP, and packets in pieces. */
final class TransportText {
    private static final String[] FLAGS = {"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"};
    private static final int UDP_HEADER_OCTETS = 8;
    private static final int FRAGMENT_UNIT_OCTETS = 8;
    private static final int END = 0;
    private static final int NO_OPERATION = 1;
    private static final int SEGMENT_SIZE = 2;
    private static final int WINDOW_SCALE = 3;
    private static final int SACK_PERMITTED = 4;
    private static final int SACK = 5;
    private static final int TIME_STAMPS = 8;

    private TransportText() {}

    /** The ports of whichever of the two there is. */
    static void ports(AsciiLine line, PacketFacts packet) {
        if (packet.has(Field.TCP_SRCPORT) && packet.has(Field.TCP_DSTPORT)) {
            ports(line, packet.value(Field.TCP_SRCPORT), packet.value(Field.TCP_DSTPORT));
        } else if (packet.has(Field.UDP_SRCPORT) && packet.has(Field.UDP_DSTPORT)) {
            ports(line, packet.value(Field.UDP_SRCPORT), packet.value(Field.UDP_DSTPORT));
        }
    }

    private static void ports(AsciiLine line, long source, long destination) {
        line.octet(' ');
        line.number(source);
        line.text(" > ");
        line.number(destination);
    }

    static void udp(AsciiLine line, PacketFacts packet) {
        ports(line, packet);
        if (packet.has(Field.UDP_LENGTH)) {
            line.text(" len ");
            line.number(Math.max(0, packet.value(Field.UDP_LENGTH) - UDP_HEADER_OCTETS));
        }
    }

    static void tcp(AsciiLine line, PacketFacts packet) {
        ports(line, packet);
        if (!packet.has(Field.TCP_FLAGS)) {
            return;
        }
        flags(line, packet.value(Field.TCP_FLAGS));
        named(line, " seq ", packet, Field.TCP_SEQ_RAW);
        if ((packet.value(Field.TCP_FLAGS) & 0x10) != 0) {
            named(line, " ack ", packet, Field.TCP_ACK_RAW);
        }
        named(line, " win ", packet, Field.TCP_WINDOW);
        named(line, " len ", packet, Field.TCP_LEN);
        int from = packet.segment + 20;
        int end = packet.segment + (int) packet.value(Field.TCP_HDR_LEN);
        options(line, packet.octets, from, Math.min(end, packet.end));
    }

    static void flags(AsciiLine line, long flags) {
        line.text(" [");
        boolean first = true;
        for (int bit = 0; bit < FLAGS.length; bit++) {
            if ((flags >>> bit & 1) != 0) {
                line.text(first ? "" : ",");
                line.text(FLAGS[bit]);
                first = false;
            }
        }
        line.octet(']');
    }

    private static void named(AsciiLine line, String name, PacketFacts packet, Field field) {
        if (packet.has(field)) {
            line.text(name);
            line.number(packet.value(field));
        }
    }

    /** Those that say something: fillers are left out, of unknown ones the number is told. */
    private static void options(AsciiLine line, byte[] octets, int from, int end) {
        String before = " <";
        int at = from;
        while (at < end) {
            int kind = octets[at] & 0xff;
            if (kind == NO_OPERATION) {
                at++;
                continue;
            }
            int length = end - at < 2 ? 0 : octets[at + 1] & 0xff;
            if (kind == END || length < 2 || length > end - at) {
                break;
            }
            line.text(before);
            option(line, octets, kind, at, length);
            before = ",";
            at += length;
        }
        line.text(before.equals(",") ? ">" : "");
    }

    private static void option(AsciiLine line, byte[] octets, int kind, int at, int length) {
        if (kind == SEGMENT_SIZE && length == 4) {
            line.text("mss ");
            line.number(Octets.u16(octets, at + 2));
        } else if (kind == WINDOW_SCALE && length == 3) {
            line.text("wscale ");
            line.number(octets[at + 2] & 0xff);
        } else if (kind == SACK_PERMITTED && length == 2) {
            line.text("sackOK");
        } else if (kind == SACK && length % 8 == 2) {
            line.text("sack");
            for (int block = at + 2; block < at + length; block += 8) {
                line.octet(' ');
                line.number(Octets.u32(octets, block));
                line.octet('-');
                line.number(Octets.u32(octets, block + 4));
            }
        } else if (kind == TIME_STAMPS && length == 10) {
            line.text("ts ");
            line.number(Octets.u32(octets, at + 2));
            line.octet('/');
            line.number(Octets.u32(octets, at + 6));
        } else {
            line.text("option ");
            line.number(kind);
        }
    }

    /** Says that the packet is a piece, and which, if it is one. */
    static void piece(AsciiLine line, PacketFacts packet) {
        boolean six = packet.has(Field.IPV6_FRAGHDR_IDENT);
        boolean four = packet.has(Field.IP_FRAG_OFFSET) && packet.has(Field.IP_FLAGS_MF);
        long offset = 0;
        boolean more = false;
        if (six) {
            offset = packet.value(Field.IPV6_FRAGHDR_OFFSET) * FRAGMENT_UNIT_OCTETS;
            more = packet.value(Field.IPV6_FRAGHDR_MORE) != 0;
        } else if (four) {
            offset = packet.value(Field.IP_FRAG_OFFSET) * FRAGMENT_UNIT_OCTETS;
            more = packet.value(Field.IP_FLAGS_MF) != 0;
        }
        if (offset == 0 && !more) {
            return;
        }
        line.text(" fragment ");
        if (six) {
            line.hex(packet.value(Field.IPV6_FRAGHDR_IDENT), 8);
        } else {
            line.hex(packet.value(Field.IP_ID), 4);
        }
        line.text(" at ");
        line.number(offset);
        line.text(more ? ", more follow" : ", the last");
    }
}
