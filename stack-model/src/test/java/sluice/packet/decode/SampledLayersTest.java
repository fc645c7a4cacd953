package sluice.packet.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.Ipv4Header;
import sluice.packet.wire.UdpHeader;

class SampledLayersTest {
    private static final int FLOW = 1;
    private static final int COUNTERS = 2;
    private static final int EXPANDED = 3;
    private static final int AGENT = 0xc0000209;

    /** An IPv4 packet to the collector's port, with the given samples. */
    private static byte[] packet(byte[]... samples) {
        int length = 28;
        for (byte[] sample : samples) {
            length += sample.length;
        }
        ByteBuffer datagram = ByteBuffer.allocate(28 + length);
        datagram.position(28);
        datagram.putInt(5).putInt(1).putInt(AGENT).putInt(0).putInt(77).putInt(1000);
        datagram.putInt(samples.length);
        for (byte[] sample : samples) {
            datagram.put(sample);
        }
        byte[] octets = datagram.array();
        Ipv4Header.of(IpProtocols.UDP, 1, 2, 64, 8 + length).writeTo(octets, 0);
        new UdpHeader(40000, 6343, length).writeTo(octets, 20);
        return octets;
    }

    /** A sample of one frame of which so many octets were kept. */
    private static byte[] sample(int format, byte[] frame, int kept) {
        int fixed = format == FLOW ? 32 : 44;
        int padded = kept + 3 & ~3;
        ByteBuffer sample = ByteBuffer.allocate(8 + fixed + 24 + padded);
        sample.putInt(format).putInt(fixed + 24 + padded);
        sample.position(8 + fixed - 4);
        sample.putInt(1).putInt(1).putInt(16 + padded);
        sample.putInt(1).putInt(frame.length + 4).putInt(4).putInt(kept);
        sample.put(frame, 0, kept);
        return sample.array();
    }

    private static FieldTree tree(byte[] packet) {
        return FieldTree.of(LinkTypes.IPV4, packet, 0, packet.length, packet.length);
    }

    private static List<String> values(FieldTree tree, Field field) {
        return tree.layers().stream()
                .flatMap(layer -> layer.fields().stream())
                .filter(node -> node.field() == field)
                .map(FieldTree.FieldNode::text)
                .toList();
    }

    @Test
    void shouldDecodeEveryKindOfFlowSample() {
        byte[] frame = FrameSamples.udp(1, 2);
        byte[] tcp = FrameSamples.tcp();
        byte[] counters = new byte[20];
        Octets.put32(counters, 0, COUNTERS);
        Octets.put32(counters, 4, 12);

        FieldTree tree =
                tree(
                        packet(
                                sample(FLOW, frame, frame.length),
                                counters,
                                sample(EXPANDED, tcp, tcp.length)));

        assertThat(tree.protocols())
                .isEqualTo("ip:udp:sflow:eth:ethertype:ip:udp:data:eth:ethertype:ip:tcp");
        assertThat(values(tree, Field.SFLOW_AGENT)).containsExactly("192.0.2.9");
        assertThat(values(tree, Field.SFLOW_SAMPLES)).containsExactly("3");
        assertThat(values(tree, Field.SFLOW_FRAME_LENGTH))
                .containsExactly(
                        Integer.toString(frame.length + 4), Integer.toString(tcp.length + 4));
        assertThat(tree.faults()).isEmpty();
    }

    @Test
    void shouldGoOnBehindASampleThatTheAgentCut() {
        byte[] frame = FrameSamples.tcp();

        FieldTree tree = tree(packet(sample(FLOW, frame, 36), sample(FLOW, frame, frame.length)));

        assertThat(tree.protocols())
                .isEqualTo("ip:udp:sflow:eth:ethertype:ip:tcp:eth:ethertype:ip:tcp");
        assertThat(values(tree, Field.TCP_SRCPORT)).hasSize(1);
        assertThat(tree.faults()).isEmpty();
    }

    /** An agent samples what it sees; whether the rest came is not known. */
    @Test
    void shouldNotTellTheLengthOfASampledSegment() {
        byte[] frame = FrameSamples.tcp();

        assertThat(values(tree(packet(sample(FLOW, frame, frame.length))), Field.TCP_LEN))
                .isEmpty();
    }

    @Test
    void shouldFindFaultWithLengthsThatDoNotFit() {
        byte[] frame = FrameSamples.udp(1, 2);
        byte[] whole = sample(FLOW, frame, frame.length);
        int[] places = {4, 44, 60}; // of the sample, of its record, of the header
        for (int place : places) {
            byte[] longer = whole.clone();
            Octets.put32(longer, place, -1);

            assertThat(tree(packet(longer)).faults())
                    .as("length at %d", place)
                    .extracting(FieldTree.FaultNode::fault)
                    .containsExactly(Fault.MALFORMED);
        }
    }

    @Test
    void shouldNotBelieveTheNumberOfSamples() {
        byte[] packet = packet();
        Octets.put32(packet, 28 + 24, -1);

        assertThat(tree(packet).layers()).hasSize(3);
    }

    @Test
    void shouldLeaveOlderVersionsAlone() {
        byte[] packet = packet(sample(FLOW, FrameSamples.tcp(), 40));
        Octets.put32(packet, 28, 4);

        assertThat(tree(packet).protocols()).isEqualTo("ip:udp:sflow");
    }

    @Test
    void shouldSurviveEveryPrefix() {
        byte[] frame = FrameSamples.udp(1, 2);
        byte[] packet = packet(sample(FLOW, frame, 50), sample(EXPANDED, frame, frame.length));
        for (int length = 0; length < packet.length; length++) {
            byte[] prefix = Arrays.copyOf(packet, length);

            assertThat(FieldTree.of(LinkTypes.IPV4, prefix, 0, length, packet.length).layers())
                    .as("prefix of %d", length)
                    .hasSizeLessThan(20);
        }
    }
}
