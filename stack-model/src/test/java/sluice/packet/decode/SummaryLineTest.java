package sluice.packet.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;

class SummaryLineTest {
    private static final String BETWEEN = "192.0.2.1 > 192.0.2.2 ";
    private static final String BETWEEN6 = "2001:db8::1 > ff02::16 ICMPv6 ";

    /** The line behind number and time. */
    private static String line(byte[] frame) {
        var line = new SummaryLine();
        int length = line.format(1, 0, LinkTypes.ETHERNET, frame, 0, frame.length, frame.length);
        return new String(line.octets(), 0, length, StandardCharsets.US_ASCII)
                .substring("    1     0.000000 ".length());
    }

    private static String icmp(String hex) {
        return line(MessageSamples.ipv4(IpProtocols.ICMP, MessageSamples.hex(hex)));
    }

    private static String icmpv6(byte[] message) {
        return line(MessageSamples.ipv6(IpProtocols.ICMPV6, message));
    }

    /** The IP packet of a frame, as an error quotes it. */
    private static String quoted(byte[] frame) {
        return HexFormat.of().formatHex(frame, 14, frame.length);
    }

    @Test
    void shouldBeginWithNumberTimeAndAddresses() {
        byte[] frame = MessageSamples.udp(40000, 9999, new byte[4]);
        var line = new SummaryLine();
        int length =
                line.format(
                        7,
                        1_500_000_000L,
                        LinkTypes.ETHERNET,
                        frame,
                        0,
                        frame.length,
                        frame.length);

        assertThat(new String(line.octets(), 0, length, StandardCharsets.US_ASCII))
                .isEqualTo("    7     1.500000 " + BETWEEN + "UDP 46 40000 > 9999 len 4");
    }

    @Test
    void shouldAskAndAnswerAsArpDoes() {
        byte[] request = MessageSamples.arp();
        byte[] reply = request.clone();
        reply[21] = 2;
        byte[] probe = request.clone();
        Octets.put32(probe, 28, 0);
        byte[] announcement = request.clone();
        Octets.put32(announcement, 38, 0xc0000201);
        byte[] reverse = request.clone();
        reverse[21] = 3;
        String broadcast = "00:00:00:00:00:02 > ff:ff:ff:ff:ff:ff ARP 42 ";

        assertThat(line(request)).isEqualTo(broadcast + "who has 192.0.2.2, tell 192.0.2.1");
        assertThat(line(reply)).isEqualTo(broadcast + "192.0.2.1 is at 02:00:00:00:00:01");
        assertThat(line(probe)).isEqualTo(broadcast + "who has 192.0.2.2, a probe");
        assertThat(line(announcement))
                .isEqualTo(broadcast + "announces 192.0.2.1 at 02:00:00:00:00:01");
        assertThat(line(reverse))
                .isEqualTo(
                        broadcast.replace("ARP", "RARP")
                                + "who is 00:00:00:00:00:00, tell 02:00:00:00:00:01");
    }

    @Test
    void shouldNumberEchoes() {
        assertThat(icmp("0800 0000 0102 0003"))
                .isEqualTo(BETWEEN + "ICMP 42 echo request id 258 seq 3");
        assertThat(icmp("0000 0000 0102 0003"))
                .isEqualTo(BETWEEN + "ICMP 42 echo reply id 258 seq 3");
    }

    @Test
    void shouldSayWhatAnErrorIsAbout() {
        byte[] datagram = MessageSamples.udp(40000, 9999, new byte[4]);
        byte[] segment = MessageSamples.tcp(50000, 443, "");

        assertThat(icmp("0303 0000 00000000" + quoted(datagram)))
                .isEqualTo(
                        BETWEEN
                                + "ICMP 74 port unreachable, about "
                                + BETWEEN
                                + "UDP 40000 > 9999");
        assertThat(icmp("0304 0000 0000 0578" + quoted(segment)))
                .isEqualTo(
                        BETWEEN
                                + "ICMP 82 fragmentation needed, MTU 1400, about "
                                + BETWEEN
                                + "TCP 50000 > 443");
        assertThat(icmp("0501 0000 c0000209" + quoted(datagram)))
                .isEqualTo(
                        BETWEEN
                                + "ICMP 74 redirect for host to 192.0.2.9, about "
                                + BETWEEN
                                + "UDP 40000 > 9999");
    }

    /**
     * It was believed that a quote's type is the message's own: traceroute showed echo requests.
     */
    @Test
    void shouldNotTakeTheQuotedMessageForTheMessage() {
        byte[] echo =
                MessageSamples.ipv4(IpProtocols.ICMP, MessageSamples.hex("0800 0000 0102 0003"));

        assertThat(icmp("0b00 0000 00000000" + quoted(echo)))
                .isEqualTo(
                        BETWEEN
                                + "ICMP 70 time to live exceeded, about "
                                + BETWEEN
                                + "ICMP echo request id 258 seq 3");
    }

    @Test
    void shouldNameMessagesOfNeighborDiscovery() {
        assertThat(icmpv6(MessageSamples.NEIGHBOR_SOLICITATION))
                .isEqualTo(
                        BETWEEN6
                                + "86 neighbor solicitation, who has 2001:db8::9"
                                + " from 02:00:00:00:00:aa");
        assertThat(icmpv6(MessageSamples.ROUTER_ADVERTISEMENT))
                .isEqualTo(
                        BETWEEN6
                                + "110 router advertisement lifetime 1800, prefix 2001:db8::/64,"
                                + " MTU 1500");
        assertThat(icmpv6(MessageSamples.hex("0200 0000 00000500")))
                .startsWith(BETWEEN6 + "62 packet too big, MTU 1280");
    }

    @Test
    void shouldNameGroupsThatAreJoined() {
        assertThat(line(MessageSamples.igmpReport()))
                .isEqualTo(
                        BETWEEN
                                + "IGMP 62 v3 report 224.0.1.22 to-ex {},"
                                + " 224.0.1.23 block {192.0.2.77}");
        assertThat(icmpv6(MessageSamples.LISTENER_REPORT))
                .isEqualTo(BETWEEN6 + "82 listener report v2 ff02::16 to-ex {}");
        assertThat(
                        line(
                                MessageSamples.ipv4(
                                        IpProtocols.IGMP,
                                        MessageSamples.hex("1164 0000 00000000"))))
                .isEqualTo(BETWEEN + "IGMP 42 v2 query");
    }

    @Test
    void shouldTellNumbersAndOptionsOfTcp() {
        byte[] segment =
                MessageSamples.hex(
                        "c350 01bb 00000001 00000002 a012 03e8 0000 0000"
                                + "0204 05b4 0402 080a 00000007 00000008 01 030307");

        assertThat(line(MessageSamples.ipv4(IpProtocols.TCP, segment)))
                .isEqualTo(
                        BETWEEN
                                + "TCP 74 50000 > 443 [SYN,ACK] seq 1 ack 2 win 1000 len 0"
                                + " <mss 1460,sackOK,ts 7/8,wscale 7>");
    }

    @Test
    void shouldTellThePayloadOfUdp() {
        assertThat(line(MessageSamples.udp(40000, 9999, new byte[4])))
                .isEqualTo(BETWEEN + "UDP 46 40000 > 9999 len 4");
    }

    @Test
    void shouldTellWhichPieceAFragmentIs() {
        byte[] first = MessageSamples.udp(40000, 9999, new byte[8]);
        first[20] = 0x20;
        byte[] last = first.clone();
        last[20] = 0;
        last[21] = 2;

        assertThat(line(first))
                .isEqualTo(BETWEEN + "UDP 50 40000 > 9999 len 8 fragment 0x0000 at 0, more follow");
        assertThat(line(last))
                .isEqualTo(BETWEEN + "IPv4 50 protocol 17 fragment 0x0000 at 16, the last");
    }

    @Test
    void shouldTellQuestionAndAnswers() {
        byte[] refused = MessageSamples.DNS_QUERY.clone();
        Octets.put16(refused, 2, 0x8183);

        assertThat(line(MessageSamples.udp(40000, 53, MessageSamples.DNS_QUERY)))
                .isEqualTo(BETWEEN + "DNS 71 40000 > 53 query 0x1a2b AAAA www.example");
        assertThat(line(MessageSamples.udp(53, 40000, MessageSamples.DNS_RESPONSE)))
                .isEqualTo(
                        BETWEEN
                                + "DNS 105 53 > 40000 response 0x1a2b A www.example:"
                                + " CNAME api.example, A 192.0.2.77");
        assertThat(line(MessageSamples.udp(53, 40000, refused)))
                .isEqualTo(BETWEEN + "DNS 71 53 > 40000 response 0x1a2b NXDomain AAAA www.example");
    }

    @Test
    void shouldTellWhoWantsWhichAddress() {
        assertThat(line(MessageSamples.udp(68, 67, MessageSamples.dhcp())))
                .isEqualTo(
                        BETWEEN
                                + "DHCP 301 68 > 67 discover 0x3903f326 client 02:00:00:00:00:01"
                                + " asks for 192.0.2.99 name \"pc1\"");
    }

    /** What was sampled is not the packet's own. */
    @Test
    void shouldTellWhoSampled() {
        byte[] datagram =
                MessageSamples.hex(
                        "00000005 00000001 c0000209 00000000 0000004d 000003e8 00000000");

        assertThat(line(MessageSamples.udp(40000, 6343, datagram)))
                .isEqualTo(BETWEEN + "sFlow 70 40000 > 6343 v5 agent 192.0.2.9 seq 77 samples 0");
    }

    @Test
    void shouldTellTheFirstLineOfHttpWithoutControlCharacters() {
        assertThat(line(MessageSamples.tcp(50000, 80, "GET /a\u001b[2J\u009b\\ HTTP/1.1\r\n\r\n")))
                .isEqualTo(BETWEEN + "HTTP 79 50000 > 80 GET /a\\x1b[2J\\x9b\\\\ HTTP/1.1");
    }

    @Test
    void shouldEndALineThatWouldBeTooLong() {
        byte[] record =
                MessageSamples.hex("01" + "ff".repeat(1) + "00" + "0005 0001 00000000 003c");
        byte[] message = Arrays.copyOf(MessageSamples.hex("0000 8000 0000 0004 00000000"), 400);
        int at = 12;
        for (int i = 0; i < 4; i++) {
            System.arraycopy(record, 0, message, at, record.length);
            Arrays.fill(message, at + record.length, at + record.length + 60, (byte) 1);
            message[at + record.length] = 58;
            message[at + record.length + 59] = 0;
            at += record.length + 60;
        }

        assertThat(line(MessageSamples.udp(53, 40000, Arrays.copyOf(message, at))))
                .hasSize(SummaryLine.LENGTH_MAX - "    1     0.000000 ".length())
                .endsWith("...");
    }
}
