package sluice.rules.statement;

import sluice.inet.Ipv4Addresses;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;

/** What a {@link LogLine} says of IP headers and ICMP, and of the packets that ICMP quotes. */
final class LogIp {
    private static final int ECHO_REPLY = 0;
    private static final int UNREACHABLE = 3;
    private static final int SOURCE_QUENCH = 4;
    private static final int REDIRECT = 5;
    private static final int ECHO = 8;
    private static final int TIME_EXCEEDED = 11;
    private static final int PARAMETER_PROBLEM = 12;
    private static final int FRAGMENTATION_NEEDED = 4;
    private static final int TOO_BIG6 = 2;
    private static final int PARAMETER_PROBLEM6 = 4;
    private static final int EXTENSIONS_MAX = 16;

    private LogIp() {}

    // dump_ipv4_packet
    static void ipv4(LogLine line, int at, boolean outer) {
        byte[] octets = line.octets();
        if (at + 20 > line.limit()) {
            line.add("TRUNCATED");
            return;
        }
        line.add("SRC=").add(Ipv4Addresses.text(Octets.i32(octets, at + 12)));
        line.add(" DST=").add(Ipv4Addresses.text(Octets.i32(octets, at + 16))).add(" ");
        int tos = Octets.u8(octets, at + 1);
        line.add("LEN=", Octets.u16(octets, at + 2))
                .add("TOS=0x")
                .add(capital(tos & 0x1e))
                .add(" PREC=0x");
        line.add(capital(tos & 0xe0)).add(" ").add("TTL=", Octets.u8(octets, at + 8));
        line.add("ID=", Octets.u16(octets, at + 4));
        int fragment = Octets.u16(octets, at + 6);
        if ((fragment & 0x8000) != 0) line.add("CE ");
        if ((fragment & 0x4000) != 0) line.add("DF ");
        if ((fragment & 0x2000) != 0) line.add("MF ");
        int offset = fragment & 0x1fff;
        if (offset != 0) line.add("FRAG:", offset);
        int header = (octets[at] & 0xf) * 4;
        if (line.has(Log.Flag.IP_OPTIONS) && header > 20) {
            if (at + header > line.limit()) {
                line.add("TRUNCATED");
                return;
            }
            line.options(at + 20, at + header);
        }
        int next = at + header;
        int protocol = Octets.u8(octets, at + 9);
        switch (protocol) {
            case IpProtocols.TCP -> line.tcp(next, offset != 0);
            case IpProtocols.UDP, IpProtocols.UDP_LITE -> line.udp(next, protocol, offset != 0);
            case IpProtocols.ICMP -> icmp(line, next, offset != 0, outer);
            case IpProtocols.AH -> index(line, "PROTO=AH ", next, 12, 4, offset != 0);
            case IpProtocols.ESP -> index(line, "PROTO=ESP ", next, 8, 0, offset != 0);
            default -> line.add("PROTO=", protocol);
        }
    }

    private static String capital(int octet) {
        return LogLine.two((byte) octet).toUpperCase(java.util.Locale.ROOT);
    }

    private static void index(
            LogLine line,
            String name,
            int at,
            int headerOctets,
            int offset,
            boolean laterFragment) {
        line.add(name);
        if (laterFragment) return;
        if (at + headerOctets > line.limit()) line.incomplete(at);
        else line.hex("SPI=0x", Octets.u32(line.octets(), at + offset), 1);
    }

    private static void icmp(LogLine line, int at, boolean laterFragment, boolean outer) {
        line.add("PROTO=ICMP ");
        if (laterFragment) return;
        byte[] octets = line.octets();
        if (at + 8 > line.limit()) {
            line.incomplete(at);
            return;
        }
        int type = Octets.u8(octets, at);
        int code = Octets.u8(octets, at + 1);
        line.add("TYPE=", type).add("CODE=", code);
        switch (type) {
            case ECHO, ECHO_REPLY ->
                    line.add("ID=", Octets.u16(octets, at + 4))
                            .add("SEQ=", Octets.u16(octets, at + 6));
            case PARAMETER_PROBLEM -> line.add("PARAMETER=", Octets.u8(octets, at + 4));
            case REDIRECT, UNREACHABLE, SOURCE_QUENCH, TIME_EXCEEDED -> {
                if (type == REDIRECT)
                    line.add("GATEWAY=")
                            .add(Ipv4Addresses.text(Octets.i32(octets, at + 4)))
                            .add(" ");
                if (outer) {
                    line.add("[");
                    ipv4(line, at + 8, false);
                    line.add("] ");
                }
                if (type == UNREACHABLE && code == FRAGMENTATION_NEEDED)
                    line.add("MTU=", Octets.u16(octets, at + 6));
            }
            default -> {}
        }
    }

    // dump_ipv6_packet
    static void ipv6(LogLine line, int at, boolean outer) {
        byte[] octets = line.octets();
        if (at + 40 > line.limit()) {
            line.add("TRUNCATED");
            return;
        }
        line.add("SRC=")
                .add(address(octets, at + 8))
                .add(" DST=")
                .add(address(octets, at + 24))
                .add(" ");
        int first = Octets.i32(octets, at);
        line.add("LEN=", Octets.u16(octets, at + 4) + 40L).add("TC=", first >>> 20 & 0xff);
        line.add("HOPLIMIT=", Octets.u8(octets, at + 7)).add("FLOWLBL=", first & 0xf_ffff);
        int next = Octets.u8(octets, at + 6);
        int offset = at + 40;
        boolean later = false;
        for (int i = 0; i < EXTENSIONS_MAX && extension(next); i++) {
            if (offset + 8 > line.limit()) {
                line.add("TRUNCATED");
                return;
            }
            boolean told = line.has(Log.Flag.IP_OPTIONS);
            if (told) line.add("OPT ( ");
            int length;
            if (next == IpProtocols.FRAGMENT) {
                int word = Octets.u16(octets, offset + 2);
                line.add("FRAG:", word & 0xfff8);
                if ((word & 1) != 0) line.add("INCOMPLETE ");
                line.hex("ID:", Octets.u32(octets, offset + 4), 8);
                later |= word >>> 3 != 0;
                length = 8;
            } else if (later) {
                if (told) line.add(") ");
                return;
            } else if (next == IpProtocols.AH) {
                if (told) line.hex("AH SPI=0x", Octets.u32(octets, offset + 4), 1);
                length = (Octets.u8(octets, offset + 1) + 2) * 4;
            } else {
                length = (Octets.u8(octets, offset + 1) + 1) * 8;
            }
            if (told) line.add(") ");
            next = Octets.u8(octets, offset);
            offset += length;
        }
        switch (next) {
            case IpProtocols.TCP -> line.tcp(offset, later);
            case IpProtocols.UDP, IpProtocols.UDP_LITE -> line.udp(offset, next, later);
            case IpProtocols.ICMPV6 -> icmp6(line, offset, later, outer);
            case IpProtocols.ESP -> index(line, "PROTO=ESP ", offset, 8, 0, later);
            default -> line.add("PROTO=", next);
        }
    }

    private static boolean extension(int header) {
        return switch (header) {
            case IpProtocols.HOP_BY_HOP,
                    IpProtocols.ROUTING,
                    IpProtocols.FRAGMENT,
                    IpProtocols.AH,
                    IpProtocols.DESTINATION_OPTIONS ->
                    true;
            default -> false;
        };
    }

    /** All eight groups, as the kernel's {@code %pI6} has them. */
    private static String address(byte[] octets, int at) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 16; i += 2) {
            if (i > 0) text.append(':');
            text.append(LogLine.two(octets[at + i])).append(LogLine.two(octets[at + i + 1]));
        }
        return text.toString();
    }

    private static void icmp6(LogLine line, int at, boolean laterFragment, boolean outer) {
        line.add("PROTO=ICMPv6 ");
        if (laterFragment) return;
        byte[] octets = line.octets();
        if (at + 8 > line.limit()) {
            line.incomplete(at);
            return;
        }
        int type = Octets.u8(octets, at);
        line.add("TYPE=", type).add("CODE=", Octets.u8(octets, at + 1));
        switch (type) {
            case 128, 129 ->
                    line.add("ID=", Octets.u16(octets, at + 4))
                            .add("SEQ=", Octets.u16(octets, at + 6));
            case 1, TOO_BIG6, 3, PARAMETER_PROBLEM6 -> {
                if (type == PARAMETER_PROBLEM6) line.hex("POINTER=", Octets.u32(octets, at + 4), 8);
                if (outer) {
                    line.add("[");
                    ipv6(line, at + 8, false);
                    line.add("] ");
                }
                if (type == TOO_BIG6) line.add("MTU=", Octets.u32(octets, at + 4));
            }
            default -> {}
        }
    }
}
