package sluice.rules.statement;

import sluice.inet.Ipv4Addresses;
import sluice.netfilter.NetInterface;
import sluice.netfilter.Sock;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.rules.Evaluation;

/**
 * The line of {@link Log}, as the kernel has it ({@code net/netfilter/nf_log_syslog.c}), with the
 * blank at its end.
 */
final class LogLine {
    private static final int LINK_OCTETS = 14;
    private static final int ETHERTYPE_ARP = 0x0806;

    private final Log log;
    private final Evaluation packet;
    private final byte[] octets;
    private final StringBuilder text = new StringBuilder();

    private LogLine(Evaluation packet, Log log) {
        this.packet = packet;
        this.log = log;
        this.octets = packet.octets();
    }

    static String of(Evaluation packet, Log log) {
        return new LogLine(packet, log).line();
    }

    boolean has(Log.Flag flag) {
        return log.flags().contains(flag);
    }

    byte[] octets() {
        return octets;
    }

    int limit() {
        return packet.limit();
    }

    LogLine add(String part) {
        text.append(part);
        return this;
    }

    LogLine add(String name, long value) {
        text.append(name).append(value).append(' ');
        return this;
    }

    LogLine hex(String name, long value, int digits) {
        String hex = Long.toHexString(value);
        text.append(name)
                .append("0".repeat(Math.max(0, digits - hex.length())))
                .append(hex)
                .append(' ');
        return this;
    }

    void incomplete(int at) {
        text.append("INCOMPLETE [").append(limit() - at).append(" bytes] ");
    }

    /** Octets in capital digits without blanks, in {@code OPT ()}. */
    void options(int from, int end) {
        text.append("OPT (");
        for (int i = from; i < end; i++)
            text.append(two(octets[i]).toUpperCase(java.util.Locale.ROOT));
        text.append(") ");
    }

    static String two(byte octet) {
        String hex = Integer.toHexString(octet & 0xff);
        return hex.length() == 1 ? "0" + hex : hex;
    }

    private String line() {
        NetInterface in = packet.in();
        NetInterface out = packet.out();
        add(log.prefix());
        add("IN=")
                .add(in == null ? "" : in.name())
                .add(" OUT=")
                .add(out == null ? "" : out.name())
                .add(" ");
        if (in != null) link(in);
        int network = packet.networkOffset();
        switch (packet.layer()) {
            case IPV4 -> LogIp.ipv4(this, network, true);
            case IPV6 -> LogIp.ipv6(this, network, true);
            case OTHER -> {
                if (packet.skb().protocol() == ETHERTYPE_ARP) arp(network);
                else add("LEN=", packet.lengthOctets());
            }
        }
        if (packet.layer() != Evaluation.Layer.OTHER) {
            Sock sock = packet.skb().sock();
            if (has(Log.Flag.SKUID) && sock != null && sock.owned())
                add("UID=", sock.uid()).add("GID=", sock.gid());
            int mark = packet.skb().mark();
            if (mark != 0) hex("MARK=0x", mark & 0xffff_ffffL, 1);
        }
        return text.toString();
    }

    // dump_mac_header
    private void link(NetInterface device) {
        int from = packet.linkOffset();
        boolean there = from >= 0 && from + LINK_OCTETS <= limit() && !device.bare();
        if (has(Log.Flag.ETHER) && there && !device.loopback()) {
            mac("MACSRC=", from + 6);
            mac("MACDST=", from);
            hex("MACPROTO=", Octets.u16(octets, from + 12), 4);
            return;
        }
        text.append("MAC=");
        for (int i = 0; there && i < LINK_OCTETS; i++) {
            if (i > 0) text.append(':');
            text.append(two(octets[from + i]));
        }
        text.append(' ');
    }

    private void mac(String name, int from) {
        text.append(name);
        for (int i = 0; i < 6; i++) {
            if (i > 0) text.append(':');
            text.append(two(octets[from + i]));
        }
        text.append(' ');
    }

    // noarp_dump: dump_arp_packet
    private void arp(int at) {
        if (at + 8 > limit()) {
            text.append("TRUNCATED");
            return;
        }
        text.append("ARP HTYPE=").append(Octets.u16(octets, at));
        text.append(" PTYPE=0x").append(two(octets[at + 2])).append(two(octets[at + 3]));
        text.append(" OPCODE=").append(Octets.u16(octets, at + 6));
        boolean ethernet =
                Octets.u16(octets, at) == 1 && octets[at + 4] == 6 && octets[at + 5] == 4;
        if (!ethernet) return;
        if (at + 28 > limit()) {
            text.append(" INCOMPLETE [").append(limit() - at - 8).append(" bytes]");
            return;
        }
        text.append(' ');
        mac("MACSRC=", at + 8);
        text.append("IPSRC=").append(Ipv4Addresses.text(Octets.i32(octets, at + 14))).append(' ');
        mac("MACDST=", at + 18);
        text.append("IPDST=").append(Ipv4Addresses.text(Octets.i32(octets, at + 24)));
    }

    // ---- transport headers, of both versions --------------------------------------------------

    // nf_log_dump_tcp_header
    void tcp(int at, boolean laterFragment) {
        add("PROTO=TCP ");
        if (laterFragment) return;
        if (at + 20 > limit()) {
            incomplete(at);
            return;
        }
        add("SPT=", Octets.u16(octets, at)).add("DPT=", Octets.u16(octets, at + 2));
        if (has(Log.Flag.TCP_SEQUENCE))
            add("SEQ=", Octets.u32(octets, at + 4)).add("ACK=", Octets.u32(octets, at + 8));
        add("WINDOW=", Octets.u16(octets, at + 14));
        int flags = Octets.u16(octets, at + 12);
        hex("RES=0x", flags >>> 8 & 0xf, 2);
        String[] names = {"CWR ", "ECE ", "URG ", "ACK ", "PSH ", "RST ", "SYN ", "FIN "};
        for (int i = 0; i < names.length; i++) if ((flags & 0x80 >>> i) != 0) add(names[i]);
        add("URGP=", Octets.u16(octets, at + 18));
        int header = (flags >>> 12) * 4;
        if (has(Log.Flag.TCP_OPTIONS) && header > 20) {
            if (at + header > limit()) add("OPT (TRUNCATED)");
            else options(at + 20, at + header);
        }
    }

    // nf_log_dump_udp_header
    void udp(int at, int protocol, boolean laterFragment) {
        add(protocol == IpProtocols.UDP ? "PROTO=UDP " : "PROTO=UDPLITE ");
        if (laterFragment) return;
        if (at + 8 > limit()) {
            incomplete(at);
            return;
        }
        add("SPT=", Octets.u16(octets, at)).add("DPT=", Octets.u16(octets, at + 2));
        add("LEN=", Octets.u16(octets, at + 4));
    }
}
