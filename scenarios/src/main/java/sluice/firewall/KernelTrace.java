package sluice.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import sluice.edge.IpAddress;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;

/**
 * The way of a packet in the words of the kernel's own traces: {@code nft monitor trace} for rules
 * of nft, the log lines of {@code -j TRACE} for those of iptables.
 */
public final class KernelTrace {
    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int RST = 4;
    private static final int PSH = 8;
    private static final int ACK = 16;
    private static final int URG = 32;

    private KernelTrace() {}

    /**
     * The lines of an answer.
     *
     * @param number of the packet, of which its identity in the trace is made
     */
    public static List<String> lines(Answer answer, Syntax syntax, int number) {
        return switch (syntax) {
            case IPTABLES, IP6TABLES -> iptables(answer);
            case NFT, JSON -> nft(answer, number);
        };
    }

    // ---- nft monitor trace -----------------------------------------------------------------

    private static List<String> nft(Answer answer, int number) {
        String id = "trace id %08x ".formatted(number * 0x9e37_79b1);
        List<String> lines = new ArrayList<>();
        boolean said = false;
        for (PathStep step : answer.path()) {
            String name = id + step.family() + " " + step.table() + " " + step.chain() + " ";
            if (step.rule() == 0) {
                lines.add(name + "policy " + step.verdict() + mark(step));
                said = false;
                continue;
            }
            if (!said) lines.add(name + "packet: " + packet(step));
            said = true;
            String verdict = step.verdict().equals("goes on") ? "continue" : step.verdict();
            lines.add(name + "rule " + step.text() + " (verdict " + verdict + ")");
            if (verdict.equals("accept") || verdict.equals("drop")) said = false;
        }
        return lines;
    }

    private static String mark(PathStep step) {
        return step.mark() == 0 ? "" : " meta mark 0x%08x".formatted(step.mark());
    }

    private static String packet(PathStep step) {
        var text = new StringBuilder();
        if (!step.in().isEmpty()) text.append("iif \"").append(step.in()).append("\" ");
        if (!step.out().isEmpty()) text.append("oif \"").append(step.out()).append("\" ");
        byte[] p = step.octets();
        if (p.length < 20) return text.toString().strip();
        boolean ipv6 = p[0] >>> 4 == 6;
        if (ipv6 && p.length < 40) return text.toString().strip();
        String ip = ipv6 ? "ip6 " : "ip ";
        text.append(ip).append("saddr ").append(address(p, false)).append(' ');
        text.append(ip).append("daddr ").append(address(p, true)).append(' ');
        int tos = ipv6 ? Octets.u16(p, 0) >>> 4 & 0xff : Octets.u8(p, 1);
        text.append(ip)
                .append("dscp ")
                .append(tos >>> 2 == 0 ? "cs0" : "0x%02x".formatted(tos >>> 2));
        text.append(' ').append(ip).append("ecn ");
        text.append(new String[] {"not-ect", "ect1", "ect0", "ce"}[tos & 3]).append(' ');
        if (ipv6)
            text.append("ip6 hoplimit ")
                    .append(Octets.u8(p, 7))
                    .append(" ip6 length ")
                    .append(Octets.u16(p, 4));
        else
            text.append("ip ttl ")
                    .append(Octets.u8(p, 8))
                    .append(" ip id ")
                    .append(Octets.u16(p, 4))
                    .append(" ip length ")
                    .append(Octets.u16(p, 2));
        transport(p, ipv6, text);
        return text.toString();
    }

    private static void transport(byte[] p, boolean ipv6, StringBuilder text) {
        int protocol = Octets.u8(p, ipv6 ? 6 : 9);
        int at = ipv6 ? 40 : (p[0] & 15) * 4;
        if (protocol == IpProtocols.TCP && p.length >= at + 20) {
            text.append(" tcp sport ").append(Octets.u16(p, at)).append(" tcp dport ");
            text.append(Octets.u16(p, at + 2)).append(" tcp flags ");
            List<String> names = new ArrayList<>();
            flags(Octets.u8(p, at + 13), names);
            text.append(
                    names.isEmpty()
                            ? "0x0"
                            : "== " + String.join(" | ", names).toLowerCase(Locale.ROOT));
            text.append(" tcp window ").append(Octets.u16(p, at + 14));
        } else if (protocol == IpProtocols.UDP && p.length >= at + 8) {
            text.append(" udp sport ").append(Octets.u16(p, at)).append(" udp dport ");
            text.append(Octets.u16(p, at + 2)).append(" udp length ").append(Octets.u16(p, at + 4));
        } else if ((protocol == IpProtocols.ICMP || protocol == IpProtocols.ICMPV6)
                && p.length >= at + 8) {
            String name = protocol == IpProtocols.ICMP ? " icmp " : " icmpv6 ";
            text.append(name).append("type ").append(Octets.u8(p, at));
            text.append(name).append("code ").append(Octets.u8(p, at + 1));
        } else text.append(ipv6 ? " ip6 nexthdr " : " ip protocol ").append(protocol);
    }

    private static void flags(int bits, List<String> names) {
        if ((bits & URG) != 0) names.add("URG");
        if ((bits & ACK) != 0) names.add("ACK");
        if ((bits & PSH) != 0) names.add("PSH");
        if ((bits & RST) != 0) names.add("RST");
        if ((bits & SYN) != 0) names.add("SYN");
        if ((bits & FIN) != 0) names.add("FIN");
    }

    private static String address(byte[] p, boolean destination) {
        if (p[0] >>> 4 == 4) return IpAddress.v4(Octets.i32(p, destination ? 16 : 12)).toString();
        int at = destination ? 24 : 8;
        return new IpAddress(Octets.i64(p, at), Octets.i64(p, at + 8)).toString();
    }

    // ---- -j TRACE --------------------------------------------------------------------------

    private static List<String> iptables(Answer answer) {
        List<String> lines = new ArrayList<>();
        for (PathStep step : answer.path()) {
            String kind =
                    step.rule() == 0
                            ? "policy"
                            : step.verdict().equals("return") ? "return" : "rule";
            // A policy counts as one more rule behind the last.
            String number = step.rule() == 0 ? "" : ":" + step.rule();
            var line = new StringBuilder("TRACE: ").append(step.table()).append(':');
            line.append(step.chain()).append(':').append(kind).append(number);
            line.append(" IN=").append(step.in()).append(" OUT=").append(step.out()).append(' ');
            log(step.octets(), line);
            if (step.mark() != 0) line.append(" MARK=0x").append(Integer.toHexString(step.mark()));
            lines.add(line.toString().strip());
        }
        return lines;
    }

    private static void log(byte[] p, StringBuilder line) {
        if (p.length < 20) return;
        boolean ipv6 = p[0] >>> 4 == 6;
        if (ipv6 && p.length < 40) return;
        line.append("SRC=").append(address(p, false)).append(" DST=").append(address(p, true));
        if (ipv6) {
            line.append(" LEN=").append(Octets.u16(p, 4) + 40);
            line.append(" TC=").append(Octets.u16(p, 0) >>> 4 & 0xff);
            line.append(" HOPLIMIT=").append(Octets.u8(p, 7));
            line.append(" FLOWLBL=").append(Octets.i32(p, 0) & 0xf_ffff);
        } else {
            int tos = Octets.u8(p, 1);
            line.append(" LEN=").append(Octets.u16(p, 2));
            line.append(" TOS=0x%02X PREC=0x%02X".formatted(tos & 0x1e, tos & 0xe0));
            line.append(" TTL=").append(Octets.u8(p, 8)).append(" ID=").append(Octets.u16(p, 4));
            int fragment = Octets.u16(p, 6);
            if ((fragment & 0x4000) != 0) line.append(" DF");
            if ((fragment & 0x2000) != 0) line.append(" MF");
            if ((fragment & 0x1fff) != 0) line.append(" FRAG:").append(fragment & 0x1fff);
        }
        int protocol = Octets.u8(p, ipv6 ? 6 : 9);
        int at = ipv6 ? 40 : (p[0] & 15) * 4;
        line.append(" PROTO=");
        if (protocol == IpProtocols.TCP && p.length >= at + 20) {
            line.append("TCP SPT=")
                    .append(Octets.u16(p, at))
                    .append(" DPT=")
                    .append(Octets.u16(p, at + 2));
            line.append(" SEQ=")
                    .append(Octets.u32(p, at + 4))
                    .append(" ACK=")
                    .append(Octets.u32(p, at + 8));
            line.append(" WINDOW=").append(Octets.u16(p, at + 14)).append(" RES=0x00");
            List<String> names = new ArrayList<>();
            flags(Octets.u8(p, at + 13), names);
            names.forEach(name -> line.append(' ').append(name));
            line.append(" URGP=").append(Octets.u16(p, at + 18));
        } else if (protocol == IpProtocols.UDP && p.length >= at + 8) {
            line.append("UDP SPT=")
                    .append(Octets.u16(p, at))
                    .append(" DPT=")
                    .append(Octets.u16(p, at + 2));
            line.append(" LEN=").append(Octets.u16(p, at + 4));
        } else if ((protocol == IpProtocols.ICMP || protocol == IpProtocols.ICMPV6)
                && p.length >= at + 8) {
            line.append(protocol == IpProtocols.ICMP ? "ICMP" : "ICMPv6");
            line.append(" TYPE=")
                    .append(Octets.u8(p, at))
                    .append(" CODE=")
                    .append(Octets.u8(p, at + 1));
            line.append(" ID=")
                    .append(Octets.u16(p, at + 4))
                    .append(" SEQ=")
                    .append(Octets.u16(p, at + 6));
        } else line.append(protocol);
    }
}
