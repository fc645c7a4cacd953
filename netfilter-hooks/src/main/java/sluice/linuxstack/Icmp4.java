package sluice.linuxstack;

import java.util.Objects;
import sluice.conntrack.Conntrack;
import sluice.inet.IcmpErrors;
import sluice.inet.IcmpProfile;
import sluice.inet.IcmpRateLimit;
import sluice.inet.IcmpSocketErrors;
import sluice.inet.Ipv4Input;
import sluice.inet.PathMtu;
import sluice.inet.RouteKind;
import sluice.inet.SocketError;
import sluice.netfilter.ChecksumState;
import sluice.netfilter.NetInterface;
import sluice.netfilter.PacketType;
import sluice.netfilter.Skb;
import sluice.packet.Octets;
import sluice.packet.wire.IcmpTypes;
import sluice.packet.wire.IcmpView;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.Ipv4View;
import sluice.packet.wire.TransportChecksums;
import sluice.route.OutputResult;

/** ICMP and the reading of IGMP (Linux 6.x, {@code net/ipv4/icmp.c}). */
final class Icmp4 {
    private static final int REDIRECT_HOST = 1;
    private static final int REASSEMBLY_TIME = 1;
    private static final int TIMESTAMP_OCTETS = 20;
    private static final int IGMP_OCTETS_MIN = 8;
    private static final long MILLIS_PER_DAY = 86_400_000L;
    private static final int TYPE_MAX = 18;

    private final Net net;
    private IcmpRateLimit limit;
    private IcmpRateLimit redirectLimit;

    Icmp4(Net net) {
        this.net = net;
        limit = new IcmpRateLimit(net.sysctls.icmpRatelimitNanos());
        redirectLimit = new IcmpRateLimit(net.sysctls.icmpRatelimitNanos());
        net.sysctls.onRatelimitChange(() -> {
            limit = new IcmpRateLimit(net.sysctls.icmpRatelimitNanos());
            redirectLimit = new IcmpRateLimit(net.sysctls.icmpRatelimitNanos());
        });
    }

    // ---- sending ---------------------------------------------------------------------------

    /**
     * Complains about {@code about}, which stays the caller's, unless silence is called for ({@code
     * __icmp_send}).
     */
    void error(Skb about, int type, int code, int rest) {
        boolean group =
                about.routeKind() == RouteKind.BROADCAST
                        || about.routeKind() == RouteKind.MULTICAST;
        int length = about.packet().lengthOctets();
        if (IcmpErrors.silence(
                        about.octets(),
                        about.networkOffset(),
                        length,
                        about.packetType() != PacketType.HOST,
                        group)
                != null) return;
        Ipv4View ip = about.ipv4();
        boolean toUs = !about.local() && about.routeKind() == RouteKind.LOCAL;
        OutputResult to = net.routing4.output(toUs ? ip.destination() : 0, ip.source(), 0);
        if (to.error() != null) return;
        if (IcmpRateLimit.isLimited(type, code)
                && to.deviceIndex() != net.lo.index()
                && !limit.allow(ip.source(), net.nowNanos())) {
            net.snmp.count(SnmpCounter.ICMP_OUT_RATE_LIMIT_HOST);
            return;
        }
        send(about, type, code, rest, to, about.octets(), about.networkOffset(), length);
    }

    /** Tells the sender of a better way ({@code ip_rt_send_redirect}). */
    void redirect(Skb about, int gateway) {
        Ipv4View ip = about.ipv4();
        if (IcmpErrors.silence(
                        about.octets(),
                        about.networkOffset(),
                        about.packet().lengthOctets(),
                        about.packetType() != PacketType.HOST,
                        false)
                != null) return;
        OutputResult to = net.routing4.output(0, ip.source(), 0);
        if (to.error() != null || !redirectLimit.allow(ip.source(), net.nowNanos())) return;
        send(
                about,
                IcmpErrors.REDIRECT,
                REDIRECT_HOST,
                gateway,
                to,
                about.octets(),
                about.networkOffset(),
                about.packet().lengthOctets());
    }

    /** Time ran out for a datagram whose first fragment is there. */
    void reassemblyExpired(byte[] first) {
        if (IcmpErrors.silence(first, 0, first.length, false, false) != null) return;
        OutputResult to = net.routing4.output(Octets.i32(first, 16), Octets.i32(first, 12), 0);
        if (to.error() != null) return;
        if (!limit.allow(Octets.i32(first, 12), net.nowNanos())) return;
        Skb skb = net.originate(IcmpErrors.ERROR_OCTETS_MAX);
        write(skb, IcmpErrors.TIME_EXCEEDED, REASSEMBLY_TIME, 0, to, first, 0, first.length);
    }

    private void send(
            Skb about,
            int type,
            int code,
            int rest,
            OutputResult to,
            byte[] quoted,
            int offset,
            int length) {
        Skb skb = net.originate(about, IcmpErrors.ERROR_OCTETS_MAX);
        skb.setMark(0);
        Conntrack.attach(skb, about); // icmp_glue_bits
        write(skb, type, code, rest, to, quoted, offset, length);
    }

    private void write(
            Skb skb,
            int type,
            int code,
            int rest,
            OutputResult to,
            byte[] quoted,
            int offset,
            int length) {
        int at = skb.packet().offset();
        int id =
                net.output4.identification.next(
                        to.source(), Octets.i32(quoted, offset + 12), IpProtocols.ICMP);
        int octets =
                IcmpErrors.write(
                        skb.octets(),
                        at,
                        profile(),
                        type,
                        code,
                        rest,
                        to.source(),
                        id,
                        quoted,
                        offset,
                        length);
        sendReady(skb, octets, to);
    }

    private IcmpProfile profile() {
        return net.sysctls.icmpProfile();
    }

    private void sendReady(Skb skb, int lengthOctets, OutputResult to) {
        skb.packet().trim(lengthOctets);
        skb.setTransportOffset(skb.networkOffset() + Ip4Output.HEADER_OCTETS);
        skb.setUpperProtocol(IpProtocols.ICMP);
        skb.setPriority(sluice.qdisc.PfifoFast.priority(skb.ipv4().typeOfService()));
        net.output4.setRoute(skb, to);
        int type = Octets.u8(skb.octets(), skb.transportOffset());
        // __ip_make_skb counts by the route's key, which icmp_reply leaves at 0.
        net.snmp.icmpOut(type == IcmpTypes.TIMESTAMP_REPLY ? IcmpTypes.ECHO_REPLY : type);
        net.output4.send(skb);
    }

    // ---- receiving -------------------------------------------------------------------------

    /** {@code icmp_rcv}: the data begins with the IP header. */
    void receive(Skb skb) {
        int at = skb.transportOffset();
        int length = skb.limit() - at;
        byte[] octets = skb.octets();
        net.snmp.count(SnmpCounter.ICMP_IN_MSGS);
        if (length < IcmpView.HEADER_OCTETS) {
            net.snmp.count(SnmpCounter.ICMP_IN_ERRORS);
            skb.end(LinuxDrop.ICMP_TRUNCATED);
            return;
        }
        if (skb.checksumState() != ChecksumState.UNNECESSARY
                && !TransportChecksums.icmpValid(octets, at, length)) {
            net.snmp.count(SnmpCounter.ICMP_IN_CSUM_ERRORS);
            net.snmp.count(SnmpCounter.ICMP_IN_ERRORS);
            skb.end(LinuxDrop.ICMP_CHECKSUM);
            return;
        }
        int type = Octets.u8(octets, at);
        net.snmp.icmpIn(type);
        if (type > TYPE_MAX) {
            net.snmp.count(SnmpCounter.ICMP_IN_ERRORS);
            skb.end(LinuxDrop.ICMP_UNKNOWN_TYPE);
            return;
        }
        boolean group = skb.routeKind() != RouteKind.LOCAL;
        if (group) {
            boolean request = type == IcmpTypes.ECHO_REQUEST || type == IcmpTypes.TIMESTAMP_REQUEST;
            if (request && net.sysctls.icmpEchoIgnoreBroadcasts()) {
                net.snmp.count(SnmpCounter.ICMP_IN_ERRORS);
                skb.end(LinuxDrop.ICMP_BROADCAST_IGNORED);
                return;
            }
            if (!request && type != ADDRESS_MASK_REQUEST && type != ADDRESS_MASK_REPLY) {
                net.snmp.count(SnmpCounter.ICMP_IN_ERRORS);
                skb.end(LinuxDrop.ICMP_NOT_FOR_GROUPS);
                return;
            }
        }
        switch (type) {
            case IcmpTypes.ECHO_REQUEST -> echo(skb);
            case IcmpTypes.TIMESTAMP_REQUEST -> timestamp(skb, length);
            case IcmpTypes.ECHO_REPLY -> {
                if (!net.sockets.echoReply4(skb)) skb.end(LinuxDrop.ECHO_REPLY_UNASKED);
            }
            case IcmpTypes.DESTINATION_UNREACHABLE,
                    IcmpTypes.TIME_EXCEEDED,
                    IcmpTypes.PARAMETER_PROBLEM,
                    IcmpTypes.SOURCE_QUENCH ->
                    heardError(skb);
            case IcmpTypes.REDIRECT -> heardRedirect(skb);
            default -> skb.end(LinuxEnd.ICMP_OBSOLETE);
        }
    }

    private static final int ADDRESS_MASK_REQUEST = 17;
    private static final int ADDRESS_MASK_REPLY = 18;

    private void echo(Skb skb) {
        if (net.sysctls.icmpEchoIgnoreAll()) {
            skb.end(LinuxDrop.ECHO_IGNORED);
            return;
        }
        reply(skb, IcmpTypes.ECHO_REPLY);
        skb.end(LinuxEnd.ECHO_ANSWERED);
    }

    private void timestamp(Skb skb, int length) {
        if (length < TIMESTAMP_OCTETS) {
            net.snmp.count(SnmpCounter.ICMP_IN_ERRORS);
            skb.end(LinuxDrop.ICMP_TIMESTAMP_TRUNCATED);
            return;
        }
        reply(skb, IcmpTypes.TIMESTAMP_REPLY);
        skb.end(LinuxEnd.TIMESTAMP_ANSWERED);
    }

    // icmp_reply: from the address asked, or for a group from the one the route gives.
    private void reply(Skb asked, int type) {
        Ipv4View ip = asked.ipv4();
        int from = asked.routeKind() == RouteKind.LOCAL ? ip.destination() : 0;
        OutputResult to = net.routing4.output(from, ip.source(), 0);
        if (to.error() != null) return;
        int length = asked.packet().lengthOctets();
        Skb skb = net.originate(asked, length);
        int at = skb.packet().offset();
        int id = net.output4.identification.next(to.source(), ip.source(), IpProtocols.ICMP);
        int octets =
                IcmpErrors.writeEchoReply(
                        skb.octets(),
                        at,
                        profile(),
                        to.source(),
                        id,
                        asked.octets(),
                        asked.networkOffset(),
                        length);
        if (type == IcmpTypes.TIMESTAMP_REPLY) {
            octets = Ip4Output.HEADER_OCTETS + TIMESTAMP_OCTETS;
            byte[] out = skb.octets();
            int icmp = at + Ip4Output.HEADER_OCTETS;
            int now = (int) (net.nowNanos() / 1_000_000 % MILLIS_PER_DAY);
            out[icmp] = (byte) type;
            Octets.put32(out, icmp + 12, now);
            Octets.put32(out, icmp + 16, now);
            TransportChecksums.fillIcmp(out, icmp, TIMESTAMP_OCTETS);
            new Ipv4View(out, at).setTotalLengthOctets(octets);
        }
        sendReady(skb, octets, to);
    }

    // icmp_unreach: the quote says which socket is meant.
    private void heardError(Skb skb) {
        byte[] octets = skb.octets();
        int at = skb.transportOffset();
        int quote = at + IcmpView.HEADER_OCTETS;
        int quoted = skb.limit() - quote;
        if (quoted < Ipv4View.HEADER_OCTETS_MIN || quoted < Ipv4Input.headerOctets(octets, quote)) {
            net.snmp.count(SnmpCounter.ICMP_IN_ERRORS);
            skb.end(LinuxDrop.ICMP_ERROR_TRUNCATED);
            return;
        }
        int type = Octets.u8(octets, at);
        int code = Octets.u8(octets, at + 1);
        SocketError told = IcmpSocketErrors.linux(type, code);
        boolean fatal = IcmpSocketErrors.isFatalOnLinux(type, code);
        int mtu = told == SocketError.MESSAGE_TOO_LONG ? nextHopMtu(octets, at, quote) : 0;
        boolean known = told != null && net.sockets.error4(octets, quote, quoted, told, fatal, mtu);
        int about = Octets.u8(octets, quote + 9);
        // __udp4_lib_err, tcp_v4_err: there is no such socket
        if (!known && (about == IpProtocols.UDP || about == IpProtocols.TCP))
            net.snmp.count(SnmpCounter.ICMP_IN_ERRORS);
        skb.end(known ? LinuxEnd.ICMP_ERROR_TOLD : LinuxDrop.ICMP_ERROR_UNRELATED);
    }

    // A router older than RFC 1191 says 0: then the next of its plateaus below the packet's length.
    private static int nextHopMtu(byte[] octets, int icmp, int quote) {
        int said = Octets.u16(octets, icmp + 6);
        return said > 0 ? said : PathMtu.plateauBelow(Octets.u16(octets, quote + 2));
    }

    private void heardRedirect(Skb skb) {
        NetInterface in = Objects.requireNonNull(skb.inDevice());
        var own = net.routing4.of(in.index());
        boolean all = net.routing4.all().acceptRedirects;
        boolean accepted = own.forwarding ? all && own.acceptRedirects : all || own.acceptRedirects;
        skb.end(accepted ? LinuxEnd.REDIRECT_NOTED : LinuxEnd.REDIRECT_IGNORED);
    }

    /** {@code igmp_rcv}. */
    void receiveIgmp(Skb skb) {
        int at = skb.transportOffset();
        int length = skb.limit() - at;
        boolean good =
                length >= IGMP_OCTETS_MIN && TransportChecksums.igmpValid(skb.octets(), at, length);
        skb.end(good ? LinuxEnd.IGMP_NOTED : LinuxDrop.IGMP_MALFORMED);
    }
}
