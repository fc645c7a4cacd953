package sluice.linuxstack;

import sluice.conntrack.Conntrack;
import sluice.edge.IpAddress;
import sluice.inet.IcmpRateLimit;
import sluice.inet.IcmpSilence;
import sluice.inet.IcmpSocketErrors;
import sluice.inet.Icmpv6Errors;
import sluice.inet.Ipv6Address;
import sluice.inet.Ipv6Input;
import sluice.inet.PortBinding;
import sluice.inet.RouteKind;
import sluice.inet.SocketError;
import sluice.netfilter.ChecksumState;
import sluice.netfilter.PacketType;
import sluice.netfilter.Skb;
import sluice.packet.Octets;
import sluice.packet.wire.Icmpv6Types;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.Ipv6Extensions;
import sluice.packet.wire.TransportChecksums;
import sluice.route.OutputResult;

/** ICMPv6 but neighbour discovery (Linux 6.x, {@code net/ipv6/icmp.c}). */
final class Icmp6 {
    static final int PORT_UNREACHABLE = Icmpv6Types.CODE_PORT_UNREACHABLE;
    private static final int HEADER_OCTETS = 8;
    private static final long REDIRECT_INTERVAL_NANOS = 1_000_000_000;

    private final Net net;
    private IcmpRateLimit limit;

    Icmp6(Net net) {
        this.net = net;
        limit = new IcmpRateLimit(net.sysctls.icmpRatelimitNanos());
        net.sysctls.onRatelimitChange(
                () -> limit = new IcmpRateLimit(net.sysctls.icmpRatelimitNanos()));
    }

    /** Complains about {@code about}, which stays the caller's, unless silence is called for. */
    void error(Skb about, int type, int code, int rest) {
        byte[] octets = about.octets();
        int at = about.networkOffset();
        int length = about.packet().lengthOctets();
        boolean plain = about.upperProtocol() != IpProtocols.FRAGMENT;
        IcmpSilence silence =
                Icmpv6Errors.silence(
                        octets,
                        at,
                        length,
                        plain ? about.transportOffset() - at : -1,
                        about.upperProtocol(),
                        about.packetType() != PacketType.HOST,
                        type,
                        code);
        // is_ineligible asks for errors alone
        if (silence != null && silence != IcmpSilence.ABOUT_A_REDIRECT) return;
        boolean toUs = !about.local() && about.routeKind() == RouteKind.LOCAL;
        long high = toUs ? Octets.i64(octets, at + 24) : 0;
        long low = toUs ? Octets.i64(octets, at + 32) : 0;
        long peerHigh = Octets.i64(octets, at + 8);
        long peerLow = Octets.i64(octets, at + 16);
        OutputResult to = net.output6.find(high, low, peerHigh, peerLow, Ip6Output.inIndex(about));
        if (to.error() != null) return;
        if (type != Icmpv6Errors.PACKET_TOO_BIG
                && to.deviceIndex() != net.lo.index()
                && !limit.allow(peerHigh, peerLow, net.nowNanos())) return;
        Skb skb = net.originate(about, Icmpv6Errors.ERROR_OCTETS_MAX);
        Conntrack.attach(skb, about); // icmpv6_getfrag
        write(skb, type, code, rest, to, octets, at, length);
    }

    /** Whether a redirect about, or to, an address may be sent now: one a second, six at once. */
    boolean allowsRedirect(long high, long low) {
        return limit.allow(high, low, REDIRECT_INTERVAL_NANOS, net.nowNanos());
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
        int octets =
                Icmpv6Errors.write(
                        skb.octets(),
                        skb.packet().offset(),
                        net.sysctls.hopLimit(),
                        type,
                        code,
                        rest,
                        new Ipv6Address(to.sourceHigh(), to.sourceLow()),
                        quoted,
                        offset,
                        length);
        ready(skb, octets, to);
    }

    private void ready(Skb skb, int lengthOctets, OutputResult to) {
        skb.packet().trim(lengthOctets);
        skb.setTransportOffset(skb.networkOffset() + Ip6Output.HEADER_OCTETS);
        skb.setUpperProtocol(IpProtocols.ICMPV6);
        net.snmp.icmp6Out(Octets.u8(skb.octets(), skb.transportOffset()));
        net.output6.sendReady(skb, to);
    }

    /** Time ran out for a datagram whose first fragment is there. */
    void reassemblyExpired(byte[] first) {
        OutputResult to =
                net.output6.find(
                        Octets.i64(first, 24),
                        Octets.i64(first, 32),
                        Octets.i64(first, 8),
                        Octets.i64(first, 16),
                        0);
        if (to.error() != null) return;
        Skb skb = net.originate(Icmpv6Errors.ERROR_OCTETS_MAX);
        write(
                skb,
                Icmpv6Errors.TIME_EXCEEDED,
                Icmpv6Types.CODE_REASSEMBLY_TIME_EXCEEDED,
                0,
                to,
                first,
                0,
                first.length);
    }

    /** {@code icmpv6_rcv}: the transport offset is at the message. */
    void receive(Skb skb) {
        int at = skb.transportOffset();
        int ip = skb.networkOffset();
        int length = skb.limit() - at;
        byte[] octets = skb.octets();
        net.snmp.count(SnmpCounter.ICMP6_IN_MSGS);
        if (length < 4) {
            net.snmp.count(SnmpCounter.ICMP6_IN_ERRORS);
            skb.end(LinuxDrop.ICMPV6_TRUNCATED);
            return;
        }
        if (skb.checksumState() != ChecksumState.UNNECESSARY
                && !TransportChecksums.icmpv6Valid(octets, at, length, ip + 8, ip + 24)) {
            net.snmp.count(SnmpCounter.ICMP6_IN_CSUM_ERRORS);
            net.snmp.count(SnmpCounter.ICMP6_IN_ERRORS);
            skb.end(LinuxDrop.ICMPV6_CHECKSUM);
            return;
        }
        int type = Octets.u8(octets, at);
        net.snmp.icmp6In(type);
        switch (type) {
            case Icmpv6Types.ECHO_REQUEST -> {
                if (length < HEADER_OCTETS) echoTruncated(skb);
                else echo(skb);
            }
            case Icmpv6Types.ECHO_REPLY -> {
                if (length < HEADER_OCTETS) echoTruncated(skb);
                else if (!net.sockets.echoReply6(skb)) skb.end(LinuxDrop.ECHO6_REPLY_UNASKED);
            }
            case Icmpv6Types.DESTINATION_UNREACHABLE,
                    Icmpv6Types.PACKET_TOO_BIG,
                    Icmpv6Types.TIME_EXCEEDED,
                    Icmpv6Types.PARAMETER_PROBLEM ->
                    heardError(skb, type, Octets.u8(octets, at + 1));
            case Icmpv6Types.ROUTER_SOLICITATION,
                    Icmpv6Types.ROUTER_ADVERTISEMENT,
                    Icmpv6Types.NEIGHBOR_SOLICITATION,
                    Icmpv6Types.NEIGHBOR_ADVERTISEMENT,
                    Icmpv6Types.REDIRECT ->
                    net.ndp.receive(skb, type, length);
            case Icmpv6Types.MLD_QUERY,
                    Icmpv6Types.MLD_REPORT,
                    Icmpv6Types.MLD_DONE,
                    Icmpv6Types.MLDV2_REPORT ->
                    skb.end(length < HEADER_OCTETS ? LinuxDrop.MLD_MALFORMED : LinuxEnd.MLD_NOTED);
            default ->
                    skb.end(
                            type < 128
                                    ? LinuxDrop.ICMPV6_UNKNOWN_ERROR
                                    : LinuxDrop.ICMPV6_UNKNOWN_TYPE);
        }
    }

    private static void echoTruncated(Skb skb) {
        skb.end(LinuxDrop.ICMPV6_ECHO_TRUNCATED);
    }

    private void echo(Skb asked) {
        byte[] octets = asked.octets();
        int ip = asked.networkOffset();
        boolean toUs = asked.routeKind() == RouteKind.LOCAL;
        long high = toUs ? Octets.i64(octets, ip + 24) : 0;
        long low = toUs ? Octets.i64(octets, ip + 32) : 0;
        OutputResult to =
                net.output6.find(
                        high,
                        low,
                        Octets.i64(octets, ip + 8),
                        Octets.i64(octets, ip + 16),
                        Ip6Output.inIndex(asked));
        if (to.error() == null) {
            int length = asked.packet().lengthOctets();
            Skb skb = net.originate(asked, length);
            int written =
                    Icmpv6Errors.writeEchoReply(
                            skb.octets(),
                            skb.packet().offset(),
                            net.sysctls.hopLimit(),
                            new Ipv6Address(to.sourceHigh(), to.sourceLow()),
                            octets,
                            ip,
                            asked.transportOffset() - ip,
                            length);
            net.output6.setTrafficClass(skb, asked.ipv6().trafficClass());
            ready(skb, written, to);
        }
        asked.end(LinuxEnd.ECHO6_ANSWERED);
    }

    private void heardError(Skb skb, int type, int code) {
        byte[] octets = skb.octets();
        int quote = skb.transportOffset() + HEADER_OCTETS;
        int limit = skb.limit();
        SocketError told = IcmpSocketErrors.linuxIpv6(type, code);
        boolean known = told != null && limit - quote >= Ipv6Input.HEADER_OCTETS;
        known = known && told != null && tell(octets, quote, limit, told);
        skb.end(known ? LinuxEnd.ICMPV6_ERROR_TOLD : LinuxDrop.ICMPV6_ERROR_UNRELATED);
    }

    // icmpv6_err_convert: that no way was found may pass, all else is fatal.
    private static boolean isHard(SocketError error) {
        return error != SocketError.NETWORK_UNREACHABLE && error != SocketError.HOST_UNREACHABLE;
    }

    private boolean tell(byte[] octets, int quote, int limit, SocketError error) {
        long packed =
                Ipv6Extensions.upperLayer(
                        octets,
                        quote + Ipv6Input.HEADER_OCTETS,
                        limit,
                        Octets.u8(octets, quote + 6));
        if (packed == Ipv6Extensions.NONE || Ipv6Extensions.isLaterFragment(packed)) return false;
        int upper = Ipv6Extensions.offset(packed);
        if (limit - upper < HEADER_OCTETS) return false;
        long high = Octets.i64(octets, quote + 8);
        long low = Octets.i64(octets, quote + 16);
        long peerHigh = Octets.i64(octets, quote + 24);
        long peerLow = Octets.i64(octets, quote + 32);
        var about = new IpAddress(peerHigh, peerLow);
        int fromPort = Octets.u16(octets, upper);
        int toPort = Octets.u16(octets, upper + 2);
        return switch (Ipv6Extensions.protocol(packed)) {
            case IpProtocols.UDP -> {
                PortBinding<UdpEndpoint> found =
                        net.udp.find6(peerHigh, peerLow, toPort, high, low, fromPort);
                yield found != null && found.socket().failed(error, isHard(error), about);
            }
            case IpProtocols.TCP -> {
                int mtu = Octets.i32(octets, quote - 4);
                yield net.tcp.error6(
                        octets, quote, upper, error, Math.max(mtu, Ip6Output.MTU_OCTETS_MIN));
            }
            case IpProtocols.ICMPV6 ->
                    Octets.u8(octets, upper) == Icmpv6Types.ECHO_REQUEST
                            && net.sockets.failPing(
                                    false, Octets.u16(octets, upper + 4), error, about);
            default -> false;
        };
    }
}
