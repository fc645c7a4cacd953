package sluice.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class BpfConformanceTest {
    /** One capture of so many is looked at in the ordinary build, by a hash of its name. */
    private static final int SLICE = 20;

    private final StringWriter report = new StringWriter();

    @Test
    void shouldAgreeWithLibpcapOnEveryRecordedFilter() throws IOException {
        Path recorded = Recordings.require("conformance/bpf");
        Path captures = Recordings.require("captures");
        boolean whole = "whole".equals(System.getProperty("sluice.effort"));
        Predicate<String> wanted =
                name -> whole || Math.floorMod(name.hashCode() * 0x9e3779b9, SLICE) == 0;
        ConformanceResult result =
                BpfConformance.run(
                        recorded,
                        captures,
                        wanted,
                        new PrintWriter(report),
                        ConformanceProgress.NONE);
        assertThat(result.failures()).isEmpty();
        assertThat(result.passed()).isGreaterThan(11_242);
        assertThat(report.toString().lines())
                .anyMatch(line -> line.startsWith("expressions: 11242 passed, 0 failed"))
                .anyMatch(line -> line.startsWith("matches: "))
                .anyMatch(line -> line.startsWith("raw programs: "))
                .last()
                .isEqualTo(result.summary());
    }

    @Test
    void shouldCompileToTheSameProgramsAsLibpcap() throws IOException {
        Path recorded = Recordings.require("conformance/bpf");
        BpfExpressions.Outcome outcome =
                BpfExpressions.run(recorded, new PrintWriter(PrintWriter.nullWriter()));
        assertThat(outcome.optimized()).isPositive();
        assertThat(outcome.identical()).isEqualTo(outcome.optimized());
        assertThat(outcome.lengthRatio()).isEqualTo(1);
    }
}
