package sluice.conformance.netfilter;

import sluice.packet.Octets;
import sluice.packet.wire.EtherTypes;
import sluice.packet.wire.EthernetView;
import sluice.packet.wire.IcmpView;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.Ipv4View;
import sluice.packet.wire.Ipv6Extensions;
import sluice.packet.wire.Ipv6View;
import sluice.packet.wire.TcpView;
import sluice.packet.wire.TransportChecksums;
import sluice.packet.wire.UdpView;
import sluice.packet.wire.VlanView;

/**
 * The outer checksums of a frame: whether they can be told, are right, and how to make them right.
 * Both states are empty where there is nothing to check: no IP, a fragment, another protocol.
 */
public final class FrameChecksums {
    private static final String OK = "ok";
    private static final String BAD = "bad";
    private static final String ZERO = "zero";

    private final byte[] frame;
    private int version;
    private int ip;
    private int protocol = -1;
    private int upper;
    private int upperOctets;

    /**
     * Looks at a frame.
     *
     * @param bare whether it begins with the IP header
     */
    public FrameChecksums(byte[] frame, boolean bare) {
        this.frame = frame;
        ip = bare ? 0 : EthernetView.HEADER_OCTETS;
        int type = bare ? typeOfBare() : typeOfFrame();
        if (type == EtherTypes.IPV4) look4();
        else if (type == EtherTypes.IPV6) look6();
    }

    private int typeOfBare() {
        if (frame.length == 0) return 0;
        return (frame[0] & 0xf0) == 0x60 ? EtherTypes.IPV6 : EtherTypes.IPV4;
    }

    // Behind tags, which are no matter of the checksums.
    private int typeOfFrame() {
        if (!EthernetView.fits(frame, 0, frame.length)) return 0;
        int type = new EthernetView(frame, 0).typeOrLength();
        while (EtherTypes.isVlan(type) && frame.length - ip >= VlanView.HEADER_OCTETS) {
            type = new VlanView(frame, ip).typeOrLength();
            ip += VlanView.HEADER_OCTETS;
        }
        return type;
    }

    private void look4() {
        if (frame.length - ip < Ipv4View.HEADER_OCTETS_MIN || frame[ip] >>> 4 != 4) return;
        int header = (frame[ip] & 15) * 4;
        if (frame.length - ip < header) return;
        version = 4;
        if (header < Ipv4View.HEADER_OCTETS_MIN) return;
        boolean fragment = (Octets.u16(frame, ip + 6) & 0x3fff) != 0;
        int total = Octets.u16(frame, ip + 2);
        if (fragment || total < header || total > frame.length - ip) return;
        protocolAt(Octets.u8(frame, ip + 9), ip + header, total - header);
    }

    private void look6() {
        if (!Ipv6View.fits(frame, ip, frame.length)) return;
        version = 6;
        var header = new Ipv6View(frame, ip);
        int end = header.payloadOffset() + header.payloadOctets();
        if (end > frame.length) return;
        long found =
                Ipv6Extensions.upperLayer(frame, header.payloadOffset(), end, header.nextHeader());
        if (found == Ipv6Extensions.NONE || header.nextHeader() == IpProtocols.FRAGMENT) return;
        int at = Ipv6Extensions.offset(found);
        protocolAt(Ipv6Extensions.protocol(found), at, end - at);
    }

    private void protocolAt(int number, int at, int octets) {
        int needed =
                switch (number) {
                    case IpProtocols.UDP -> UdpView.HEADER_OCTETS;
                    case IpProtocols.TCP -> TcpView.HEADER_OCTETS_MIN;
                    case IpProtocols.ICMP, IpProtocols.ICMPV6 -> IcmpView.HEADER_OCTETS;
                    default -> Integer.MAX_VALUE;
                };
        if (octets < needed) return;
        protocol = number;
        upper = at;
        upperOctets = octets;
    }

    /** State of the IPv4 header's checksum; that of a header that is too short is wrong. */
    public String ip() {
        if (version != 4) return "";
        int header = (frame[ip] & 15) * 4;
        boolean whole = header >= Ipv4View.HEADER_OCTETS_MIN;
        return whole && TransportChecksums.ipv4HeaderValid(frame, ip, header) ? OK : BAD;
    }

    /** State of the transport checksum. */
    public String transport() {
        if (protocol < 0) return "";
        boolean none = protocol == IpProtocols.UDP && Octets.u16(frame, upper + 6) == 0;
        return none ? ZERO : transportValid() ? OK : BAD;
    }

    private boolean transportValid() {
        if (version == 6)
            return TransportChecksums.valid6(frame, upper, upperOctets, ip + 8, ip + 24, protocol);
        if (protocol == IpProtocols.ICMP)
            return TransportChecksums.icmpValid(frame, upper, upperOctets);
        int source = Octets.i32(frame, ip + 12);
        int destination = Octets.i32(frame, ip + 16);
        return TransportChecksums.valid4(frame, upper, upperOctets, source, destination, protocol);
    }

    public void fillIp() {
        if (version == 4) TransportChecksums.fillIpv4Header(frame, ip, (frame[ip] & 15) * 4);
    }

    public void fillTransport() {
        switch (protocol) {
            case IpProtocols.UDP -> {
                if (version == 6)
                    TransportChecksums.fillUdp6(frame, upper, upperOctets, ip + 8, ip + 24);
                else TransportChecksums.fillUdp4(frame, upper, upperOctets, source(), target());
            }
            case IpProtocols.TCP -> {
                if (version == 6)
                    TransportChecksums.fillTcp6(frame, upper, upperOctets, ip + 8, ip + 24);
                else TransportChecksums.fillTcp4(frame, upper, upperOctets, source(), target());
            }
            case IpProtocols.ICMP -> TransportChecksums.fillIcmp(frame, upper, upperOctets);
            case IpProtocols.ICMPV6 ->
                    TransportChecksums.fillIcmpv6(frame, upper, upperOctets, ip + 8, ip + 24);
            default -> {}
        }
    }

    private int source() {
        return Octets.i32(frame, ip + 12);
    }

    private int target() {
        return Octets.i32(frame, ip + 16);
    }
}
