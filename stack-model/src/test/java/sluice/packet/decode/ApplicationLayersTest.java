package sluice.packet.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;

class ApplicationLayersTest {
    private static FieldTree tree(byte[] frame) {
        return FieldTree.of(LinkTypes.ETHERNET, frame, 0, frame.length, frame.length);
    }

    private static List<String> fields(byte[] frame, Layer layer) {
        return tree(frame).layers().stream()
                .filter(node -> node.layer() == layer)
                .flatMap(node -> node.fields().stream())
                .map(field -> field.field().abbreviation() + "=" + field.text())
                .toList();
    }

    @Test
    void shouldTellEveryFieldOfADnsResponse() {
        assertThat(fields(MessageSamples.udp(53, 40000, MessageSamples.DNS_RESPONSE), Layer.DNS))
                .containsExactly(
                        "dns.id=0x1a2b",
                        "dns.flags=0x8180",
                        "dns.flags.response=1",
                        "dns.flags.opcode=0",
                        "dns.flags.authoritative=0",
                        "dns.flags.truncated=0",
                        "dns.flags.recdesired=1",
                        "dns.flags.recavail=1",
                        "dns.flags.z=0",
                        "dns.flags.authenticated=0",
                        "dns.flags.checkdisable=0",
                        "dns.flags.rcode=0",
                        "dns.count.queries=1",
                        "dns.count.answers=2",
                        "dns.count.auth_rr=0",
                        "dns.count.add_rr=0",
                        "dns.qry.name=www.example",
                        "dns.qry.type=1",
                        "dns.qry.class=0x0001",
                        "dns.resp.name=www.example",
                        "dns.resp.type=5",
                        "dns.resp.class=0x0001",
                        "dns.resp.ttl=60",
                        "dns.resp.len=6",
                        "dns.cname=api.example",
                        "dns.resp.name=api.example",
                        "dns.resp.type=1",
                        "dns.resp.class=0x0001",
                        "dns.resp.ttl=60",
                        "dns.resp.len=4",
                        "dns.a=192.0.2.77");
    }

    @Test
    void shouldTellRecordsOfOtherTypes() {
        byte[] message =
                MessageSamples.hex(
                        "0001 8000 0000 0004 0000 0000"
                                + "00 000f 0001 00000001 0005 000a 016100"
                                + "00 0021 0001 00000001 0009 0001 0002 0050 016200"
                                + "00 0010 0001 00000001 0006 02 6869 02 0a21"
                                + "00 0001 0001 00000001 0003 010203");

        assertThat(fields(MessageSamples.udp(53, 40000, message), Layer.DNS))
                .contains(
                        "dns.mx.preference=10",
                        "dns.mx.mail_exchange=a",
                        "dns.srv.port=80",
                        "dns.srv.target=b",
                        "dns.txt=hi",
                        "dns.txt=\\x0a!",
                        "dns.data=010203");
    }

    @Test
    void shouldFindADnsMessageInAStream() {
        byte[] query = MessageSamples.DNS_QUERY;
        byte[] segment = new byte[22 + query.length];
        Octets.put16(segment, 0, 40000);
        Octets.put16(segment, 2, 53);
        segment[12] = 0x50;
        Octets.put16(segment, 20, query.length);
        System.arraycopy(query, 0, segment, 22, query.length);

        assertThat(tree(MessageSamples.ipv4(IpProtocols.TCP, segment)).protocols())
                .isEqualTo("eth:ethertype:ip:tcp:dns");
        segment[20] = 1; // the rest is in other segments
        assertThat(tree(MessageSamples.ipv4(IpProtocols.TCP, segment)).protocols())
                .isEqualTo("eth:ethertype:ip:tcp:data");
    }

    @Test
    void shouldTellFieldsAndOptionsOfDhcp() {
        assertThat(fields(MessageSamples.udp(68, 67, MessageSamples.dhcp()), Layer.DHCP))
                .contains(
                        "dhcp.type=1",
                        "dhcp.id=0x3903f326",
                        "dhcp.secs=5",
                        "dhcp.flags.bc=1",
                        "dhcp.hw.mac_addr=02:00:00:00:00:01",
                        "dhcp.server=",
                        "dhcp.option.dhcp=1",
                        "dhcp.option.requested_ip_address=192.0.2.99",
                        "dhcp.option.hostname=pc1",
                        "dhcp.option.request_list_item=3",
                        "dhcp.option.request_list_item=6");
    }

    @Test
    void shouldNameEveryProtocolByItsPort() {
        assertThat(MessageSamples.ALL.stream().map(frame -> tree(frame).protocols()))
                .contains(
                        "eth:ethertype:ip:udp:dns",
                        "eth:ethertype:ip:udp:mdns",
                        "eth:ethertype:ip:udp:dhcp",
                        "eth:ethertype:ip:udp:dhcpv6",
                        "eth:ethertype:ip:udp:ntp",
                        "eth:ethertype:ip:tcp:http");
        assertThat(MessageSamples.ALL).allMatch(frame -> tree(frame).faults().isEmpty());
    }

    /** In the middle of a stream nothing says what it is. */
    @Test
    void shouldTakeForHttpOnlyWhatBeginsSo() {
        for (String payload : List.of("body of text", "GE", "GET", "GET\r\n", "")) {
            assertThat(tree(MessageSamples.tcp(50000, 80, payload)).protocols())
                    .as(payload)
                    .doesNotContain("http");
        }
    }

    @Test
    void shouldFindFaultWithEveryPrefixOfAMessage() {
        byte[] response = MessageSamples.DNS_RESPONSE;
        byte[] offer = MessageSamples.dhcp();
        for (int length = 1; length < response.length; length++) {
            byte[] frame = MessageSamples.udp(53, 40000, Arrays.copyOf(response, length));
            assertThat(tree(frame).faults()).as("DNS, %d octets", length).hasSize(1);
        }
        for (int length = 1; length < 236; length++) {
            byte[] frame = MessageSamples.udp(68, 67, Arrays.copyOf(offer, length));
            assertThat(tree(frame).faults()).as("DHCP, %d octets", length).hasSize(1);
        }
    }

    @Test
    void shouldNotBelieveTheNumberOfRecords() {
        byte[] message = new byte[400];
        Arrays.fill(message, 4, 12, (byte) 0xff);

        assertThat(tree(MessageSamples.udp(53, 40000, message)).faults())
                .extracting(FieldTree.FaultNode::fault)
                .containsExactly(Fault.MALFORMED);
    }

    /** A quote ends where the router liked. */
    @Test
    void shouldNotLookForApplicationsInQuotes() {
        byte[] inner = MessageSamples.udp(53, 40000, MessageSamples.DNS_RESPONSE);
        byte[] quote = new byte[8 + 40];
        quote[0] = 3;
        System.arraycopy(inner, 14, quote, 8, 40);
        FieldTree tree = tree(MessageSamples.ipv4(IpProtocols.ICMP, quote));

        assertThat(tree.protocols()).isEqualTo("eth:ethertype:ip:icmp:ip:udp:data");
        assertThat(tree.faults()).isEmpty();
    }
}
