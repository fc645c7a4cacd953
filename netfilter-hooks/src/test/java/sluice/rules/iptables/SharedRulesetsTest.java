package sluice.rules.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import sluice.rules.RuleFamily;
import sluice.rules.Ruleset;
import sluice.rules.Table;

/** Rulesets that people published. */
class SharedRulesetsTest {
    record Shared(String name, RuleFamily family, String text) {}

    static List<Shared> shared() throws IOException {
        Path folder = Path.of(System.getProperty("sluice.root", "."), "..", "shared", "rulesets");
        Assumptions.assumeTrue(Files.isDirectory(folder), "no rulesets beside the project");
        List<Shared> all = new ArrayList<>();
        try (var files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(".ipt"))
                    all.add(new Shared(name, RuleFamily.IP, Files.readString(file)));
                if (name.endsWith(".ip6t"))
                    all.add(new Shared(name, RuleFamily.IP6, Files.readString(file)));
            }
        }
        return all;
    }

    @Test
    void shouldLoadAllStrictly() throws IOException {
        List<String> wrong = new ArrayList<>();
        List<Shared> all = shared();
        for (Shared each : all) {
            var ruleset = new Ruleset();
            Loaded loaded =
                    IptablesText.load(
                            ruleset,
                            each.family(),
                            each.name(),
                            each.text(),
                            IptablesOptions.strict());
            loaded.diagnostics().forEach(diagnostic -> wrong.add(diagnostic.toString()));
        }
        assertThat(wrong).isEmpty();
        assertThat(all).hasSizeGreaterThan(25);
    }

    @Test
    void shouldReadAgainWhatItWrites() throws IOException {
        for (Shared each : shared()) {
            var ruleset = new Ruleset();
            IptablesText.load(
                    ruleset, each.family(), each.name(), each.text(), IptablesOptions.strict());
            String written = all(ruleset);
            var again = new Ruleset();
            Loaded loaded =
                    IptablesText.load(
                            again,
                            each.family(),
                            each.name(),
                            written,
                            IptablesOptions.strict().withCounters());
            assertThat(loaded.diagnostics()).as(each.name()).isEmpty();
            assertThat(all(again)).isEqualTo(written);
            assertThat(rules(again)).as(each.name()).isEqualTo(rules(ruleset)).isPositive();
        }
    }

    private static String all(Ruleset ruleset) {
        StringBuilder text = new StringBuilder();
        for (Table table : ruleset.tables()) text.append(IptablesText.save(table));
        return text.toString();
    }

    private static int rules(Ruleset ruleset) {
        int count = 0;
        for (Table table : ruleset.tables())
            for (var chain : table.chains()) count += chain.rules().size();
        return count;
    }
}
