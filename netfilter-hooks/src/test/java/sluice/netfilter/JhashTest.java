package sluice.netfilter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JhashTest {
    private static int hash(String text, int seed) {
        byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
        return Jhash.of(octets, 0, octets.length, seed);
    }

    /** The values that lookup3 itself is tried with (Bob Jenkins, lookup3.c, driver5). */
    @Test
    void shouldHashAsLookup3Does() {
        assertThat(hash("", 0)).isEqualTo(0xdeadbeef);
        assertThat(hash("", 0xdeadbeef)).isEqualTo(0xbd5b7dde);
        assertThat(hash("Four score and seven years ago", 0)).isEqualTo(0x17770551);
        assertThat(hash("Four score and seven years ago", 1)).isEqualTo(0xcd628161);
    }

    @Test
    void shouldHashWordsAsTheirOctetsOnALittleEndianMachine() {
        byte[] key = new byte[4];
        Jhash.putWord(key, 0, 0x64636261);
        assertThat(Jhash.of(key, 0, 4, 7)).isEqualTo(hash("abcd", 7));
    }
}
