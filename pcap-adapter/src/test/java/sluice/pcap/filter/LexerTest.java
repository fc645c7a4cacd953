package sluice.pcap.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LexerTest {
    private static String kinds(String text) {
        StringBuilder kinds = new StringBuilder();
        for (Token token : Lexer.tokens(text)) {
            if (token.kind() != Kind.END) kinds.append(token.kind()).append(' ');
        }
        return kinds.toString().strip();
    }

    @ParameterizedTest
    @CsvSource({
        "1-5, NAME",
        "1 - 5, NUMBER MINUS NUMBER",
        "1.2, IPV4",
        "1.2.3.4, IPV4",
        "1.2.3.4.5, NAME",
        "1.2.3.4.5.6, MAC",
        "aabbccddeeff, MAC",
        "aabbccddeef, NAME",
        "a:b:c:d:e:f, MAC",
        "a-b-c-d-e-f, MAC",
        "::, IPV6",
        "1::, IPV6",
        "::1, IPV6",
        "1:2:3:4:5:6:7:8, IPV6",
        "::1.2.3.4, IPV6",
        "fe80::1/10, IPV6 DIVIDE NUMBER",
        "tcp-syn, NUMBER",
        "tcp-, PROTOCOL MINUS",
        "tcp_, PROTOCOL _",
        "es-is, PROTOCOL",
        "0x1g, NAME",
        "0x10, NUMBER",
        "\\tcp, NAME",
        "$1f, ARC",
        "&&&, AND BIT_AND",
        "<<=, SHIFT_LEFT EQUAL",
        "!==, NOT_EQUAL EQUAL",
    })
    void shouldTakeTheLongestWord(String text, String kinds) {
        if (kinds.endsWith("_")) {
            // The sign is none of the language's; what stands before it is whole.
            assertThat(Scan.name(text, 0)).isEqualTo(3);
        } else {
            assertThat(kinds(text)).isEqualTo(kinds);
        }
    }

    @Test
    void shouldCountColumnsFromOne() {
        assertThat(Lexer.tokens(" tcp  port 80"))
                .extracting(Token::column)
                .containsExactly(2, 7, 12, 14);
    }

    @ParameterizedTest
    @CsvSource({
        "::, 0 0 0 0",
        "1:2:3:4:5:6:7:8, 10002 30004 50006 70008",
        "fe80::1, fe800000 0 0 1",
        "::ffff:1.2.3.4, 0 0 ffff 1020304",
        "1::8, 10000 0 0 8",
    })
    void shouldReadIp6Addresses(String text, String words) {
        int[] found = Addresses.ip6(text);
        if (found == null) throw new AssertionError(text + " was refused");
        StringBuilder shown = new StringBuilder();
        for (int word : found) shown.append(Integer.toHexString(word)).append(' ');
        assertThat(shown.toString().strip()).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"::01.2.3.4", "::256.1.1.1", "1:2:3:4:5:6:7", "1::2::3", "::0x1.2.3.4"})
    void shouldRefuseWhatIsNoIp6Address(String text) {
        assertThat(Addresses.ip6(text)).isNull();
    }
}
