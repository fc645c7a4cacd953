package sluice.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sluice.edge.IpAddress;
import sluice.netfilter.HookState;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Skb;
import sluice.report.Palette;
import sluice.run.ChosenParts;
import sluice.run.LayersCaptureTest;
import sluice.run.LinuxAssembly;
import sluice.run.RunFiles;
import sluice.run.StackInstaller;
import sluice.run.WindowsAssembly;
import sluice.world.WorldOptions;

/** The main job on the shipped capture. */
class ReplayTest {
    private static final Map<String, StackInstaller> STACKS =
            Map.of(
                    "linux",
                    (host, _) -> LinuxAssembly.on(host),
                    "windows",
                    (host, _) -> WindowsAssembly.on(host));
    private static final String CLIENT = "192.0.2.107";
    private static final String ROUTER = "192.0.2.1";

    private final CaptureFrames capture = new CaptureFrames(PlannerTest.OFFICE_LAN);

    private ReplayResult replay(String station, String host, WorldOptions options, Path folder)
            throws Exception {
        Survey survey = Survey.of(capture);
        StationPlan plan = Planner.plan(capture, survey, IpAddress.require(station));
        StackInstaller stack = java.util.Objects.requireNonNull(STACKS.get(host));
        try (RunFiles files = RunFiles.in(folder, "test", survey.firstEpochNanos())) {
            return new Replay(capture, plan, host, options, stack, 0, files).run(survey);
        }
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.107,linux", "192.0.2.107,windows", "192.0.2.1,linux", "192.0.2.1,windows"})
    void shouldAccountForEveryFrameAndBalanceEveryLayer(
            String station, String host, @TempDir Path folder) throws Exception {
        ReplayResult result = replay(station, host, WorldOptions.DEFAULT, folder);
        assertThat(result.account().total()).isEqualTo(667);
        assertThat(result.imbalances()).isEmpty();
        assertThat(result.breaches()).isEmpty();
        assertThat(result.account().reasons(FrameAccount.Category.NOT_EMULATED)).isEmpty();
        assertThat(result.standIns().refused()).isEmpty();
    }

    private static Set<String> kinds(Comparison all, String verdict) {
        return all.listed().stream()
                .filter(one -> one.verdict().equals(verdict))
                .map(Comparison.Compared::kind)
                .collect(Collectors.toSet());
    }

    private static Set<String> differences(Comparison all) {
        return all.listed().stream()
                .flatMap(one -> one.differences().stream())
                .collect(Collectors.toSet());
    }

    @Test
    void shouldSayAsALinuxClientWhatTheRecordedKernelSaid(@TempDir Path folder) throws Exception {
        ReplayResult result = replay(CLIENT, "linux", WorldOptions.DEFAULT, folder);
        assertThat(differences(result.ownAnswers())).isEmpty();
        assertThat(kinds(result.ownAnswers(), "as recorded"))
                .contains("ARP request", "neighbour solicitation", "fragment");
        assertThat(kinds(result.ownAnswers(), "ours only")).isEmpty();
        assertThat(kinds(result.ownAnswers(), "recorded only"))
                .isSubsetOf("ARP request", "MLD report", "router solicitation");
        assertThat(result.sends().listed())
                .extracting(Comparison.Compared::verdict)
                .containsOnly("as recorded");
    }

    /**
     * What the application's octets became is as recorded; when they are acknowledged, and how far
     * the window opens, depends on how the recorded kernel batched what came.
     */
    @Test
    void shouldHaveRecordedConnectionsByItsOwnTcp(@TempDir Path folder) throws Exception {
        ReplayResult linux = replay(CLIENT, "linux", WorldOptions.DEFAULT, folder.resolve("l"));
        assertThat(linux.plan().connections).hasSize(3);
        assertThat(linux.standIns().errors()).doesNotContainKeys("ECONNRESET", "ETIMEDOUT");
        assertThat(linux.tcp().listed()).hasSizeGreaterThan(200);
        assertThat(differences(linux.tcp()))
                .isSubsetOf("tcp.ack", "tcp.seq", "tcp.window", "tcp.timestamps");
        assertThat(kinds(linux.tcp(), "recorded only")).isEmpty();
        ReplayResult windows = replay(CLIENT, "windows", WorldOptions.DEFAULT, folder.resolve("w"));
        assertThat(windows.plan().connections).hasSize(3);
        assertThat(differences(windows.tcp())).contains("ttl 128 for 64", "tcp.options");
    }

    @Test
    void shouldAnswerAndForwardAsALinuxRouterAsTheRecordedKernelDid(@TempDir Path folder)
            throws Exception {
        ReplayResult result = replay(ROUTER, "linux", WorldOptions.DEFAULT, folder);
        assertThat(differences(result.ownAnswers())).isEmpty();
        assertThat(kinds(result.ownAnswers(), "as recorded"))
                .contains(
                        "ARP reply",
                        "ARP request",
                        "echo reply",
                        "time exceeded",
                        "network unreachable",
                        "neighbour advertisement");
        assertThat(kinds(result.ownAnswers(), "ours only")).isEmpty();
        assertThat(result.forwarded().listed()).hasSizeGreaterThan(300);
        assertThat(result.forwarded().listed())
                .extracting(Comparison.Compared::verdict)
                .containsOnly("as recorded");
    }

    @Test
    void shouldDifferAsWindowsOnlyWhereWindowsDoes(@TempDir Path folder) throws Exception {
        Set<String> own =
                differences(replay(ROUTER, "windows", WorldOptions.DEFAULT, folder).ownAnswers());
        assertThat(own).containsExactlyInAnyOrder("ttl 128 for 64", "tos 0 for 192");
        ReplayResult client = replay(CLIENT, "windows", WorldOptions.DEFAULT, folder);
        assertThat(differences(client.ownAnswers())).containsExactly("ttl 128 for 64");
        assertThat(differences(client.sends()))
                .containsExactlyInAnyOrder("ttl 128 for 64", "hop limit 128 for 64", "df 0 for 1");
    }

    @ParameterizedTest
    @CsvSource({"linux", "windows"})
    void shouldWriteTheSameTraceForTheSameSeed(String host, @TempDir Path folder) throws Exception {
        WorldOptions seeded = WorldOptions.DEFAULT.withShuffle(7);
        replay(CLIENT, host, seeded, folder.resolve("a"));
        replay(CLIENT, host, seeded, folder.resolve("b"));
        assertThat(Files.mismatch(folder.resolve("a/trace.jsonl"), folder.resolve("b/trace.jsonl")))
                .isEqualTo(-1);
        assertThat(
                        Files.mismatch(
                                folder.resolve("a/layers.pcapng"),
                                folder.resolve("b/layers.pcapng")))
                .isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({"linux", "windows"})
    void shouldKeepTheLawsWhateverTheSeed(String host, @TempDir Path folder) throws Exception {
        int seeds = "whole".equals(System.getProperty("sluice.effort")) ? 200 : 5;
        for (long seed = 1; seed <= seeds; seed++) {
            ReplayResult result =
                    replay(ROUTER, host, WorldOptions.DEFAULT.withShuffle(seed), folder);
            assertThat(result.account().total()).isEqualTo(667);
            assertThat(result.imbalances()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"linux", "windows"})
    void shouldWriteLayersThatTsharkOpensWithoutAWarning(String host, @TempDir Path folder)
            throws Exception {
        LayersCaptureTest.assumeOrSay(
                LayersCaptureTest.hasTshark(),
                "tshark is not installed: layers.pcapng was not shown to it");
        replay(CLIENT, host, WorldOptions.DEFAULT, folder);
        String file = folder.resolve("layers.pcapng").toString();
        String errors = LayersCaptureTest.tshark(folder, true, "-n", "-r", file);
        assertThat(errors.replaceAll("Running as user.*", "").strip()).isEmpty();
        String comments =
                LayersCaptureTest.tshark(
                        folder, false, "-n", "-r", file, "-T", "fields", "-e", "frame.comment");
        assertThat(comments.lines().filter(String::isBlank)).isEmpty();
        assertThat(comments).contains("owner " + host + "/nic/");
    }

    @Test
    void shouldFollowOneFrameThroughEveryLayer(@TempDir Path folder) throws Exception {
        var outcome =
                ReplayJob.of(
                                PlannerTest.OFFICE_LAN,
                                STACKS,
                                Optional.empty(),
                                19,
                                folder,
                                WorldOptions.DEFAULT)
                        .run(Palette.PLAIN);
        assertThat(outcome.balanced()).isTrue();
        assertThat(outcome.text())
                .contains("as 192.0.2.107 (in 636 of 667 frames; next 198.51.100.10 in 601)");
        assertThat(outcome.text()).contains("frame 19 on linux").contains("linux/socket");
        assertThat(folder.resolve("linux/summary.json")).exists();
        assertThat(folder.resolve("windows/layers.pcapng")).exists();
    }

    @Test
    void shouldSayWhichStationsThereAreWhenTheAskedOneIsNot(@TempDir Path folder) {
        var job =
                ReplayJob.of(
                        PlannerTest.OFFICE_LAN,
                        STACKS,
                        Optional.of(IpAddress.require("203.0.113.200")),
                        0,
                        folder,
                        WorldOptions.DEFAULT);
        assertThatThrownBy(() -> job.run(Palette.PLAIN))
                .isInstanceOf(ReplayJob.Unfit.class)
                .hasMessageContaining("no frame of it tells the MAC of 203.0.113.200")
                .hasMessageContaining("192.0.2.107");
    }

    @Test
    void shouldLetADriverOfTheUsersChoiceDropWhatTheStandInsSend(@TempDir Path folder)
            throws Exception {
        Map<String, StackInstaller> windows =
                Map.of(
                        "windows",
                        new ChosenParts(List.of())
                                .windows(List.of("drop-udp:port=53"), Optional.empty()));
        var with =
                ReplayJob.of(
                                PlannerTest.OFFICE_LAN,
                                windows,
                                Optional.empty(),
                                0,
                                folder,
                                WorldOptions.DEFAULT)
                        .run(Palette.PLAIN);
        var without =
                ReplayJob.of(
                                PlannerTest.OFFICE_LAN,
                                Map.of(
                                        "windows",
                                        new ChosenParts(List.of())
                                                .windows(List.of(), Optional.empty())),
                                Optional.empty(),
                                0,
                                folder,
                                WorldOptions.DEFAULT)
                        .run(Palette.PLAIN);
        assertThat(with.balanced()).isTrue();
        assertThat(without.text()).doesNotContain("BLOCKED_PORT");
        assertThat(with.json()).contains("BLOCKED_PORT");
        assertThat(with.text()).contains("drop-udp");
    }

    @Test
    void shouldChangeNothingButTheTraceWithADriverThatPassesAll(@TempDir Path folder)
            throws Exception {
        Survey survey = Survey.of(capture);
        StationPlan plan = Planner.plan(capture, survey, IpAddress.require(CLIENT));
        List<List<Comparison.Compared>> sends = new java.util.ArrayList<>();
        for (List<String> drivers : List.of(List.<String>of(), List.of("passthru", "passthru"))) {
            StackInstaller stack = new ChosenParts(List.of()).windows(drivers, Optional.empty());
            try (RunFiles files = RunFiles.in(folder, "test", 0)) {
                var result =
                        new Replay(capture, plan, "windows", WorldOptions.DEFAULT, stack, 0, files)
                                .run(survey);
                assertThat(result.account().total()).isEqualTo(667);
                sends.add(result.sends().listed());
            }
        }
        assertThat(sends.get(1)).isEqualTo(sends.get(0));
    }

    /** The user's own: lets nothing out. */
    public record Mute(int reason) implements NfHook {
        @Override
        public NfVerdict evaluate(Skb skb, HookState state) {
            return NfVerdict.DROP;
        }
    }

    @Test
    void shouldTakeTheUsersOwnClassesAndTellHowFarItHasRead(@TempDir Path folder) throws Exception {
        String hook = "OUTPUT:" + Mute.class.getName();
        var linux = Map.of("linux", new ChosenParts(List.of()).linux(List.of(hook + ":reason=1")));
        List<Long> told = new java.util.ArrayList<>();
        var outcome =
                ReplayJob.of(
                                PlannerTest.OFFICE_LAN,
                                linux,
                                Optional.empty(),
                                0,
                                folder,
                                WorldOptions.DEFAULT)
                        .run(Palette.PLAIN, (done, _) -> told.add(done));
        assertThat(outcome.balanced()).isTrue();
        assertThat(outcome.text()).contains("Mute@0").contains("a hook dropped it");
        long size = Files.size(PlannerTest.OFFICE_LAN);
        assertThat(told.stream().filter(done -> done == size)).hasSizeGreaterThanOrEqualTo(3);
        assertThatThrownBy(() -> new ChosenParts(List.of()).linux(List.of(hook)))
                .hasMessageContaining("it has (int reason)");
        assertThatThrownBy(() ->
                        new ChosenParts(List.of(folder))
                                .windows(List.of("Nowhere"), Optional.empty()))
                .hasMessage("--driver: class Nowhere was not found on " + folder);
    }

    @Test
    void shouldNameTheDriversThereAreWhenOneIsUnknown() {
        assertThatThrownBy(() ->
                        new ChosenParts(List.of()).windows(List.of("pass-thru"), Optional.empty()))
                .isInstanceOf(ChosenParts.Unknown.class)
                .hasMessageContaining("unknown name \"pass-thru\"; did you mean \"passthru\"?");
        assertThatThrownBy(() -> new ChosenParts(List.of()).linux(List.of("NOWHERE:accept")))
                .isInstanceOf(ChosenParts.Unknown.class)
                .hasMessageContaining("PREROUTING, INPUT, FORWARD, OUTPUT, POSTROUTING");
        assertThatThrownBy(() ->
                        new ChosenParts(List.of())
                                .windows(List.of("drop-udp:prot=53"), Optional.empty()))
                .isInstanceOf(ChosenParts.Unknown.class)
                .hasMessageContaining("prot");
    }

    @Test
    void shouldPlayEveryRecordedEthernetCaptureOrSayWhyNot(@TempDir Path folder) throws Exception {
        Path captures = PlannerTest.OFFICE_LAN.resolveSibling("../../shared/captures").normalize();
        LayersCaptureTest.assumeOrSay(
                Files.isDirectory(captures),
                "no ../shared/captures: the captures of others were not replayed");
        int played = 0;
        try (var files = Files.list(captures)) {
            for (Path file : files.sorted().toList()) {
                String name = file.toString();
                if (name.endsWith(".tsv") || name.endsWith(".md")) continue;
                try {
                    var outcome =
                            ReplayJob.of(
                                            file,
                                            STACKS,
                                            Optional.empty(),
                                            0,
                                            folder,
                                            WorldOptions.DEFAULT)
                                    .run(Palette.PLAIN);
                    assertThat(outcome.balanced()).as(name).isTrue();
                    assertThat(outcome.contractsKept()).as(name).isTrue();
                    played++;
                } catch (ReplayJob.Unfit unfit) {
                    assertThat(unfit.text()).as(name).doesNotContain("\n").contains(": ");
                }
            }
        }
        assertThat(played).isGreaterThan(400);
    }

    @Test
    void shouldSayWhatEachDriverAndHookDid(@TempDir Path folder) throws Exception {
        var parts = new ChosenParts(List.of());
        var hosts = new java.util.LinkedHashMap<String, StackInstaller>();
        hosts.put("linux", parts.linux(List.of("OUTPUT:drop-udp:port=53", "INPUT:count")));
        hosts.put("windows", parts.windows(List.of("drop-udp:port=53"), Optional.empty()));
        var outcome =
                ReplayJob.of(
                                PlannerTest.OFFICE_LAN,
                                hosts,
                                java.util.Optional.empty(),
                                0,
                                folder,
                                WorldOptions.DEFAULT)
                        .run(sluice.report.Palette.PLAIN);
        assertThat(outcome.text())
                .containsPattern("hook OUTPUT:drop-udp +on linux +[0-9]+ .* 10 +10 ")
                .containsPattern("hook INPUT:count +on linux +[0-9]+ +[0-9]+ +0 +0 +0")
                .containsPattern("driver drop-udp +on windows +[0-9]+ .* 10 +10 ")
                .contains("OUTPUT: drop-udp@0")
                .doesNotContain("LOCAL_OUT");
        assertThat(outcome.json()).contains("\"parts\"").contains("OUTPUT:drop-udp");
    }
}
