package sluice.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** A step's line is JSON whatever stands in it, and says what the step says. */
class StepTextProperties {
    @Property
    void shouldWriteJsonThatSaysTheSame(
            @ForAll long time, @ForAll long packet, @ForAll String place, @ForAll String text) {
        var out = new StringBuilder();
        StepText.appendJson(out, new Noted(time, packet, place, "note", text));
        // As it comes back from a file: no half characters, no raw control characters.
        String line =
                new String(out.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        assertThat(line).isEqualTo(out.toString());
        Map<String, String> fields = new FlatJson(line).read();
        assertThat(fields).containsEntry("t", Long.toString(time));
        assertThat(fields).containsEntry("place", place);
        assertThat(fields).containsEntry("text", text);
        assertThat(fields.get("packet")).isEqualTo(packet == 0 ? null : Long.toString(packet));
        assertThat(fields.keySet().iterator().next()).isEqualTo("t");
    }

    @Property
    void shouldShowOneLineToPeople(@ForAll String place, @ForAll String text) {
        String line = StepText.line(new Noted(5, 1, place, "note", text));
        assertThat(line.lines().count()).isEqualTo(1);
        assertThat(line).doesNotContain("\n", "\r", "\u2028", "\u001b");
    }

    @Property
    void shouldWriteOctetsAsHex(@ForAll @Size(max = 20) byte[] octets) {
        var out = new StringBuilder();
        StepText.appendJson(out, new Crossed(1, 2, "a", "b", true, Layering.IP, octets));
        String hex = new FlatJson(out.toString()).read().get("octets");
        assertThat(java.util.HexFormat.of().parseHex(hex)).isEqualTo(octets);
    }

    /** Believed: the same run writes the same text. True: not on a machine set to German. */
    @Example
    void shouldWriteTheSameInEveryLocale() {
        Locale before = Locale.getDefault();
        var step = new Noted(1_500_000, 1, "a", "note", "x");
        String expected = StepText.line(step);
        assertThat(expected).contains("1.500000 ms");
        try {
            for (String tag : new String[] {"de-DE", "ar-EG-u-nu-arab", "th-TH-u-nu-thai"}) {
                Locale.setDefault(Locale.forLanguageTag(tag));
                assertThat(StepText.line(step)).isEqualTo(expected);
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    /** Reads one JSON object of texts and numbers by RFC 8259, and nothing else. */
    private static final class FlatJson {
        private final String text;
        private int at;

        FlatJson(String text) {
            this.text = text;
        }

        Map<String, String> read() {
            var fields = new LinkedHashMap<String, String>();
            expect('{');
            while (true) {
                String key = string();
                expect(':');
                String value = text.charAt(at) == '"' ? string() : number();
                assertThat(fields.put(key, value)).as("second %s", key).isNull();
                if (text.charAt(at) == '}') break;
                expect(',');
            }
            expect('}');
            assertThat(at).isEqualTo(text.length());
            return fields;
        }

        private void expect(char c) {
            assertThat(text.charAt(at++)).isEqualTo(c);
        }

        private String number() {
            int from = at;
            while ("-0123456789".indexOf(text.charAt(at)) >= 0) at++;
            return Long.toString(Long.parseLong(text.substring(from, at)));
        }

        private String string() {
            expect('"');
            var read = new StringBuilder();
            while (text.charAt(at) != '"') {
                char c = text.charAt(at++);
                assertThat((int) c).isGreaterThanOrEqualTo(0x20);
                if (c != '\\') {
                    read.append(c);
                    continue;
                }
                char escaped = text.charAt(at++);
                if (escaped == 'u') {
                    read.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
                    at += 4;
                } else {
                    assertThat("\"\\/").contains(String.valueOf(escaped));
                    read.append(escaped);
                }
            }
            at++;
            return read.toString();
        }
    }
}
