package sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A command line carried out in this process, with what it wrote. */
record CommandRun(int code, String out, String err) {
    static CommandRun of(String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code =
                Main.run(
                        args,
                        new ByteArrayInputStream(new byte[0]),
                        new PrintStream(out, false, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8));
        return new CommandRun(
                code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /**
     * The error stream holds one line of ours with these words; no stack trace, nothing on the
     * output.
     */
    void endsWith(int expectedCode, String words) {
        assertThat(err)
                .startsWith("sluice: ")
                .contains(words)
                .hasLineCount(1)
                .doesNotContain("\tat ");
        assertThat(code).isEqualTo(expectedCode);
        assertThat(out).isEmpty();
    }
}
