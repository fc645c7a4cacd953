package sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where there is no libpcap, it is said so. What the loader finds first under libpcap's names is no
 * library here, as if it found none.
 */
@Timeout(120)
class MissingLibpcapTest {
    @TempDir Path folder;

    private CommandRun without(String... words) throws Exception {
        if (!System.getProperty("os.name").equals("Linux")) {
            System.err.println("skipped: hides libpcap from the loader of Linux");
            Assumptions.abort("hides libpcap from the loader of Linux");
        }
        for (String name : List.of("libpcap.so.1", "libpcap.so.0.8", "libpcap.so")) {
            Files.writeString(folder.resolve(name), "no library");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add("sluice.cli.Main");
        command.addAll(List.of(words));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        var starting = new ProcessBuilder(command).redirectOutput(out.toFile());
        starting.redirectError(err.toFile());
        starting.environment().put("LD_LIBRARY_PATH", folder.toString());
        Process process = starting.start();
        try {
            assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
            return new CommandRun(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void shouldSayThatItIsMissingWhereAnInterfaceIsAskedFor() throws Exception {
        for (String[] words :
                new String[][] {{"capture", "-i", "lo"}, {"capture", "--list-interfaces"}}) {
            CommandRun done = without(words);
            assertThat(done.code()).as(done.err()).isEqualTo(2);
            assertThat(done.out()).isEmpty();
            assertThat(done.err())
                    .contains("libpcap is not installed (looked for libpcap.so.1, ")
                    .doesNotContain("\tat ");
            assertThat(done.err().lines().toList())
                    .last()
                    .asString()
                    .isEqualTo("  try: sudo apt install libpcap0.8");
        }
    }

    @Test
    void shouldNotBeMissedByWhatReadsFiles() throws Exception {
        assertThat(without("filter", "ip").code()).isZero();
    }
}
