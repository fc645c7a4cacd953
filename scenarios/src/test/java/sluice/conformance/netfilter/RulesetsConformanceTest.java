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

    /** Of 45; to be raised. */
    private static final int CASES_AGREEING = 36;

    /** Of 2422; to be raised. */
    private static final int PACKETS_AGREEING = 2406;

    @Test
    void shouldDecideAsTheKernelOverWholeRulesets() throws IOException {
        var text = new StringWriter();
        ConformanceResult result =
                RulesetsConformance.run(
                        Recordings.require("conformance/rulesets"),
                        "",
                        new PrintWriter(text),
                        (_, _, _) -> {});
        assertThat(result.passed()).isGreaterThanOrEqualTo(CASES_AGREEING);
        Matcher agree = AGREE.matcher(text.toString());
        assertThat(agree.find()).isTrue();
        assertThat(Integer.parseInt(agree.group(1))).isGreaterThanOrEqualTo(PACKETS_AGREEING);
        assertThat(agree.group(2)).isEqualTo("2422");
    }
}
