package sluice.replay;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.packet.Octets;
import sluice.packet.wire.Addresses;
import sluice.packet.wire.ArpView;
import sluice.packet.wire.EtherTypes;
import sluice.packet.wire.EthernetView;
import sluice.packet.wire.IcmpView;
import sluice.packet.wire.Icmpv6View;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.Ipv4View;
import sluice.packet.wire.Ipv6Extensions;
import sluice.packet.wire.Ipv6View;
import sluice.packet.wire.TcpView;
import sluice.packet.wire.UdpView;

/**
 * What the replay must know of one Ethernet frame, read once.
 *
 * <p>{@code upperOffset} and {@code upperOctets} delimit the IP payload inside the frame; ports are
 * 0 where there are none, {@code icmpType} is -1 where there is none.
 */
final class FrameFacts {
    enum Kind {
        ARP,
        IPV4,
        IPV6,
        /** Anything else; {@link #etherType} says what. */
        OTHER
    }

    Kind kind = Kind.OTHER;
    byte[] octets = new byte[0];
    long destinationMac;
    long sourceMac;
    int etherType;

    int arpOperation;
    IpAddress source = IpAddress.ANY4;
    IpAddress destination = IpAddress.ANY4;
    int ipOffset;
    int protocol = -1;
    int ttl;
    int tos;
    boolean dontFragment;
    boolean moreFragments;
    int fragmentOffsetOctets;
    long identification;
    int upperOffset;
    int upperOctets;
    int sourcePort;
    int destinationPort;
    int tcpFlags;
    int icmpType = -1;
    int icmpCode;
    int icmpIdentifier;

    /** The facts of a frame, or null if it is shorter than an Ethernet header. */
    static @Nullable FrameFacts of(byte[] array, int offset, int length) {
        return of(Arrays.copyOfRange(array, offset, offset + length));
    }

    /** The facts of a frame whose array may be kept. */
    static @Nullable FrameFacts of(byte[] frame) {
        if (!EthernetView.fits(frame, 0, frame.length)) return null;
        var ethernet = new EthernetView(frame, 0);
        var facts = new FrameFacts();
        facts.octets = frame;
        facts.destinationMac = ethernet.destination();
        facts.sourceMac = ethernet.source();
        facts.etherType = ethernet.typeOrLength();
        facts.ipOffset = EthernetView.HEADER_OCTETS;
        switch (facts.etherType) {
            case EtherTypes.ARP -> facts.readArp();
            case EtherTypes.IPV4 -> facts.readIpv4();
            case EtherTypes.IPV6 -> facts.readIpv6();
            default -> {}
        }
        return facts;
    }

    private void readArp() {
        if (!ArpView.fits(octets, ipOffset, octets.length)) return;
        var arp = new ArpView(octets, ipOffset);
        if (!arp.isEthernetIpv4()) return;
        kind = Kind.ARP;
        arpOperation = arp.operation();
        source = IpAddress.v4(arp.senderAddress());
        destination = IpAddress.v4(arp.targetAddress());
    }

    private void readIpv4() {
        if (!Ipv4View.fits(octets, ipOffset, octets.length)) return;
        var ip = new Ipv4View(octets, ipOffset);
        kind = Kind.IPV4;
        source = IpAddress.v4(ip.source());
        destination = IpAddress.v4(ip.destination());
        protocol = ip.protocol();
        ttl = ip.ttl();
        tos = ip.typeOfService();
        dontFragment = ip.dontFragment();
        moreFragments = ip.moreFragments();
        fragmentOffsetOctets = ip.fragmentOffsetOctets();
        identification = ip.identification();
        upperOffset = ip.payloadOffset();
        upperOctets = Math.max(0, Math.min(ip.payloadOctets(), octets.length - upperOffset));
        if (fragmentOffsetOctets == 0) readUpper();
    }

    private void readIpv6() {
        if (!Ipv6View.fits(octets, ipOffset, octets.length)) return;
        var ip = new Ipv6View(octets, ipOffset);
        kind = Kind.IPV6;
        source = new IpAddress(ip.sourceHigh(), ip.sourceLow());
        destination = new IpAddress(ip.destinationHigh(), ip.destinationLow());
        ttl = ip.hopLimit();
        tos = ip.trafficClass();
        dontFragment = true;
        int end = Math.min(octets.length, ip.payloadOffset() + ip.payloadOctets());
        long upper = Ipv6Extensions.upperLayer(octets, ip.payloadOffset(), end, ip.nextHeader());
        if (upper == Ipv6Extensions.NONE) return;
        protocol = Ipv6Extensions.protocol(upper);
        upperOffset = Ipv6Extensions.offset(upper);
        upperOctets = Math.max(0, end - upperOffset);
        int fragment = fragmentHeader(ip.nextHeader(), ip.payloadOffset(), end);
        if (fragment >= 0) {
            int word = Octets.u16(octets, fragment + 2);
            fragmentOffsetOctets = word & 0xfff8;
            moreFragments = (word & 1) != 0;
            identification = Octets.u32(octets, fragment + 4);
        }
        if (fragmentOffsetOctets == 0) readUpper();
    }

    private int fragmentHeader(int firstHeader, int from, int end) {
        int next = firstHeader;
        int at = from;
        while (at + 8 <= end && IpProtocols.isIpv6Extension(next)) {
            if (next == IpProtocols.FRAGMENT) return at;
            int length =
                    next == IpProtocols.AH
                            ? (Octets.u8(octets, at + 1) + 2) * 4
                            : (Octets.u8(octets, at + 1) + 1) * 8;
            next = Octets.u8(octets, at);
            at += length;
        }
        return -1;
    }

    private void readUpper() {
        int end = upperOffset + upperOctets;
        switch (protocol) {
            case IpProtocols.UDP -> {
                if (end - upperOffset < UdpView.HEADER_OCTETS) return;
                var udp = new UdpView(octets, upperOffset);
                sourcePort = udp.sourcePort();
                destinationPort = udp.destinationPort();
            }
            case IpProtocols.TCP -> {
                if (!TcpView.fits(octets, upperOffset, end)) return;
                var tcp = new TcpView(octets, upperOffset);
                sourcePort = tcp.sourcePort();
                destinationPort = tcp.destinationPort();
                tcpFlags = tcp.flags();
            }
            case IpProtocols.ICMP -> {
                if (kind != Kind.IPV4 || !IcmpView.fits(octets, upperOffset, end)) return;
                var icmp = new IcmpView(octets, upperOffset);
                icmpType = icmp.type();
                icmpCode = icmp.code();
                icmpIdentifier = icmp.identifier();
            }
            case IpProtocols.ICMPV6 -> {
                if (kind != Kind.IPV6 || !Icmpv6View.fits(octets, upperOffset, end)) return;
                var icmp = new Icmpv6View(octets, upperOffset);
                icmpType = icmp.type();
                icmpCode = icmp.code();
                icmpIdentifier = icmp.identifier();
            }
            default -> {}
        }
    }

    boolean isIp() {
        return kind == Kind.IPV4 || kind == Kind.IPV6;
    }

    boolean isFragment() {
        return moreFragments || fragmentOffsetOctets != 0;
    }

    boolean toGroup() {
        return Addresses.isMulticastMac(destinationMac);
    }
}
