package sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Diagnostics come on the error stream when asked for, once for each part, none per packet. */
class LogTest {
    private record Ran(CommandRun command, String diagnostics) {}

    private static Ran run(String... args) {
        var errors = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
        try {
            return new Ran(CommandRun.of(args), errors.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
            LogToStderr.useLevel(GlobalOptions.LogLevel.WARN);
        }
    }

    @Test
    void shouldSayWhatIsPutTogetherWhenAsked(@TempDir Path folder) {
        Path capture = Path.of(System.getProperty("sluice.root", ".."), "examples/office-lan.pcap");
        String[] plainly = {
            "replay",
            capture.toString(),
            "--host",
            "both",
            "--driver",
            "passthru",
            "--out",
            folder.toString()
        };
        String[] asking =
                Stream.concat(Stream.of("--log", "debug"), Stream.of(plainly))
                        .toArray(String[]::new);
        Ran asked = run(asking);
        assertThat(asked.diagnostics())
                .contains("sluice: DEBUG WindowsHost: windows: windows-10 stack on ")
                .contains("sluice: DEBUG LinuxHost: linux: Linux stack on [lo, eth0]")
                .contains("driver passthru inserted; topmost first: [passthru]")
                .hasLineCount(3);
        Ran plain = run(plainly);
        assertThat(plain.diagnostics()).isEmpty();
        assertThat(asked.command()).isEqualTo(plain.command());
    }
}
