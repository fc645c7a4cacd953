package sluice.linuxstack;

import org.jspecify.annotations.Nullable;
import sluice.conntrack.Conntrack;
import sluice.conntrack.SynProxy;
import sluice.inet.IcmpErrors;
import sluice.inet.Icmpv6Errors;
import sluice.inet.RouteKind;
import sluice.inet.TcpResets;
import sluice.netfilter.ChecksumState;
import sluice.netfilter.CtInfo;
import sluice.netfilter.Skb;
import sluice.netfilter.Tracked;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.Ipv4View;
import sluice.packet.wire.TransportChecksums;
import sluice.route.OutputResult;

/**
 * What a host answers for a rule that rejects (Linux 6.x, {@code nf_reject_ipv4.c}, {@code
 * nf_reject_ipv6.c}). The packet stays the caller's.
 */
final class RuleAnswers implements SynProxy.Sender {
    private static final int TYPE_OF_SERVICE = 1;

    private final Net net;

    RuleAnswers(Net net) {
        this.net = net;
    }

    /** {@code nf_send_unreach}: no answer to a later fragment, nor to a broken checksum. */
    void unreachable4(Skb about, int code) {
        if ((Octets.u16(about.octets(), about.networkOffset() + 6) & 0x1fff) != 0) return;
        if (verified(about.upperProtocol()) && !checksum4(about)) return;
        net.icmp4.error(about, IcmpErrors.UNREACHABLE, code, 0);
    }

    /** {@code nf_send_unreach6}. */
    void unreachable6(Skb about, int code) {
        boolean whole = about.upperProtocol() != IpProtocols.FRAGMENT;
        // reject6_csum_ok: there must be something behind the headers.
        if (whole && about.limit() <= about.transportOffset()) return;
        if (whole && verified(about.upperProtocol()) && !checksum6(about)) return;
        net.icmp6.error(about, Icmpv6Errors.UNREACHABLE, code, 0);
    }

    // nf_reject_verify_csum: protocols whose checksum says nothing of the packet as a whole
    private static boolean verified(int protocol) {
        return switch (protocol) {
            case IpProtocols.GRE,
                    IpProtocols.UDP_LITE,
                    IpProtocols.SCTP,
                    IpProtocols.DCCP,
                    IpProtocols.ESP,
                    IpProtocols.AH ->
                    false;
            default -> true;
        };
    }

    /** Whether the transport checksum is right, or is none; {@code nf_ip_checksum}. */
    private static boolean checksum4(Skb skb) {
        if (skb.local() || skb.checksumState() == ChecksumState.UNNECESSARY) return true;
        Ipv4View ip = skb.ipv4();
        if ((Octets.u16(skb.octets(), skb.networkOffset() + 6) & 0x3fff) != 0) return true;
        int length = skb.limit() - skb.transportOffset();
        return switch (skb.upperProtocol()) {
            case IpProtocols.TCP, IpProtocols.UDP ->
                    TransportChecksums.valid4(
                            skb.octets(),
                            skb.transportOffset(),
                            length,
                            ip.source(),
                            ip.destination(),
                            skb.upperProtocol());
            // Whatever else it is, it is taken for summed up as ICMP is.
            default -> TransportChecksums.icmpValid(skb.octets(), skb.transportOffset(), length);
        };
    }

    private static boolean checksum6(Skb skb) {
        if (skb.local() || skb.checksumState() == ChecksumState.UNNECESSARY) return true;
        int length = skb.limit() - skb.transportOffset();
        return TransportChecksums.valid6(
                skb.octets(),
                skb.transportOffset(),
                length,
                skb.networkOffset() + 8,
                skb.networkOffset() + 24,
                skb.upperProtocol());
    }

    /** {@code nf_send_reset}: from the address the segment went to, whoever has it. */
    void reset4(Skb about) {
        if (about.upperProtocol() != IpProtocols.TCP) return;
        if ((Octets.u16(about.octets(), about.networkOffset() + 6) & 0x1fff) != 0) return;
        RouteKind kind = about.routeKind();
        if (kind == RouteKind.BROADCAST || kind == RouteKind.MULTICAST || !checksum4(about)) return;
        Skb skb = net.originate(about, TcpResets.IPV4_OCTETS);
        int octets =
                TcpResets.writeIpv4(
                        skb.octets(),
                        skb.packet().offset(),
                        net.sysctls.defaultTtl(),
                        0,
                        about.octets(),
                        about.networkOffset(),
                        about.packet().lengthOctets());
        if (octets == 0) {
            notAnswered(skb);
            return;
        }
        Octets.put8(skb.octets(), skb.networkOffset() + TYPE_OF_SERVICE, 0);
        TransportChecksums.fillIpv4Header(
                skb.octets(), skb.networkOffset(), Ipv4View.HEADER_OCTETS_MIN);
        Ipv4View asked = about.ipv4();
        int own = net.routing4.isLocal(asked.destination()) ? asked.destination() : 0;
        OutputResult to = net.routing4.output(own, asked.source(), 0);
        if (to.error() != null) {
            notRouted(skb);
            return;
        }
        skb.setTransportOffset(skb.networkOffset() + Ip4Output.HEADER_OCTETS);
        skb.setUpperProtocol(IpProtocols.TCP);
        skb.setMark(0);
        skb.setChecksumOffloaded(true);
        net.output4.setRoute(skb, to);
        Conntrack.attach(skb, about);
        net.output4.localOut(skb);
    }

    /** {@code nf_send_reset6}. */
    void reset6(Skb about) {
        if (about.upperProtocol() != IpProtocols.TCP || !checksum6(about)) return;
        var ip = about.ipv6();
        if (Octets.u8(about.octets(), about.networkOffset() + 24) == 0xff) return;
        Skb skb = net.originate(about, TcpResets.IPV6_OCTETS);
        int octets =
                TcpResets.writeIpv6(
                        skb.octets(),
                        skb.packet().offset(),
                        net.sysctls.hopLimit(),
                        about.octets(),
                        about.networkOffset(),
                        about.transportOffset() - about.networkOffset(),
                        about.packet().lengthOctets());
        if (octets == 0) {
            notAnswered(skb);
            return;
        }
        boolean own = net.routing6.isLocal(ip.destinationHigh(), ip.destinationLow());
        OutputResult to =
                net.output6.find(
                        own ? ip.destinationHigh() : 0,
                        own ? ip.destinationLow() : 0,
                        ip.sourceHigh(),
                        ip.sourceLow(),
                        Ip6Output.inIndex(about));
        if (to.error() != null) {
            notRouted(skb);
            return;
        }
        skb.setTransportOffset(skb.networkOffset() + Ip6Output.HEADER_OCTETS);
        skb.setUpperProtocol(IpProtocols.TCP);
        skb.setMark(0);
        skb.setChecksumOffloaded(true);
        Conntrack.attach(skb, about);
        net.output6.sendReady(skb, to);
    }

    // ---- the SYN proxy -----------------------------------------------------------------------

    @Override
    public int hopLimit(boolean ipv6) {
        return ipv6 ? net.sysctls.hopLimit() : net.sysctls.defaultTtl();
    }

    /** {@code synproxy_send_tcp}. */
    @Override
    public void send(Skb about, byte[] packet, int length, @Nullable Tracked tracked, CtInfo info) {
        Skb skb = net.originate(about, length);
        int at = skb.networkOffset();
        System.arraycopy(packet, 0, skb.octets(), at, length);
        boolean ipv4 = (packet[0] & 0xf0) == 0x40;
        skb.setTransportOffset(at + (ipv4 ? Ip4Output.HEADER_OCTETS : Ip6Output.HEADER_OCTETS));
        skb.setUpperProtocol(IpProtocols.TCP);
        skb.setMark(0);
        OutputResult to = ipv4 ? route4(skb) : route6(skb);
        if (to.error() != null) {
            skb.end(LinuxDrop.PROXY_NOT_ROUTED);
            return;
        }
        if (tracked != null) skb.setTracked(tracked, info);
        if (ipv4) {
            net.output4.setRoute(skb, to);
            net.output4.localOut(skb);
        } else {
            net.output6.sendReady(skb, to);
        }
    }

    private OutputResult route4(Skb skb) {
        Ipv4View ip = skb.ipv4();
        int own = net.routing4.isLocal(ip.source()) ? ip.source() : 0;
        return net.routing4.output(own, ip.destination(), 0);
    }

    private OutputResult route6(Skb skb) {
        var ip = skb.ipv6();
        boolean own = net.routing6.isLocal(ip.sourceHigh(), ip.sourceLow());
        return net.output6.find(
                own ? ip.sourceHigh() : 0,
                own ? ip.sourceLow() : 0,
                ip.destinationHigh(),
                ip.destinationLow(),
                0);
    }

    private static void notAnswered(Skb skb) {
        skb.end(LinuxDrop.RESET_NOT_ANSWERED);
    }

    private static void notRouted(Skb skb) {
        skb.end(LinuxDrop.RESET_NOT_ROUTED);
    }
}
