package sluice.netdev;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PayloadOffsetTest {
    private static final int AROUND = 5;
    private static final String MACS = "020000000002020000000001";

    /** IPv4 without options but for those of {@code 46}; the rest of its header is 0. */
    private static String ip4(String first, String flags, int protocol) {
        int length = Integer.parseInt(first.substring(1), 16) * 4;
        String start = first + "00" + "0000" + "0000" + flags + "40%02x".formatted(protocol);
        return start + "00".repeat(length - 10);
    }

    private static String ip6(int next) {
        return "600000000000%02x40".formatted(next) + "00".repeat(32);
    }

    private static int offset(String hex, int cut) {
        byte[] frame = HexFormat.of().parseHex(hex.replace(" ", ""));
        byte[] octets = new byte[AROUND + frame.length - cut + AROUND];
        Arrays.fill(octets, (byte) 0xff);
        System.arraycopy(frame, 0, octets, AROUND, frame.length - cut);
        return PayloadOffset.of(octets, AROUND, octets.length - AROUND);
    }

    private static int offset(String hex) {
        return offset(hex, 0);
    }

    @ParameterizedTest
    @CsvSource({"17, 42", "136, 42", "1, 42", "2, 42", "33, 46", "132, 46", "50, 34", "47, 34"})
    void shouldSkipTheHeaderOfTheProtocol(int protocol, int expected) {
        assertThat(offset(MACS + "0800" + ip4("45", "0000", protocol) + "00".repeat(30)))
                .isEqualTo(expected);
    }

    @Test
    void shouldTakeTheLengthThatTcpSays() {
        String tcp = MACS + "0800" + ip4("46", "0000", 6) + "00".repeat(12);
        assertThat(offset(tcp + "80" + "00".repeat(40))).isEqualTo(14 + 24 + 32);
        assertThat(offset(tcp + "10" + "00".repeat(40))).isEqualTo(14 + 24 + 20);
    }

    @Test
    void shouldEndBehindIpInALaterFragment() {
        assertThat(offset(MACS + "0800" + ip4("45", "2000", 17) + "00".repeat(30))).isEqualTo(42);
        assertThat(offset(MACS + "0800" + ip4("45", "0001", 17) + "00".repeat(30))).isEqualTo(34);
        String later = "11000008" + "00000000";
        assertThat(offset(MACS + "86dd" + ip6(44) + later + "00".repeat(30))).isEqualTo(62);
    }

    @Test
    void shouldWalkTagsExtensionsAndIpInIp() {
        String hop = "3c00" + "00".repeat(6);
        String destination = "1101" + "00".repeat(14);
        String udp = "00".repeat(8);
        assertThat(offset(MACS + "8100 0005 86dd" + ip6(0) + hop + destination + udp))
                .isEqualTo(18 + 40 + 8 + 16 + 8);
        String inner = ip4("45", "0000", 17) + udp;
        assertThat(offset(MACS + "0800" + ip4("45", "0000", 4) + inner)).isEqualTo(62);
        assertThat(offset(MACS + "86dd" + ip6(4) + inner)).isEqualTo(14 + 40 + 28);
    }

    @Test
    void shouldGiveNothingForHeadersThatAreUnknownOrBroken() {
        assertThat(offset(MACS + "0806" + "00".repeat(40))).isZero();
        assertThat(offset(MACS + "0800" + "44" + "00".repeat(39))).isZero();
        assertThat(offset("0200")).isZero();
    }

    /** The end is never outside the frame, wherever it is cut. */
    @Test
    void shouldStayInsideACutFrame() {
        String chained = "0800" + ip4("45", "0000", 4).repeat(30);
        String hops = "86dd" + ip6(0) + ("00ff" + "00".repeat(6)).repeat(20);
        for (String frame : new String[] {chained, hops, "8100" + "00018100".repeat(40)}) {
            int length = (MACS + frame).length() / 2;
            for (int cut = 0; cut < length; cut++)
                assertThat(offset(MACS + frame, cut)).isBetween(0, length - cut);
        }
    }
}
