package sluice.packet.decode;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import sluice.packet.wire.EtherTypes;
import sluice.packet.wire.EthernetHeader;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.Ipv4Header;
import sluice.packet.wire.Ipv6Header;
import sluice.packet.wire.TcpHeader;
import sluice.packet.wire.UdpHeader;

/** Ethernet frames with messages of applications and of control, written out octet by octet. */
final class MessageSamples {
    static final int NEAR = 0xc0000201;
    static final int FAR = 0xc0000202;

    /** Header, {@code www.example} asked for, and {@code CNAME} and {@code A} in answer. */
    static final byte[] DNS_RESPONSE =
            hex(
                    "1a2b 8180 0001 0002 0000 0000"
                            + "03777777 076578616d706c65 00 0001 0001"
                            + "c00c 0005 0001 0000003c 0006 03617069 c010"
                            + "c029 0001 0001 0000003c 0004 c000024d");

    static final byte[] DNS_QUERY =
            hex("1a2b 0100 0001 0000 0000 0000 03777777 076578616d706c65 00 001c 0001");

    static final byte[] NEIGHBOR_SOLICITATION =
            hex("8700 0000 00000000 20010db8000000000000000000000009" + "0101 0200000000aa");

    static final byte[] ROUTER_ADVERTISEMENT =
            hex(
                    "8600 0000 40 00 0708 00000000 00000000"
                            + "0304 40c0 00000e10 00000e10 00000000"
                            + "20010db8000000000000000000000000 0501 0000 000005dc");

    static final byte[] LISTENER_REPORT =
            hex("8f00 0000 0000 0001 0400 0000 ff020000000000000000000000000016");

    static final List<byte[]> ALL =
            List.of(
                    udp(40000, 53, DNS_QUERY),
                    udp(53, 40000, DNS_RESPONSE),
                    udp(5353, 5353, DNS_RESPONSE),
                    udp(68, 67, dhcp()),
                    udp(546, 547, hex("01 123456 0001 0002 0001")),
                    udp(123, 123, hex("e3" + "00".repeat(47))),
                    tcp(50000, 80, "GET /index.html HTTP/1.1\r\nHost: www\r\n\r\n"),
                    tcp(80, 50000, "HTTP/1.1 404 Not Found\r\n\r\n"),
                    ipv6(IpProtocols.ICMPV6, NEIGHBOR_SOLICITATION),
                    ipv6(IpProtocols.ICMPV6, ROUTER_ADVERTISEMENT),
                    ipv6(IpProtocols.ICMPV6, LISTENER_REPORT),
                    igmpReport(),
                    arp());

    private MessageSamples() {}

    /** Octets from hexadecimal digits; blanks are for the reader. */
    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    static byte[] ipv4(int protocol, byte[] payload) {
        byte[] frame = new byte[34 + payload.length];
        new EthernetHeader(1, 2, EtherTypes.IPV4).writeTo(frame, 0);
        Ipv4Header.of(protocol, NEAR, FAR, 64, payload.length).writeTo(frame, 14);
        System.arraycopy(payload, 0, frame, 34, payload.length);
        return frame;
    }

    static byte[] ipv6(int next, byte[] payload) {
        byte[] frame = new byte[54 + payload.length];
        new EthernetHeader(1, 2, EtherTypes.IPV6).writeTo(frame, 0);
        new Ipv6Header(0, 0, payload.length, next, 64, 0x20010db8_00000000L, 1, 0xff02L << 48, 22)
                .writeTo(frame, 14);
        System.arraycopy(payload, 0, frame, 54, payload.length);
        return frame;
    }

    static byte[] udp(int source, int destination, byte[] payload) {
        byte[] datagram = new byte[8 + payload.length];
        new UdpHeader(source, destination, payload.length).writeTo(datagram, 0);
        System.arraycopy(payload, 0, datagram, 8, payload.length);
        return ipv4(IpProtocols.UDP, datagram);
    }

    static byte[] tcp(int source, int destination, String payload) {
        byte[] octets = payload.getBytes(StandardCharsets.ISO_8859_1);
        byte[] segment = new byte[20 + octets.length];
        new TcpHeader(source, destination, 1, 2, 0x18, 1000, 0, List.of()).writeTo(segment, 0);
        System.arraycopy(octets, 0, segment, 20, octets.length);
        return ipv4(IpProtocols.TCP, segment);
    }

    static byte[] arp() {
        byte[] frame = new byte[42];
        new EthernetHeader(0xffff_ffff_ffffL, 2, EtherTypes.ARP).writeTo(frame, 0);
        byte[] request = hex("0001 0800 06 04 0001 020000000001 c0000201 000000000000 c0000202");
        System.arraycopy(request, 0, frame, 14, request.length);
        return frame;
    }

    static byte[] igmpReport() {
        return ipv4(
                IpProtocols.IGMP,
                hex("2200 0000 0000 0002 0400 0000 e0000116 0600 0001 e0000117 c000024d"));
    }

    /** A discover with a name and a wish. */
    static byte[] dhcp() {
        return hex(
                "01 01 06 00 3903f326 0005 8000 00000000 00000000 00000000 00000000"
                        + "020000000001"
                        + "00".repeat(10 + 64 + 128)
                        + "63825363 350101 3204c0000263 0c03706331 370203 06 ff");
    }
}
