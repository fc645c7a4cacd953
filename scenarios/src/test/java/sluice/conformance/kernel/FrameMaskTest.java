package sluice.conformance.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import sluice.packet.Octets;
import sluice.packet.wire.TransportChecksums;

/** What two frames of the kernel have in common. */
class FrameMaskTest {
    /** An echo reply of ten octets. */
    private static byte[] reply(int id) {
        byte[] frame =
                HexFormat.of()
                        .parseHex(
                                "02000000000202000000000108004500001e000000004001000"
                                        + "0c0000201c00002020000000000770001abcd");
        Octets.put16(frame, 18, id);
        TransportChecksums.fillIpv4Header(frame, 14, 20);
        TransportChecksums.fillIcmp(frame, 34, frame.length - 34);
        return frame;
    }

    @Test
    void shouldMaskWholeFieldsThatAreDrawn() {
        FrameMask mask = FrameMask.of(reply(0x1234), reply(0x1299), List.of()).orElseThrow();
        assertThat(mask.fields()).containsExactly(new FrameMask.Field("ip.id", 18, 2));
        assertThat(mask.octets()).as("with the checksum of what is left").isEqualTo(reply(0));
    }

    @Test
    void shouldMaskNothingOfEqualFrames() {
        FrameMask mask = FrameMask.of(reply(7), reply(7), List.of()).orElseThrow();
        assertThat(mask.fields()).isEmpty();
        assertThat(mask.octets()).isEqualTo(reply(7));
    }

    @Test
    void shouldNotTakeFramesForTheSameThatAreNot() {
        byte[] longer = java.util.Arrays.copyOf(reply(7), 60);
        assertThat(FrameMask.of(reply(7), longer, List.of())).isEmpty();
        byte[] broken = reply(7);
        broken[37] ^= 1;
        assertThat(FrameMask.of(reply(7), broken, List.of())).as("its checksum").isEmpty();
    }
}
