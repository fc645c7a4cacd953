package sluice.packet.decode;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DomainNameTest {
    private static String name(String hex, int at) {
        byte[] octets = MessageSamples.hex(hex);
        AsciiLine line = new AsciiLine(2000);
        DomainName.append(line, octets, 0, at, octets.length);
        return line.toString();
    }

    private static int end(String hex) {
        byte[] octets = MessageSamples.hex(hex);
        return DomainName.end(octets, 0, octets.length);
    }

    @Test
    void shouldJoinLabels() {
        assertThat(name("0377777701610000", 0)).isEqualTo("www.a");
        assertThat(end("0377777701610000")).isEqualTo(7);
    }

    @Test
    void shouldTellTheRoot() {
        assertThat(name("00", 0)).isEqualTo(".");
        assertThat(end("00")).isEqualTo(1);
    }

    @Test
    void shouldFollowPointersBackwards() {
        // 0: a, 3: b.a, 7: c.b.a
        assertThat(name("016100 0162c000 0163c003", 7)).isEqualTo("c.b.a");
        assertThat(end("0163c003ff")).isEqualTo(4);
    }

    @Test
    void shouldNotFollowPointersInCircles() {
        assertThat(name("c000", 0)).isEqualTo("[?]");
        assertThat(name("0161c000", 0)).isEqualTo("a[?]");
        assertThat(name("c002c000", 2)).isEqualTo("[?]");
        assertThat(name("c004 0000 0161 00", 0)).as("a pointer ahead").isEqualTo("[?]");
    }

    /** Each hop is short, but they add up to more than a name holds. */
    @Test
    void shouldBoundANameThatPointersMakeLong() {
        var octets = new StringBuilder("00");
        int before = 0;
        for (int i = 0; i < 10; i++) {
            int here = octets.length() / 2;
            octets.append("3f").append("61".repeat(63)).append("%04x".formatted(0xc000 | before));
            before = here;
        }

        assertThat(name(octets.toString(), before)).hasSizeLessThan(4 * 64 + 3).endsWith("[?]");
    }

    @Test
    void shouldEscapeWhatIsNoLetter() {
        assertThat(name("051b5b2e5c20 00", 0)).isEqualTo("\\027[\\.\\\\\\032");
        assertThat(name("02ff7f 00", 0)).isEqualTo("\\255\\127");
    }

    @Test
    void shouldTellInvalidNamesFromCutOnes() {
        assertThat(end("0377")).isEqualTo(DomainName.RUNS_OVER);
        assertThat(end("c0")).isEqualTo(DomainName.RUNS_OVER);
        assertThat(end("")).isEqualTo(DomainName.RUNS_OVER);
        assertThat(end("4061")).isEqualTo(DomainName.INVALID);
        assertThat(end("0161".repeat(128) + "00")).isEqualTo(DomainName.INVALID);
    }
}
