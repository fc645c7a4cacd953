package sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    @Test
    void shouldPrintTheVersionOfTheBuild() throws Exception {
        var done = CommandRun.of("--version");
        assertThat(done.code()).isZero();
        assertThat(done.out()).isEqualTo("sluice " + Version.TEXT + "\n");
        Path pom = Path.of(System.getProperty("sluice.root", "..")).resolve("pom.xml");
        assertThat(Files.readString(pom)).contains("<version>" + Version.TEXT + "</version>");
    }

    @Test
    void shouldPrintTheVersionAsJson() {
        assertThat(CommandRun.of("--version", "--format", "json").out())
                .isEqualTo("{\"name\":\"sluice\",\"version\":\"" + Version.TEXT + "\"}\n");
    }

    @Test
    void shouldShowHelpOnTheOutputAndEndWell() {
        var done = CommandRun.of("--help");
        assertThat(done.code()).isZero();
        assertThat(done.err()).isEmpty();
        assertThat(done.out())
                .contains("Usage: sluice")
                .contains("--format")
                .contains("Exit codes: 0 done");
    }

    @Test
    void shouldSayWhichCommandIsMissing() {
        CommandRun.of().endsWith(2, "a command is missing: one of ");
    }

    @Test
    void shouldSuggestTheCommandThatWasMeant() {
        CommandRun.of("complation")
                .endsWith(
                        2,
                        "unknown command \"complation\"; did you mean \"completion\"? (sluice --help)");
    }

    @Test
    void shouldSuggestTheOptionThatWasMeant() {
        CommandRun.of("completion", "--fromat=json")
                .endsWith(2, "unknown option \"--fromat\"; did you mean \"--format\"?");
    }

    @Test
    void shouldNameTheChoicesOfAnOption() {
        CommandRun.of("completion", "--format", "xml")
                .endsWith(2, "expected one of text, json but was \"xml\"");
        CommandRun.of("completion", "--color", "red")
                .endsWith(2, "expected one of auto, always, never but was \"red\"");
        CommandRun.of("completion", "--log", "loud")
                .endsWith(2, "expected one of off, error, warn, info, debug, trace");
    }

    @Test
    void shouldSayThatAnOptionLacksItsValue() {
        CommandRun.of("completion", "--format").endsWith(2, "missing: --format text|json");
    }

    @Test
    void shouldRefuseAPathThatNoFileSystemKnows() {
        CommandRun.of("completion", "--classpath", "a\0b").endsWith(2, "--classpath");
    }

    @Test
    void shouldSayWhatIsWrongWithAnArgumentOfAReplay(@TempDir Path folder) throws Exception {
        String capture = CaptureFiles.pcap(folder.resolve("three.pcap"), 3).toString();
        CommandRun.of("replay", capture, "--packet", "0")
                .endsWith(2, "expected the number of a packet, from 1, but was \"0\"");
        CommandRun.of("replay", capture, "--packet", "4")
                .endsWith(2, "there is no packet 4; it has 3 packets");
        CommandRun.of("replay", capture, "--seed", "x")
                .endsWith(2, "expected a whole number of at most 64 bits but was \"x\"");
        CommandRun.of("replay", folder.toString())
                .endsWith(2, folder + ": a folder; expected a capture file");
        CommandRun.of("replay", "").endsWith(2, "an empty name");
        Path file = Files.createFile(folder.resolve("file"));
        CommandRun.of("replay", capture, "--host", "linux", "--out", file.toString())
                .endsWith(2, file + ": a file; expected a folder or a new name");
    }

    @Test
    void shouldNotReadArgumentsFromFiles() {
        CommandRun.of("@pom.xml").endsWith(2, "unknown command \"@pom.xml\"");
    }
}
