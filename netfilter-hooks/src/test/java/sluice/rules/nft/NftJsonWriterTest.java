package sluice.rules.nft;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import sluice.rules.Ruleset;

/** What is written as JSON is read to the same form again, and is what nft itself writes. */
class NftJsonWriterTest {
    private static final int RECORDED_EQUAL = 367;

    private static Ruleset text(String name, String text) {
        var ruleset = new Ruleset();
        Loaded loaded = NftText.load(ruleset, NftDevices.any(), name, text, NftOptions.strict());
        assertThat(loaded.errors()).as(text).isEmpty();
        return ruleset;
    }

    private static Ruleset json(String name, String text) {
        var ruleset = new Ruleset();
        Loaded loaded = NftJson.load(ruleset, NftDevices.any(), name, text, NftOptions.strict());
        assertThat(loaded.errors()).as(name + text).isEmpty();
        return ruleset;
    }

    private static void again(String name, String text) {
        Ruleset first = text(name, text);
        String written = NftJsonWriter.text(first);
        Ruleset second = json(name + ", written", written);
        assertThat(form(second)).as(name).containsExactlyElementsOf(form(first));
        assertThat(NftJsonWriter.text(second)).isEqualTo(written);
    }

    /** A burst that is not stated is written as what it is. */
    private static List<String> form(Ruleset ruleset) {
        return FormText.of(ruleset).replace("second,-1,false,", "second,5,false,").lines().toList();
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
    void shouldWriteWhatNftWrites() throws Exception {
        int equal = 0;
        List<String> different = new ArrayList<>();
        for (SharedCasesTest.Recorded recorded : SharedCasesTest.recorded()) {
            Json ours = Json.read("ours", NftJsonWriter.text(text(recorded.id(), recorded.text())));
            List<String> mine = lines(ours.need("nftables"));
            List<String> theirs = lines(recorded.json());
            if (mine.equals(theirs)) {
                equal++;
                continue;
            }
            for (int i = 0; i < Math.min(mine.size(), theirs.size()); i++)
                if (!mine.get(i).equals(theirs.get(i))) {
                    different.add(
                            recorded.id()
                                    + "\n  ours "
                                    + mine.get(i)
                                    + "\n  nft  "
                                    + theirs.get(i));
                    break;
                }
        }
        assertThat(equal).as(String.join("\n", different)).isGreaterThanOrEqualTo(RECORDED_EQUAL);
    }

    /** Without handles, and what nft 1.0.6 leaves out: devices and the flag dynamic. */
    private static List<String> lines(Json list) {
        List<String> lines = new ArrayList<>();
        for (Json item : list.list()) if (item.member("metainfo") == null) lines.add(normal(item));
        return lines;
    }

    private static String normal(Json json) {
        return switch (json) {
            case Json.Obj object -> {
                Map<String, String> members = new TreeMap<>();
                object.members()
                        .forEach((name, value) -> {
                            String text = normal(value);
                            boolean left =
                                    name.equals("handle")
                                            || (name.equals("dev") && object.members().size() > 3)
                                            || text.equals("[]");
                            if (!left) members.put(name, text);
                        });
                yield members.toString();
            }
            case Json.Arr array -> {
                List<String> items = new ArrayList<>();
                for (Json item : array.items()) {
                    String text = normal(item);
                    if (!text.equals("\"dynamic\"")) items.add(text);
                }
                yield items.toString();
            }
            default -> SharedCasesTest.written(json);
        };
    }
}
