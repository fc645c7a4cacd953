package sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sluice.netfilter.HookState;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Skb;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReplayCommandTest {
    private static final String OFFICE_LAN =
            Path.of(System.getProperty("sluice.root", ".."), "examples", "office-lan.pcap")
                    .toString();

    @TempDir private Path folder;

    /** Fails at every packet. */
    public static final class Oopses implements NfHook {
        @Override
        public NfVerdict evaluate(Skb skb, HookState state) {
            throw new IllegalStateException("no");
        }
    }

    private CommandRun replay(String... more) {
        List<String> args = new ArrayList<>(List.of("replay", OFFICE_LAN));
        args.addAll(List.of("--out", folder.toString()));
        args.addAll(List.of(more));
        return CommandRun.of(args.toArray(String[]::new));
    }

    private JsonNode summary() throws IOException {
        return new JsonMapper().readTree(Files.readString(folder.resolve("summary.json")));
    }

    @Test
    void shouldAccountForAReplayThatADriverStopped() throws IOException {
        String driver = RunCommandTest.SaysItTwice.class.getName();
        CommandRun run = replay("--host", "windows", "--driver", driver);
        assertThat(run.code()).isEqualTo(ExitCode.BREACH.code());
        assertThat(run.err())
                .startsWith("sluice: bug check: windows stopped at ")
                .contains(", S02 by RunCommandTest$SaysItTwice")
                .contains("history of packet ")
                .contains("last steps of windows")
                .contains("replay   ./sluice replay " + OFFICE_LAN + " --host windows --driver ")
                .endsWith(driver + "\n")
                .doesNotContain("\tat ");
        assertThat(run.out())
                .contains("every frame accounted for: ")
                .containsPattern("not reached: [1-9][0-9]* when a bug check stopped the machine")
                .containsPattern("bug check windows stopped at [0-9].*, S02 by ")
                .contains("driver RunCommandTest$SaysItTwice");
        assertThat(folder.resolve("trace.jsonl")).isNotEmptyFile();
        assertThat(folder.resolve("layers.pcapng")).isNotEmptyFile();
        JsonNode host = summary().path("hosts").path(0);
        assertThat(host.path("bugChecks").path(0).path("rule").asString()).isEqualTo("S02");
        assertThat(host.path("breaches").size()).isEqualTo(1);
    }

    /** Without a verifier a look into a send that is over is some crash in the driver. */
    @Test
    void shouldHoldDriversToTheirContractAsCloselyAsAsked() {
        String[] looks = {"--host", "windows", "--driver", "careless-driver:rule=S03"};
        CommandRun usual = replay(looks);
        assertThat(usual.code()).isEqualTo(ExitCode.BREACH.code());
        assertThat(usual.err())
                .startsWith("sluice: bug check: windows stopped at ")
                .contains(", S03 by careless-driver");
        CommandRun strict = replay(and(looks, "--verifier", "strict"));
        assertThat(strict.code()).isEqualTo(ExitCode.BREACH.code());
        assertThat(strict.err()).contains("--driver careless-driver:rule=S03 --verifier strict");
        CommandRun off = replay(and(looks, "--verifier", "off"));
        assertThat(off.code()).isEqualTo(ExitCode.BREACH.code());
        assertThat(off.err())
                .contains(", DRIVER_THREW by careless-driver")
                .doesNotContain(", S03 by");
    }

    private static String[] and(String[] words, String... more) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    /** The other host is another machine: it plays the recording to its end. */
    @Test
    void shouldEndThatMachineOnly() {
        CommandRun run = replay("--driver", "careless-driver:rule=S02");
        assertThat(run.code()).isEqualTo(ExitCode.BREACH.code());
        assertThat(run.out().split("not reached: ", -1)).hasSize(2);
        assertThat(run.out()).doesNotContain("NOT every frame");
    }

    @Test
    void shouldRefuseAVerifierWhereThereIsNoWindowsHost() {
        CommandRun run = replay("--host", "linux", "--verifier", "strict");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(run.err()).contains("--verifier looks at a Windows host");
    }

    @Test
    void shouldSayWhyOurStackDidNotSendWhatTheRecordedOneDid() {
        CommandRun run = replay("--host", "linux", "--hook", "OUTPUT:drop-udp:port=53");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .containsPattern(
                        "recorded only +UDP datagram: [1-9][0-9]* +\\(dropped here, [a-z]+ [A-Z_]+: ")
                .doesNotContainPattern("recorded only +UDP datagram: [0-9]+\n");
    }

    @Test
    void shouldSayThatNobodyDecidesWhatADriverHolds() {
        CommandRun run = replay("--host", "windows", "--driver", "app-intercept:slots=5");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .containsPattern(
                        "held at the end: [1-5] by windows/ndis/app-intercept: nobody decides");
        assertThat(CommandRun.of("list", "--drivers").out())
                .contains("in run and replay none does")
                .contains("in a replay there is none");
    }

    @Test
    void shouldRefuseAClassPathWithAFileThatIsNoJar() {
        CommandRun.of("replay", OFFICE_LAN, "--classpath", folder + File.pathSeparator + OFFICE_LAN)
                .endsWith(2, "expected jars and folders, but " + OFFICE_LAN + " is no jar");
    }

    @Test
    void shouldTellOfAHookThatFailsAtEveryPacketOnce() throws IOException {
        CommandRun run = replay("--host", "linux", "--hook", "OUTPUT:" + Oopses.class.getName());
        assertThat(run.code()).isEqualTo(ExitCode.BREACH.code());
        assertThat(run.out()).doesNotContain("contract broken").doesNotContain("not reached");
        assertThat(run.err().lines().filter(line -> line.contains("N20")))
                .singleElement()
                .asString()
                .containsPattern("; and [0-9,]+ times more by the same");
        assertThat(summary().path("hosts").path(0).path("breaches").path(0).path("count").asLong())
                .isGreaterThan(100);
    }
}
