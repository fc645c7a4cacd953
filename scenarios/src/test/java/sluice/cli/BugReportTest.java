package sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BugReportTest {
    @Test
    void shouldPutTheStackTraceIntoAFileAndOneLineToTheUser() throws Exception {
        var err = new ByteArrayOutputStream();
        var broken =
                new PrintStream(OutputStream.nullOutputStream()) {
                    @Override
                    public void println(String line) {
                        throw new IllegalStateException("a bug for this test");
                    }
                };
        int code =
                Main.run(
                        new String[] {"--version"},
                        InputStream.nullInputStream(),
                        broken,
                        new PrintStream(err, true, StandardCharsets.UTF_8));
        String line = err.toString(StandardCharsets.UTF_8);
        assertThat(code).isEqualTo(70);
        assertThat(line)
                .startsWith("sluice: internal error (IllegalStateException)")
                .hasLineCount(1);
        Path report = Path.of(line.substring(line.indexOf("report is ") + 10).strip());
        assertThat(report)
                .content()
                .contains("a bug for this test")
                .contains("\tat sluice.cli")
                .contains("command line: --version");
        Files.delete(report);
    }
}
