package sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sluice.pcap.file.LinkType;
import sluice.pcap.filter.Filter;

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

    /** Chains of headers of any length are walked by going back. */
    @Test
    void shouldSayOnceThatAFilterIsInterpreted() {
        Path capture = Path.of(System.getProperty("sluice.root", ".."), "examples/office-lan.pcap");
        String expression = "ip6 protochain 58";
        Ran captured = run("capture", "-r", capture.toString(), "-q", expression);
        assertThat(captured.diagnostics())
                .isEqualTo(
                        "sluice: WARN FilterPrograms: the filter is interpreted: it jumps backwards\n");

        var errors = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
        try {
            LogToStderr.useLevel(GlobalOptions.LogLevel.WARN);
            Filter filter = Filter.of(expression, LinkType.ETHERNET);
            filter.matcher();
            filter.matcher();
            Filter.of("ip6 proto 58", LinkType.ETHERNET).matcher();
        } finally {
            System.setErr(before);
        }
        assertThat(errors.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        "sluice: WARN Filter: filter \"ip6 protochain 58\" is interpreted: it jumps"
                                + " backwards\n");
    }
}
