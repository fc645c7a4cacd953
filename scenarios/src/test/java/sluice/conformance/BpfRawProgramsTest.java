package sluice.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BpfRawProgramsTest {
    @TempDir Path folder;

    @Test
    void shouldAgreeWithEveryRecordedProgram() throws IOException {
        Path recordings = Recordings.require("conformance/bpf");
        StringWriter report = new StringWriter();

        ConformanceResult result = BpfRawPrograms.run(recordings, new PrintWriter(report));

        assertThat(result.failures()).isEmpty();
        assertThat(result.passed()).isGreaterThan(600);
    }

    @Test
    void shouldReportAnotherVerdictAndAnotherResult() throws IOException {
        write(
                """
                {"id":"p1","insns":[[6,0,0,1]],"valid":false}
                {"id":"p2","insns":[],"valid":true}
                {"id":"p3","insns":[[6,0,0,1]],"valid":true,"packet":"00","wirelen":1,"result":2}
                {"id":"p4","insns":[[6,0,0,1]],"valid":true,"packet":"00","wirelen":1,"crash":"abort"}
                {"id":"p5","insns":[[6,0,0,1]],"valid":true,"packet":"00","wirelen":1,"result":1}
                """);
        StringWriter report = new StringWriter();

        ConformanceResult result = BpfRawPrograms.run(folder, new PrintWriter(report));

        assertThat(result.summary()).isEqualTo("1 passed, 4 failed, 0 skipped");
        assertThat(report.toString().lines())
                .containsExactly(
                        "failed p1: accepted, recorded as refused",
                        "failed p2: refused: program: a program has at least one instruction"
                                + " (0 instructions)",
                        "failed p3: 1, recorded 2",
                        "failed p4: would be run, recorded: abort");
    }

    @Test
    void shouldNameALineThatIsNotAsDescribed() throws IOException {
        write("{\"id\":\"p1\",\"insns\":[[6,300,0,1]],\"valid\":true}\n");

        assertThatIOException()
                .isThrownBy(() -> BpfRawPrograms.run(folder, new PrintWriter(new StringWriter())))
                .withMessage("programs.jsonl.gz, line 1: jt 300 outside 0..255");
    }

    private void write(String lines) throws IOException {
        try (OutputStream out =
                new GZIPOutputStream(Files.newOutputStream(folder.resolve("programs.jsonl.gz")))) {
            out.write(lines.getBytes(StandardCharsets.UTF_8));
        }
    }
}
