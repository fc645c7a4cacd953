package sluice.rules.nft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import sluice.rules.Ruleset;

/** The rulesets of the recorded cases: text and JSON of one ruleset become the same form. */
class SharedCasesTest {
    /** A ruleset that was recorded in both languages. */
    record Recorded(String id, String text, Json json, String source) {}

    @Test
    void shouldLoadTextAndJsonToTheSameForm() throws Exception {
        List<String> wrong = new ArrayList<>();
        int same = 0;
        int without = 0;
        for (Recorded recorded : recorded()) {
            var fromText = new Ruleset();
            var fromJson = new Ruleset();
            var text =
                    NftText.load(
                            fromText,
                            NftDevices.any(),
                            recorded.id(),
                            recorded.text(),
                            NftOptions.strict());
            var json =
                    NftJson.load(
                            fromJson,
                            NftDevices.any(),
                            recorded.id(),
                            recorded.source(),
                            NftOptions.strict());
            // nft 1.0.6 lists chains at devices without their devices: nobody can load that.
            if (!json.succeeded() && json.errors().getFirst().text().endsWith("needs a device")) {
                without++;
                continue;
            }
            text.errors().forEach(error -> wrong.add(error.line()));
            json.errors().forEach(error -> wrong.add("json " + error.line()));
            String one = listed(fromText);
            String other = listed(fromJson);
            if (one.equals(other)) same++;
            else wrong.add(recorded.id() + "\n" + difference(one, other));
        }
        assertThat(wrong).isEmpty();
        assertThat(same).isGreaterThan(360);
        assertThat(without).isEqualTo(8);
    }

    /** Without what a listing leaves out: that which the next condition says again. */
    private static String listed(Ruleset ruleset) {
        return FormText.of(ruleset)
                .replace("Compare(Payload(NETWORK,9,1),EQ", "Compare(Meta(L4PROTO),EQ")
                .replace("   Compare(Meta(PROTOCOL),EQ,0800)\n", "");
    }

    private static String difference(String one, String other) {
        String[] a = one.split("\n", -1);
        String[] b = other.split("\n", -1);
        for (int i = 0; i < Math.min(a.length, b.length); i++)
            if (!a[i].equals(b[i])) return "  text " + a[i] + "\n  json " + b[i];
        return "  text has " + a.length + " lines, JSON " + b.length;
    }

    static List<Recorded> recorded() throws Exception {
        Path folder =
                Path.of(
                        System.getProperty("sluice.root", "../.."),
                        "../shared/conformance/netfilter");
        if (!Files.isDirectory(folder)) System.out.println("skipped: no " + folder);
        Assumptions.assumeTrue(Files.isDirectory(folder));
        List<Recorded> found = new ArrayList<>();
        for (Path file : files(folder)) {
            String text = Files.readString(file);
            if (!text.contains("nft_json")) continue;
            Json ruleset = whole(file, text).need("ruleset");
            Json nft = ruleset.member("nft");
            Json json = ruleset.member("nft_json");
            if (nft == null || json == null) continue;
            found.add(
                    new Recorded(file.getFileName().toString(), nft.string(), json, written(json)));
        }
        return found;
    }

    private static Json whole(Path file, String text) throws NftFault {
        return Json.read(
                file.getFileName().toString(), text.replaceAll("(\": -?\\d+)\\.\\d+", "$1"));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            return all.filter(path -> path.toString().endsWith(".json")).sorted().toList();
        }
    }

    /** A value as text again. */
    static String written(Json json) {
        return switch (json) {
            case Json.Obj object -> {
                List<String> members = new ArrayList<>();
                object.members()
                        .forEach((name, value) -> members.add('"' + name + "\":" + written(value)));
                yield "{" + String.join(",", members) + "}";
            }
            case Json.Arr array ->
                    "["
                            + String.join(
                                    ",",
                                    array.items().stream().map(SharedCasesTest::written).toList())
                            + "]";
            case Json.Str string ->
                    '"' + string.text().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
            case Json.Num number -> number.value().toString();
            case Json.Bool bool -> Boolean.toString(bool.value());
            case Json.Null _ -> "null";
        };
    }
}
