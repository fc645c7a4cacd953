package sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** Whatever the short parser understands, the picocli model understands alike. */
class ParserProperties {
    private static Optional<Invocation> full(String... args) {
        var nowhere = new PrintStream(new ByteArrayOutputStream());
        return FullParser.parse(
                                args,
                                Streams.plain(InputStream.nullInputStream(), nowhere, nowhere))
                        instanceof FullParser.Asked(Invocation invocation)
                ? Optional.of(invocation)
                : Optional.empty();
    }

    @Property(tries = 1_500)
    void shouldReadNothingOtherwiseThanTheModel(@ForAll("decodeLines") List<String> line) {
        String[] args = line.toArray(String[]::new);
        Optional<Invocation> read = ShortParser.parse(args);
        Statistics.label("short parser").collect(read.isPresent() ? "understands" : "abstains");
        if (read.isPresent()) {
            assertThat(full(args)).isEqualTo(read);
        }
    }

    @Example
    void shouldUnderstandThePlainFormsItself() {
        String[][] plain = {
            {"--version"},
            {"decode", "a.pcap"},
            {"decode", "a b.pcap", "--packet", "12"},
            {"decode", "--packet=12", "a.pcap"},
            {"decode", "a.pcap", "--format", "json", "--color=never"},
            {"decode", "--color", "always", "--format=text", "--packet", "000000000000000001", "x"},
        };
        for (String[] args : plain) {
            assertThat(ShortParser.parse(args))
                    .as(String.join(" ", args))
                    .isPresent()
                    .isEqualTo(full(args));
        }
    }

    @Example
    void shouldLeaveEverythingElseToTheModel() {
        String[][] others = {
            {},
            {"decode"},
            {"decode", "--help"},
            {"decode", "-h", "a"},
            {"decode", "a", "b"},
            {"decode", "a", "--packet"},
            {"decode", "a", "--packet", "0"},
            {"decode", "a", "--packet", "-1"},
            {"decode", "a", "--packet", "1", "--packet", "2"},
            {"decode", "a", "--format", "JSON"},
            {"decode", "a", "--log", "debug"},
            {"decode", "--", "a"},
            {"decode", "a\0"},
            {"decode", ""},
            {"decode", "-"},
            {"--format", "json", "decode", "a"},
        };
        for (String[] args : others) {
            assertThat(ShortParser.parse(args)).as(String.join(" ", args)).isEmpty();
        }
    }

    @Provide
    Arbitrary<List<String>> decodeLines() {
        Arbitrary<String> word =
                Arbitraries.of(
                        "a.pcap",
                        "b",
                        "--packet",
                        "--packet=3",
                        "--format",
                        "--format=json",
                        "--format=xml",
                        "--color",
                        "--color=never",
                        "json",
                        "text",
                        "always",
                        "auto",
                        "1",
                        "007",
                        "0",
                        "-1",
                        "99999999999999999999",
                        "--help",
                        "--log",
                        "debug",
                        "--",
                        "-",
                        "",
                        "--packet=",
                        "=",
                        "@a",
                        "'q'",
                        "\"q\"",
                        "-V",
                        "a=b");
        return word.list()
                .ofMaxSize(6)
                .map(words -> {
                    var line = new java.util.ArrayList<String>();
                    line.add("decode");
                    line.addAll(words);
                    return List.copyOf(line);
                });
    }
}
