package sluice.rules.nft;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sluice.rules.Ruleset;

/**
 * Whatever is read, the answer is a ruleset or errors with their places, never an exception; and
 * after an error nothing is left behind.
 */
class DamagedRulesetsTest {
    private static final boolean WHOLE =
            System.getProperty("sluice.effort", "slice").equals("whole");
    private static final int MUTANTS =
            Integer.getInteger("sluice.mutants", WHOLE ? 500_000 : 1_500);
    private static final long SEED = 20_231_122L;
    private static final String[] WORDS = {
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        ",",
        ":",
        ";",
        "\n",
        ".",
        "/",
        "-",
        "@",
        "$",
        "=",
        "==",
        "!=",
        "&",
        "|",
        "^",
        "<<",
        ">>",
        "*",
        "\"",
        "#",
        "\\",
        "0",
        "-1",
        "99999999999999999999",
        "0xffffffffffffffffffffffffffffffff",
        "255.255.255.255/0",
        "::/0",
        "1s",
        "ip",
        "ip6",
        "tcp",
        "meta",
        "ct",
        "set",
        "map",
        "vmap",
        "define",
        "include \"x\"",
        "include \"*\"",
        "table",
        "chain",
        "rule",
        "flush ruleset",
        "delete",
        "add",
        "elements",
        "typeof",
        "flags",
        "timeout",
        "jump",
        "goto",
        "accept",
        "counter",
        "limit",
        "numgen random mod 0",
        "jhash",
        "exists",
        "type",
        "hook",
        "priority",
        "@th,0,128",
        "@ll,65535,128",
        "tcp option 255",
        "tcp option @1,2,3",
        "fib",
        "rt",
        "snat",
        "dnat",
        "redirect",
        "queue",
        "log",
        "\u0000",
        "é"
    };

    private static List<String> texts() throws Exception {
        List<String> texts = new ArrayList<>(List.of(Sample.TEXT));
        Path folder = Path.of(System.getProperty("sluice.root", "../.."), "../shared/rulesets");
        if (Files.isDirectory(folder)) {
            for (Path file : SharedRulesetsTest.files()) texts.add(Files.readString(file));
        } else {
            System.out.println("without the rulesets of the wild: no " + folder);
        }
        return texts;
    }

    private static Loaded text(String text) {
        return settled(text, new Ruleset(), false);
    }

    private static Loaded settled(String text, Ruleset into, boolean json) {
        NftOptions options = NftOptions.strict();
        Loaded loaded =
                json
                        ? NftJson.load(into, NftDevices.any(), "f", text, options)
                        : NftText.load(into, NftDevices.any(), "f", text, options);
        for (Diagnostic error : loaded.errors()) {
            assertThat(error.place().line()).as("%s in %s", error.text(), text).isPositive();
            assertThat(error.place().column()).isPositive();
            assertThat(error.text()).isNotEmpty();
        }
        if (!loaded.succeeded()) assertThat(into.tables()).isEmpty();
        else assertThat(NftWriter.text(into) + NftJsonWriter.text(into)).isNotEmpty();
        return loaded;
    }

    @Test
    void shouldReadTheSamples() {
        assertThat(text(Sample.TEXT).errors()).isEmpty();
        assertThat(settled(Sample.JSON, new Ruleset(), true).errors()).isEmpty();
    }

    @Test
    void shouldAnswerEveryPrefix() throws Exception {
        int refused = 0;
        for (String text : texts()) {
            for (int length = 0; length < text.length(); length += WHOLE ? 1 : 11)
                if (!text(text.substring(0, length)).succeeded()) refused++;
        }
        String json = Sample.JSON.strip();
        for (int length = 0; length < json.length(); length += WHOLE ? 1 : 3)
            assertThat(settled(json.substring(0, length), new Ruleset(), true).succeeded())
                    .isFalse();
        assertThat(refused).isPositive();
    }

    @Test
    void shouldAnswerMutants() throws Exception {
        var random = new Random(SEED);
        List<String> texts = texts();
        int loaded = 0;
        for (int i = 0; i < MUTANTS; i++) {
            String text = mutant(texts.get(i % texts.size()), random);
            if (text(text).succeeded()) loaded++;
        }
        assertThat(loaded).isBetween(1, MUTANTS - 1);
    }

    @Test
    void shouldAnswerMutantsOfJson() {
        var random = new Random(SEED);
        int loaded = 0;
        for (int i = 0; i < MUTANTS; i++)
            if (settled(mutant(Sample.JSON, random), new Ruleset(), true).succeeded()) loaded++;
        assertThat(loaded).isBetween(0, MUTANTS - 1);
    }

    private static String mutant(String text, Random random) {
        var made = new StringBuilder(text);
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes && !made.isEmpty(); i++) {
            int at = random.nextInt(made.length());
            int end = Math.min(made.length(), at + 1 + random.nextInt(12));
            switch (random.nextInt(5)) {
                case 0 -> made.delete(at, end);
                case 1 -> made.insert(at, made.substring(at, end));
                case 2 -> made.insert(at, " " + WORDS[random.nextInt(WORDS.length)] + " ");
                case 3 -> made.replace(at, end, WORDS[random.nextInt(WORDS.length)]);
                default -> made.setCharAt(at, (char) (32 + random.nextInt(95)));
            }
        }
        return made.toString();
    }

    @Test
    void shouldRefuseWhatGrowsWithoutEnd() {
        String deep = "table t { chain c { ip saddr " + "(".repeat(10_000) + "1 } }";
        assertThat(text(deep).succeeded()).isFalse();
        assertThat(settled("[".repeat(100_000), new Ruleset(), true).succeeded()).isFalse();
        var doubling = new StringBuilder("define a0 = { 1, 2 }\n");
        for (int i = 1; i < 40; i++)
            doubling.append("define a" + i + " = { $a" + (i - 1) + ", $a" + (i - 1) + " }\n");
        doubling.append("table t { chain c { tcp dport $a39 accept\n } }");
        assertThat(text(doubling.toString()).errors().getFirst().text())
                .contains("elements of sets");
        NftIncludes itself =
                (name, _) ->
                        java.util.Optional.of(
                                List.of(
                                        new NftIncludes.Included(
                                                name, "include \"a\"\ninclude \"b\"\n")));
        var loaded =
                NftText.load(
                        new Ruleset(),
                        NftDevices.any(),
                        "a",
                        "include \"a\"",
                        NftOptions.strict().with(itself));
        assertThat(loaded.succeeded()).isFalse();
    }
}
