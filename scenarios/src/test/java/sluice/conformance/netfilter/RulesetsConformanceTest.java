package sluice.conformance.netfilter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import sluice.conformance.ConformanceResult;
import sluice.conformance.Recordings;

/** Whole rulesets with packets aimed at their rules; skipped where the recordings are absent. */
class RulesetsConformanceTest {
    private static final Pattern AGREE = Pattern.compile("(\\d+) of (\\d+) packets agree");

    @Test
    void shouldDecideAsTheKernelOverWholeRulesets() throws IOException {
        var text = new StringWriter();
        ConformanceResult result =
                RulesetsConformance.run(
                        Recordings.require("conformance/rulesets"),
                        "",
                        new PrintWriter(text),
                        (_, _, _) -> {});
        assertThat(result.failures()).isEmpty();
        assertThat(result.passed()).isEqualTo(45);
        Matcher agree = AGREE.matcher(text.toString());
        assertThat(agree.find()).isTrue();
        assertThat(agree.group(1)).isEqualTo("2422").isEqualTo(agree.group(2));
        assertThat(text.toString()).contains("tracked connections differ in 0 cases");
    }
}
