package sluice.packet.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.Ipv4Header;

class CompressedLayerTest {
    private static final int PACKED_OCTETS_MAX = 4096;

    /** IPv4 with IPComp (RFC 3173) around the octets, compressed with DEFLATE. */
    private static byte[] packed(int protocol, byte[] content) {
        byte[] packed = new byte[PACKED_OCTETS_MAX];
        int length;
        try (var deflater = new Deflater(Deflater.BEST_COMPRESSION, true)) {
            deflater.setInput(content);
            deflater.finish();
            length = deflater.deflate(packed);
        }
        return around(protocol, Arrays.copyOf(packed, length));
    }

    private static byte[] around(int protocol, byte[] payload) {
        byte[] packet = new byte[24 + payload.length];
        Ipv4Header.of(IpProtocols.IPCOMP, 1, 2, 64, 4 + payload.length).writeTo(packet, 0);
        packet[20] = (byte) protocol;
        packet[23] = 2;
        System.arraycopy(payload, 0, packet, 24, payload.length);
        return packet;
    }

    private static FieldTree tree(byte[] packet) {
        return FieldTree.of(LinkTypes.IPV4, packet, 0, packet.length, packet.length);
    }

    @Test
    void shouldGoOnInsideWhatWasPacked() {
        byte[] udp = {0, 51, 0, 54, 0, 12, 0, 0, 1, 2, 3, 4};
        FieldTree tree = tree(packed(IpProtocols.UDP, udp));

        assertThat(tree.protocols()).isEqualTo("ip:ipcomp:data:udp:data");
        assertThat(tree.layers().get(3).fields().getFirst())
                .isEqualTo(new FieldTree.FieldNode(Field.UDP_SRCPORT, 0, 2, "51"));
    }

    @Test
    void shouldLeaveDamagedPayloadAsData() {
        byte[] noise = {(byte) 0xff, (byte) 0xee, 1, 2, 3, 4, 5, 6};

        assertThat(tree(around(IpProtocols.UDP, noise)).protocols()).isEqualTo("ip:ipcomp:data");
    }

    @Test
    void shouldUnpackNoMoreThanAPacketHolds() {
        byte[] zeros = new byte[1_000_000];
        FieldTree tree = tree(packed(253, zeros));

        assertThat(tree.protocols()).isEqualTo("ip:ipcomp:data:data");
        assertThat(tree.layers().getLast().lengthOctets())
                .isEqualTo(CompressedLayer.UNPACKED_OCTETS_MAX);
    }

    @Test
    void shouldUnpackOnceAFrame() {
        byte[] inner = packed(IpProtocols.UDP, new byte[] {0, 1, 0, 2, 0, 8, 0, 0});
        FieldTree tree = tree(packed(IpProtocols.IPV4, inner));

        assertThat(tree.protocols()).isEqualTo("ip:ipcomp:data:ip:ipcomp:data");
    }

    @Test
    void shouldNotUnpackAFragment() {
        byte[] packet = packed(IpProtocols.UDP, new byte[] {0, 1, 0, 2, 0, 8, 0, 0});
        packet[6] = 0x20;

        assertThat(tree(packet).protocols()).isEqualTo("ip:ipcomp:data");
    }
}
