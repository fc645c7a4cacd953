package sluice.rules.nft;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import sluice.rules.Counter;
import sluice.rules.Ruleset;

/** What is written is read to the same form again. */
class NftWriterTest {
    private static Ruleset load(String name, String text) {
        var ruleset = new Ruleset();
        Loaded loaded = NftText.load(ruleset, NftDevices.any(), name, text, NftOptions.strict());
        assertThat(loaded.errors()).as(text).isEmpty();
        return ruleset;
    }

    private static void again(String name, String text) {
        Ruleset first = load(name, text);
        String written = NftWriter.text(first);
        Ruleset second = load(name + ", written", written);
        assertThat(FormText.of(second)).as(written).isEqualTo(FormText.of(first));
        assertThat(NftWriter.text(second)).isEqualTo(written);
    }

    @Test
    void shouldWriteWhatIsReadAgain() {
        again("sample", Sample.TEXT);
    }

    @Test
    void shouldWriteEveryRulesetOfTheWild() throws Exception {
        for (Path file : SharedRulesetsTest.files())
            again(file.getFileName().toString(), Files.readString(file));
    }

    @Test
    void shouldWriteEveryRecordedRuleset() throws Exception {
        for (SharedCasesTest.Recorded recorded : SharedCasesTest.recorded())
            again(recorded.id(), recorded.text());
    }

    @Test
    void shouldWriteCountersAsTheyStand() {
        Ruleset ruleset = load("f", "table ip t { chain c { tcp dport 22 counter accept\n } }");
        var counter =
                (Counter)
                        ruleset.tables()
                                .iterator()
                                .next()
                                .chains()
                                .iterator()
                                .next()
                                .rules()
                                .getFirst()
                                .statements()
                                .get(2);
        counter.count(60);
        assertThat(NftWriter.text(ruleset))
                .contains("\t\ttcp dport 22 counter packets 1 bytes 60 accept\n");
    }
}
