package sluice.conformance.netfilter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExpectedFrameTest {
    /** Ethernet, IPv4 from 192.168.1.2 to 192.168.1.1, UDP from 1 to 5000, "hello". */
    private static final String UDP =
            "020000000010060000000102080045000021123400004011e544c0a80102c0a80101"
                    + "00011388000d252568656c6c6f";

    private static byte[] octets(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static Optional<String> difference(ExpectedFrame kernel, String ours) {
        return kernel.difference(octets(ours), false).map(FrameDifference::text);
    }

    private static ExpectedFrame kernel(String hex, String ip, String transport) {
        return new ExpectedFrame(octets(hex), ip, transport, List.of());
    }

    @Test
    void shouldTakeAnEqualFrame() {
        assertThat(difference(kernel(UDP, "ok", "ok"), UDP)).isEmpty();
    }

    @Test
    void shouldHoldLengthThenChecksumsThenOctets() {
        ExpectedFrame kernel = kernel(UDP, "ok", "ok");
        assertThat(difference(kernel, UDP + "00")).contains("48 octets, kernel 47");
        assertThat(difference(kernel, UDP.replace("e544", "e545")))
                .contains("IP checksum bad, kernel ok");
        assertThat(difference(kernel, UDP.replace("2525", "2526")))
                .contains("transport checksum bad, kernel ok");
        assertThat(difference(kernel, UDP.replace("2525", "0000")))
                .contains("transport checksum zero, kernel ok");
        assertThat(difference(kernel, UDP.replaceFirst("02000000001006", "02000000001106")))
                .contains("octet 5 is 11, kernel 10");
    }

    @Test
    void shouldNotTellTheTransportChecksumOfAFragment() {
        String first = UDP.replace("12340000", "12342000").replace("e544", "c544");
        assertThat(difference(kernel(first, "ok", ""), first)).isEmpty();
        assertThat(difference(kernel(first, "ok", "ok"), first))
                .contains("transport checksum not checkable, kernel ok");
    }

    @Test
    void shouldMakeChecksumsRightAfterMasking() {
        // The identification is masked: with it 0 the header's checksum is f778.
        String masked = UDP.replace("1234", "0000").replace("e544", "f778");
        var kernel =
                new ExpectedFrame(
                        octets(masked),
                        "ok",
                        "ok",
                        List.of(new ExpectedFrame.Mask("ip.id", 18, 2)));
        assertThat(difference(kernel, UDP)).isEmpty();
        String other = UDP.replace("1234", "1235").replace("e544", "e543");
        assertThat(difference(kernel, other)).isEmpty();
        assertThat(difference(kernel, UDP.replace("e544", "e543")))
                .contains("IP checksum bad, kernel ok");
    }

    @Test
    void shouldLookBehindTagsAndAtBarePackets() {
        String tagged = UDP.replaceFirst("0800", "81000007" + "0800");
        assertThat(difference(kernel(tagged, "ok", "ok"), tagged)).isEmpty();
        String bare = UDP.substring(28);
        assertThat(kernel(bare, "ok", "ok").difference(octets(bare), true)).isEmpty();
    }

    @Test
    void shouldFindNothingToCheckInFramesThatAreNoPackets() {
        for (int length = 0; length < UDP.length(); length += 2) {
            String cut = UDP.substring(0, length);
            String ip = length / 2 < 34 ? "" : "ok";
            assertThat(difference(kernel(cut, ip, ""), cut)).as("%d octets", length / 2).isEmpty();
        }
    }

    @Test
    void shouldShowBothFramesAndFewRows() {
        var kernel = new ExpectedFrame(new byte[600], "", "", List.of());
        byte[] ours = new byte[600];
        java.util.Arrays.fill(ours, (byte) 1);
        List<String> details = kernel.difference(ours, false).orElseThrow().details();
        assertThat(details).hasSize(2 + 2 * 8 + 1).last().asString().contains("and more");
    }
}
