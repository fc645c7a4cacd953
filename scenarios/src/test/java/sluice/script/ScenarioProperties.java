package sluice.script;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** No text crashes or hangs the reader, and every problem has a place in the file. */
class ScenarioProperties {
    private static final String FULL =
            """
            title: t
            hosts:
              win: {kind: windows, drivers: [passthru], nics: [{mac: "02:00:00:00:00:01", addresses: [192.0.2.1/24]}]}
              lin: {kind: linux, hooks: [{hook: queue, point: INPUT, priority: -5}]}
            links: [{between: [win, lin], rate: 1Mbit, loss: 1%}]
            programs: [{udp-echo: {on: lin, port: 7}}]
            traffic:
              - udp: {from: win, to: "lin:7", hex: "00 01", count: 2}
            steps: [{at: 1ms, link: {name: link1, state: down}}]
            expect: [{replies: {to: udp, at-most: 2}}]
            """;

    @Property(tries = 400)
    void shouldReadAnyPrefixOfAFile(@ForAll @IntRange(max = 600) int length) {
        check(FULL.substring(0, Math.min(length, FULL.length())));
    }

    @Property(tries = 400)
    void shouldReadAFileWithOneCharacterChanged(
            @ForAll @IntRange(max = 599) int index, @ForAll("yamlCharacter") char other) {
        var text = new StringBuilder(FULL);
        text.setCharAt(index % FULL.length(), other);
        check(text.toString());
    }

    @Property(tries = 200)
    void shouldReadAnyText(@ForAll String text) {
        check(text);
    }

    @Property(tries = 200)
    void shouldReadAnyYamlLikeText(@ForAll("yamlLike") String text) {
        check(text);
    }

    @Provide
    Arbitrary<Character> yamlCharacter() {
        return Arbitraries.of(
                ':', '-', '{', '}', '[', ']', '"', '\'', '\n', ' ', '#', '&', '*', '!', '|', '>',
                '0', 'x', '~', '?');
    }

    @Provide
    Arbitrary<String> yamlLike() {
        return Arbitraries.of(
                        "title",
                        "hosts",
                        "kind",
                        "linux",
                        ": ",
                        "- ",
                        "\n",
                        "  ",
                        "{",
                        "}",
                        "[",
                        "]",
                        ",",
                        "10ms",
                        "1",
                        "nics",
                        "addresses",
                        "steps",
                        "at")
                .list()
                .ofMaxSize(40)
                .map(words -> String.join("", words));
    }

    private static void check(String text) {
        ScenarioFile.Outcome outcome = ScenarioFile.read("a.yaml", text, Catalogue.SHIPPED);
        assertThat(outcome.scenario().isPresent()).isEqualTo(outcome.problems().isEmpty());
        long lines =
                text.chars()
                                .filter(c ->
                                        c == '\n'
                                                || c == '\r'
                                                || c == 0x85
                                                || c == 0x2028
                                                || c == 0x2029)
                                .count()
                        + 1;
        assertThat(outcome.problems())
                .allSatisfy(problem ->
                        assertThat(problem.place().line()).isBetween(1, (int) lines + 1));
    }
}
