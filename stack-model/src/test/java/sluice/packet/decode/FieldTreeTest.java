package sluice.packet.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FieldTreeTest {
    private static List<String> fields(byte[] frame, Layer layer) {
        return FieldTree.of(LinkTypes.ETHERNET, frame, 0, frame.length, frame.length)
                .layers()
                .stream()
                .filter(node -> node.layer() == layer)
                .flatMap(node -> node.fields().stream())
                .map(field -> field.field().abbreviation() + "=" + field.text())
                .toList();
    }

    @Test
    void shouldTellEveryFieldOfIpv4() {
        assertThat(fields(FrameSamples.tcp(), Layer.IPV4))
                .containsExactly(
                        "ip.version=4",
                        "ip.hdr_len=20",
                        "ip.dsfield=0x00",
                        "ip.dsfield.dscp=0",
                        "ip.dsfield.ecn=0",
                        "ip.len=44",
                        "ip.id=0x0000",
                        "ip.flags=0x00",
                        "ip.flags.rb=0",
                        "ip.flags.df=0",
                        "ip.flags.mf=0",
                        "ip.frag_offset=0",
                        "ip.ttl=64",
                        "ip.proto=6",
                        "ip.checksum=0xf6c8",
                        "ip.checksum.status=1",
                        "ip.src=192.0.2.1",
                        "ip.dst=192.0.2.2");
    }

    @Test
    void shouldTellFlagsAndOptionsOfTcp() {
        assertThat(fields(FrameSamples.tcp(), Layer.TCP))
                .contains(
                        "tcp.flags=0x0002",
                        "tcp.flags.syn=1",
                        "tcp.flags.ack=0",
                        "tcp.option_kind=2",
                        "tcp.option_len=4",
                        "tcp.options.mss_val=1460");
    }

    @Test
    void shouldPutOptionsOfIpv6IntoTheirHeader() {
        assertThat(fields(FrameSamples.ipv6(), Layer.HOP_BY_HOP))
                .containsExactly(
                        "ipv6.hopopts.nxt=58",
                        "ipv6.hopopts.len=0",
                        "ipv6.opt.type=0x05",
                        "ipv6.opt.length=2",
                        "ipv6.opt.router_alert=0",
                        "ipv6.opt.type=0x01",
                        "ipv6.opt.length=0");
    }

    @Test
    void shouldTellBothTagsOfAStack() {
        byte[] frame = FrameSamples.tagged();

        assertThat(fields(frame, Layer.SERVICE_VLAN))
                .containsExactly(
                        "ieee8021ad.priority=1",
                        "ieee8021ad.dei=0",
                        "ieee8021ad.id=100",
                        "ieee8021ad.etype=0x8100");
        assertThat(fields(frame, Layer.VLAN))
                .containsExactly(
                        "vlan.priority=2", "vlan.dei=1", "vlan.id=200", "vlan.etype=0x0800");
    }

    @Test
    void shouldTellPaddingFromTrailer() {
        byte[] frame = Arrays.copyOf(FrameSamples.udp(1, 2), 64);

        assertThat(fields(frame, Layer.ETHERNET))
                .contains("eth.padding=000000000000", "eth.trailer=00000000");
    }

    @Test
    void shouldPutATrailerToTheFrameItLiesIn() {
        byte[] frame = FrameSamples.vxlan();
        byte[] longer = Arrays.copyOf(frame, frame.length + 3);
        List<FieldTree.LayerNode> ethernets =
                FieldTree.of(LinkTypes.ETHERNET, longer, 0, longer.length, longer.length)
                        .layers()
                        .stream()
                        .filter(node -> node.layer() == Layer.ETHERNET)
                        .toList();

        assertThat(
                        ethernets.getFirst().fields().stream()
                                .map(FieldTree.FieldNode::field)
                                .collect(Collectors.toSet()))
                .contains(Field.ETH_TRAILER);
        assertThat(ethernets.getLast().fields())
                .extracting(FieldTree.FieldNode::field)
                .doesNotContain(Field.ETH_TRAILER);
    }

    @Test
    void shouldShortenLongData() {
        byte[] frame = FrameSamples.udp(1, 2);
        byte[] jumbo = Arrays.copyOf(frame, 200);
        jumbo[16] = 0;
        jumbo[17] = (byte) 186;
        jumbo[38] = 0;
        jumbo[39] = (byte) 166;

        assertThat(fields(jumbo, Layer.DATA))
                .containsExactly("data.data=" + "00".repeat(64) + "...");
    }
}
