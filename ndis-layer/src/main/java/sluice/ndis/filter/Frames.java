package sluice.ndis.filter;

import java.util.Optional;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.wire.EtherTypes;
import sluice.packet.wire.EthernetView;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.Ipv4View;
import sluice.packet.wire.UdpView;

/**
 * What verdict filters mostly ask of an Ethernet frame. No method throws on any octets, and none
 * but {@link #udp} allocates.
 *
 * <p>Only the first fragment of an IPv4 datagram has ports; an IPv6 packet with extension headers
 * is not looked into.
 */
public final class Frames {
    private static final int ETHERNET = EthernetView.HEADER_OCTETS;
    private static final int IPV6_HEADER = 40;

    private Frames() {}

    /** The type or length field, or -1 if the frame is too short. */
    public static int etherType(Packet frame) {
        if (frame.lengthOctets() < ETHERNET) return -1;
        return Octets.u16(frame.octets(), frame.offset() + 12);
    }

    /** The protocol number of an IPv4 or IPv6 packet, or -1 if it is none. */
    public static int ipProtocol(Packet frame) {
        byte[] octets = frame.octets();
        int at = frame.offset() + ETHERNET;
        return switch (etherType(frame)) {
            case EtherTypes.IPV4 ->
                    Ipv4View.fits(octets, at, frame.limit()) ? Octets.u8(octets, at + 9) : -1;
            case EtherTypes.IPV6 ->
                    frame.limit() - at >= IPV6_HEADER ? Octets.u8(octets, at + 6) : -1;
            default -> -1;
        };
    }

    /**
     * Offset within {@link Packet#octets} of the transport header, or -1 if there is none: no IP
     * packet, or a later fragment.
     */
    public static int transportOffset(Packet frame) {
        byte[] octets = frame.octets();
        int at = frame.offset() + ETHERNET;
        int limit = frame.limit();
        return switch (etherType(frame)) {
            case EtherTypes.IPV4 ->
                    Ipv4View.fits(octets, at, limit) && (Octets.u16(octets, at + 6) & 0x1fff) == 0
                            ? at + (octets[at] & 0xf) * 4
                            : -1;
            case EtherTypes.IPV6 -> limit - at >= IPV6_HEADER ? at + IPV6_HEADER : -1;
            default -> -1;
        };
    }

    /** Whether it is a UDP datagram whose header is there. */
    public static boolean isUdp(Packet frame) {
        return ipProtocol(frame) == IpProtocols.UDP && ported(frame, UdpView.HEADER_OCTETS);
    }

    /** Whether it is a TCP segment whose ports are there. */
    public static boolean isTcp(Packet frame) {
        return ipProtocol(frame) == IpProtocols.TCP && ported(frame, 4);
    }

    private static boolean ported(Packet frame, int headerOctets) {
        int at = transportOffset(frame);
        return at >= 0 && frame.limit() - at >= headerOctets;
    }

    /** Destination port of a UDP datagram or TCP segment, or -1. */
    public static int destinationPort(Packet frame) {
        if (!isUdp(frame) && !isTcp(frame)) return -1;
        return Octets.u16(frame.octets(), transportOffset(frame) + 2);
    }

    /** Source port of a UDP datagram or TCP segment, or -1. */
    public static int sourcePort(Packet frame) {
        if (!isUdp(frame) && !isTcp(frame)) return -1;
        return Octets.u16(frame.octets(), transportOffset(frame));
    }

    /** The UDP header, if it is a UDP datagram with a sound length. */
    public static Optional<UdpView> udp(Packet frame) {
        if (!isUdp(frame)) return Optional.empty();
        return UdpView.checked(frame.octets(), transportOffset(frame), frame.limit());
    }
}
