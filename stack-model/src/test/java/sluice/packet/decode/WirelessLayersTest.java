package sluice.packet.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.Ipv4Header;

class WirelessLayersTest {
    private static final int DATA = 0x08;
    private static final int QOS_DATA = 0x88;
    private static final int QOS_NULL = 0xc8;
    private static final int BEACON = 0x80;
    private static final int ACKNOWLEDGEMENT = 0xd4;
    private static final int FROM_DISTRIBUTION = 2;
    private static final int BOTH_DIRECTIONS = 3;
    private static final int MORE_FRAGMENTS = 4;
    private static final int PROTECTED = 0x40;
    private static final int ARUBA = 0x8240;

    private static byte[] packet(int type, int flags, int qos, byte[] body) {
        return packet(ARUBA, type, flags, qos, body);
    }

    /** GRE around an 802.11 frame; {@code qos} below 0 for a header without it. */
    private static byte[] packet(int greType, int type, int flags, int qos, byte[] body) {
        int header = 24 + ((flags & 3) == BOTH_DIRECTIONS ? 6 : 0) + (qos < 0 ? 0 : 2);
        ByteBuffer packet = ByteBuffer.allocate(24 + header + body.length);
        packet.putShort(22, (short) greType).put(24, (byte) type).put(25, (byte) flags);
        packet.put(29, (byte) 7); // one octet of the receiver's address
        if (qos >= 0) {
            packet.put(24 + header - 2, (byte) qos);
        }
        packet.put(24 + header, body);
        Ipv4Header.of(IpProtocols.GRE, 1, 2, 64, 4 + header + body.length)
                .writeTo(packet.array(), 0);
        return packet.array();
    }

    /** LLC and SNAP, then an IPv4 packet of 20 octets. */
    private static byte[] service() {
        byte[] service = new byte[28];
        System.arraycopy(new byte[] {(byte) 0xaa, (byte) 0xaa, 3, 0, 0, 0, 8, 0}, 0, service, 0, 8);
        Ipv4Header.of(IpProtocols.NO_NEXT_HEADER, 3, 4, 64, 0).writeTo(service, 8);
        return service;
    }

    /** Two subframes of 42 octets, the first filled up to 44. */
    private static byte[] aggregate() {
        byte[] octets = new byte[44 + 42];
        for (int at = 0; at <= 44; at += 44) {
            octets[at + 13] = 28;
            System.arraycopy(service(), 0, octets, at + 14, 28);
        }
        return octets;
    }

    private static String protocols(byte[] packet) {
        return tree(packet).protocols();
    }

    private static FieldTree tree(byte[] packet) {
        return FieldTree.of(LinkTypes.IPV4, packet, 0, packet.length, packet.length);
    }

    @Test
    void shouldFindThePacketOfADataFrame() {
        assertThat(protocols(packet(DATA, FROM_DISTRIBUTION, -1, service())))
                .isEqualTo("ip:gre:wlan:llc:ip");
        assertThat(protocols(packet(QOS_DATA, FROM_DISTRIBUTION, 0, service())))
                .isEqualTo("ip:gre:wlan:llc:ip");
        assertThat(protocols(packet(QOS_DATA, BOTH_DIRECTIONS, 0, service())))
                .isEqualTo("ip:gre:wlan:llc:ip");
    }

    @Test
    void shouldFindEveryPacketOfAnAggregate() {
        FieldTree tree = tree(packet(QOS_DATA, FROM_DISTRIBUTION, 0x80, aggregate()));

        assertThat(tree.protocols()).isEqualTo("ip:gre:wlan:llc:ip:llc:ip");
        assertThat(tree.layers().get(2).fields())
                .filteredOn(field -> field.field() == Field.WLAN_AMSDU_LENGTH)
                .extracting(FieldTree.FieldNode::offsetOctets, FieldTree.FieldNode::text)
                .containsExactly(tuple(62, "28"), tuple(106, "28"));
        assertThat(tree.faults()).isEmpty();
    }

    @Test
    void shouldFindFaultWithASubframeThatDoesNotFit() {
        byte[] body = aggregate();
        body[44 + 13]++;

        assertThat(tree(packet(QOS_DATA, 0, 0x80, body)).faults())
                .containsExactly(new FieldTree.FaultNode(Fault.MALFORMED, 106));
    }

    @Test
    void shouldNotLookIntoWhatCannotBeRead() {
        String data = "ip:gre:wlan:data";

        assertThat(protocols(packet(DATA, PROTECTED, -1, service()))).isEqualTo(data);
        assertThat(protocols(packet(DATA, MORE_FRAGMENTS, -1, service()))).isEqualTo(data);
        assertThat(protocols(packet(BEACON, 0, -1, service()))).isEqualTo(data);
        assertThat(protocols(packet(QOS_NULL, 0, 0, service()))).isEqualTo("ip:gre:wlan");
        assertThat(protocols(packet(ACKNOWLEDGEMENT, 0, -1, service()))).isEqualTo("ip:gre:wlan");
    }

    @Test
    void shouldTakeOnlyTypesOfWirelessSlots() {
        assertThat(protocols(packet(0x8370, DATA, 0, -1, service()))).contains("wlan");
        for (int type : List.of(0x81f0, 0x8241, 0x8380)) {
            assertThat(protocols(packet(type, DATA, 0, -1, service()))).isEqualTo("ip:gre:data");
        }
    }

    @Test
    void shouldSurviveEveryPrefix() {
        byte[] packet = packet(QOS_DATA, BOTH_DIRECTIONS, 0x80, aggregate());
        for (int length = 0; length < packet.length; length++) {
            byte[] prefix = Arrays.copyOf(packet, length);

            assertThat(FieldTree.of(LinkTypes.IPV4, prefix, 0, length, packet.length).faults())
                    .as("prefix of %d", length)
                    .hasSizeLessThanOrEqualTo(2);
        }
    }
}
