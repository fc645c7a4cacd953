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

/** Every ruleset of the wild is read without leaving anything out. */
class SharedRulesetsTest {
    @Test
    void shouldLoadEveryRulesetStrictly() throws IOException {
        List<String> wrong = new ArrayList<>();
        int loaded = 0;
        for (Path file : files()) {
            var result =
                    NftText.load(
                            new Ruleset(),
                            NftDevices.any(),
                            file.getFileName().toString(),
                            Files.readString(file),
                            NftOptions.strict());
            if (result.succeeded()) loaded++;
            result.errors().forEach(error -> wrong.add(error.line()));
        }
        assertThat(wrong).isEmpty();
        assertThat(loaded).isEqualTo(16);
    }

    static List<Path> files() throws IOException {
        Path folder = Path.of(System.getProperty("sluice.root", "../.."), "../shared/rulesets");
        if (!Files.isDirectory(folder)) System.out.println("skipped: no " + folder);
        Assumptions.assumeTrue(Files.isDirectory(folder));
        try (var all = Files.list(folder)) {
            return all.filter(path -> path.toString().endsWith(".nft")).sorted().toList();
        }
    }
}
