package sluice.packet.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import sluice.packet.wire.Ipv4Header;

class DecoderTest {
    private static FieldTable table(Decoder decoder, byte[] frame, int wireLength) {
        var table = new FieldTable();
        table.reset(frame);
        decoder.decode(LinkTypes.ETHERNET, frame, 0, frame.length, wireLength, table);
        return table;
    }

    @Test
    void shouldReportLayersAndFieldsOfATcpSegment() {
        byte[] frame = FrameSamples.tcp();
        FieldTable table = table(Decoder.full(), frame, frame.length);

        assertThat(table.protocols()).isEqualTo("eth:ethertype:ip:tcp");
        assertThat(table.first(Field.ETH_DST)).isEqualTo("00:00:00:00:00:01");
        assertThat(table.first(Field.IP_SRC)).isEqualTo("192.0.2.1");
        assertThat(table.first(Field.TCP_OPTIONS_MSS)).isEqualTo("1460");
        assertThat(table.first(Field.TCP_CHECKSUM_STATUS)).isEqualTo("1");
        assertThat(table.malformed()).isFalse();
    }

    @Test
    void shouldFollowTunnelsInFullAndNotInBasic() {
        byte[] frame = FrameSamples.vxlan();

        FieldTable full = table(Decoder.full(), frame, frame.length);
        assertThat(full.protocols()).isEqualTo("eth:ethertype:ip:udp:vxlan:eth:ethertype:ip:tcp");
        assertThat(full.count(Field.IP_SRC)).isEqualTo(2);
        assertThat(full.all(Field.IP_PROTO)).isEqualTo("17,6");
        assertThat(table(Decoder.basic(), frame, frame.length).protocols())
                .isEqualTo("eth:ethertype:ip:udp:data");
    }

    @Test
    void shouldTellACutCaptureFromALyingPacket() {
        byte[] whole = FrameSamples.tcp();
        byte[] cut = Arrays.copyOf(whole, 40);

        assertThat(FieldTree.of(LinkTypes.ETHERNET, cut, 0, 40, whole.length).faults())
                .containsExactly(new FieldTree.FaultNode(Fault.CUT_SHORT, 34));
        assertThat(FieldTree.of(LinkTypes.ETHERNET, cut, 0, 40, 40).faults())
                .containsExactly(new FieldTree.FaultNode(Fault.MALFORMED, 34));
    }

    @Test
    void shouldStopAtItsDepthLimitInAnEndlessTunnel() {
        byte[] frame = new byte[14 + 20 * 600];
        for (int at = 14; at < frame.length; at += 20) {
            int rest = frame.length - at;
            Ipv4Header.of(4, 1, 2, 64, rest - 20).writeTo(frame, at);
        }
        frame[12] = 8;
        FieldTree tree = FieldTree.of(LinkTypes.ETHERNET, frame, 0, frame.length, frame.length);

        assertThat(tree.layers()).hasSize(Walk.DEPTH_MAX);
        assertThat(tree.faults())
                .extracting(FieldTree.FaultNode::fault)
                .containsExactly(Fault.TOO_DEEP);
    }
}
