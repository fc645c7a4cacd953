package sluice.run;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sluice.ndis.Intermediate;
import sluice.ndis.IntermediateContext;
import sluice.ndis.LowerEdge;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisStatus;
import sluice.netfilter.HookState;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Skb;
import sluice.report.Palette;
import sluice.samples.SampleCatalog;
import sluice.samples.spec.Sample;
import sluice.script.Catalogue;
import sluice.world.World;

class ScenarioRunnerTest {
    private static final String TWO =
            """
            title: two
            hosts:
              a: {kind: linux}
              b: {kind: windows%s}
            programs:
              - udp-echo: {on: b, port: 7}
            traffic:
              - udp: {name: ask, from: a, to: "b:7", text: hi, count: 3}
            expect:
              - replies: {to: ask, count: 3}
            """;

    /** The user's own hook: drops every third packet. */
    public record EveryThird(int of) implements NfHook {
        private static int count;

        @Override
        public NfVerdict evaluate(Skb skb, HookState state) {
            return ++count % of == 0 ? NfVerdict.DROP : NfVerdict.ACCEPT;
        }
    }

    /** Wants every packet shown to it again. */
    public static final class Again implements NfHook {
        @Override
        public NfVerdict evaluate(Skb skb, HookState state) {
            return NfVerdict.REPEAT;
        }
    }

    /** A driver that completes every send twice. */
    public static final class CompletesTwice implements Intermediate {
        private @Nullable IntermediateContext context;

        @Override
        public void attach(IntermediateContext here) {
            context = here;
        }

        @Override
        public NdisStatus send(LowerEdge below, NdisPacket packet) {
            requireNonNull(context).above().sendComplete(packet, NdisStatus.FAILURE);
            return NdisStatus.FAILURE;
        }
    }

    /** No driver at all. */
    public static final class NoDriver {}

    private static String withClass(String name, String options) {
        String type = ScenarioRunnerTest.class.getName() + "$" + name;
        return TWO.formatted(", drivers: [{class: \"" + type + "\"" + options + "}]");
    }

    @Test
    void shouldRunAScenarioOfSixLines() throws Exception {
        RunResult result =
                ScenarioRuns.run(
                        """
                        title: small
                        hosts: {a: {kind: linux}, b: {kind: windows}}
                        traffic:
                          - ping: {name: p, from: a, to: b}
                        expect:
                          - replies: {to: p}
                        """);
        assertThat(result.asAsked()).isTrue();
    }

    @Test
    void shouldSayWhatWasFoundInstead() throws Exception {
        RunResult result =
                ScenarioRuns.run(
                        TWO.formatted(", drivers: [{driver: drop-udp, options: {port: 7}}]"));
        assertThat(result.asAsked()).isTrue(); // the driver refuses sends to 7, not answers from it
        result =
                ScenarioRuns.run(
                        TWO.formatted("")
                                .replace("count: 3}\n", "count: 4}\n")
                                .replace("hi, count: 4", "hi, count: 3"));
        assertThat(result.expectations())
                .singleElement()
                .satisfies(checked -> {
                    assertThat(checked.met()).isFalse();
                    assertThat(checked.found()).isEqualTo("3");
                });
    }

    @Test
    void shouldStopAtTheAskedTime() throws Exception {
        RunOptions options =
                new RunOptions(
                        OptionalLong.empty(),
                        OptionalLong.of(1_500_000),
                        List.of(),
                        Path.of(""),
                        RunOptions.EVENTS_MAX);
        RunResult result = ScenarioRuns.run(TWO.formatted(""), options);
        assertThat(result.end()).isEqualTo(World.RunEnd.TIME_OVER);
        assertThat(result.endNanos()).isEqualTo(1_500_000);
        assertThat(result.expectations().getFirst().found()).isEqualTo("2");
    }

    @Test
    void shouldCallALivelockByItsName() throws Exception {
        RunOptions options =
                new RunOptions(
                        OptionalLong.empty(), OptionalLong.empty(), List.of(), Path.of(""), 5);
        RunResult result = ScenarioRuns.run(TWO.formatted(""), options);
        assertThat(result.end()).isEqualTo(World.RunEnd.BUDGET_EXHAUSTED);
        assertThat(result.asAsked()).isFalse();
        assertThat(RunReport.of(result, sluice.report.Palette.PLAIN))
                .contains("does not come to an end");
    }

    @Test
    void shouldTakeTheUsersOwnClasses() throws Exception {
        String hook =
                "{class: \"" + EveryThird.class.getName() + "\", point: INPUT, options: {of: 3}}";
        RunResult result =
                ScenarioRuns.run(
                        """
                        title: own
                        hosts:
                          a: {kind: linux}
                          b: {kind: linux, hooks: [%s]}
                        programs:
                          - udp-sink: {on: b, port: 9}
                        traffic:
                          - udp: {from: a, to: "b:9", text: hi, count: 6}
                        expect:
                          - delivered: {on: b, port: 9, count: 4}
                          - dropped: {on: b, reason: DROPPED_BY_HOOK, count: 2}
                        """
                                .formatted(hook));
        assertThat(result.asAsked()).isTrue();
    }

    @Test
    void shouldRefuseClassesAndOptionsThatDoNotFit() {
        assertThatThrownBy(() -> ScenarioRuns.run(withClass("NoDriver", "")))
                .isInstanceOf(UnfitScenario.class)
                .hasMessageContaining("NoDriver is no sluice.ndis.NdisDriver");
        assertThatThrownBy(() -> ScenarioRuns.run(withClass("Nowhere", "")))
                .hasMessageContaining(
                        "Nowhere was not found; name your jars and folders with --classpath");
        assertThatThrownBy(() -> ScenarioRuns.run(withClass("CompletesTwice", ", options: {a: 1}")))
                .hasMessageContaining(
                        "no public constructor to be made with the options a; it has ()");
        assertThatThrownBy(() ->
                        ScenarioRuns.run(
                                TWO.formatted(
                                        ", drivers: [{driver: drop-udp, options: {port: x}}]")))
                .isInstanceOf(UnfitScenario.class)
                .hasMessage(
                        "driver drop-udp: drop-udp: option port is 'x'; expected a number from 0 to 65535");
    }

    @Test
    void shouldEndTheMachineOfADriverThatBreaksItsContract() throws Exception {
        RunResult result = ScenarioRuns.run(withClass("CompletesTwice", ""));
        assertThat(result.breaches()).isNotEmpty();
        assertThat(result.breaches().getFirst().packetId()).isPositive();
        assertThat(result.end()).isEqualTo(World.RunEnd.QUIESCENT);
        assertThat(result.bugChecks())
                .singleElement()
                .satisfies(stopped -> {
                    assertThat(stopped.host()).isEqualTo("b");
                    assertThat(stopped.check().rule().id()).isEqualTo("S02");
                    assertThat(stopped.check().at()).isNotEmpty();
                });
        assertThat(RunReport.of(result, Palette.PLAIN)).contains("bug check b stopped at");
    }

    @Test
    void shouldCountAPacketOnceThatAHookSeesAgainAndAgain() throws Exception {
        RunResult result =
                ScenarioRuns.run(
                        """
                        title: again
                        hosts:
                          a: {kind: linux}
                          b: {kind: linux, hooks: [{class: "%s", point: INPUT}]}
                        traffic:
                          - udp: {from: a, to: "b:9", text: hi, count: 3}
                        """
                                .formatted(Again.class.getName()));
        assertThat(result.parts())
                .singleElement()
                .satisfies(hook -> assertThat(hook.seen()).isEqualTo(3));
    }

    @Test
    void shouldPutFramesAndCapturesIntoNics() throws Exception {
        RunResult result =
                ScenarioRuns.run(
                        """
                        title: fed
                        hosts: {a: {kind: linux}}
                        traffic:
                          - frame: {name: f, into: a, hex: ffffffffffff0200000000990806, count: 2}
                          - capture: {name: c, into: a, file: examples/office-lan.pcap, pace: at-once}
                        expect:
                          - dropped: {on: a, at-least: 2}
                        """,
                        new RunOptions(
                                OptionalLong.empty(),
                                OptionalLong.empty(),
                                List.of(),
                                Path.of(System.getProperty("sluice.root", "..")),
                                RunOptions.EVENTS_MAX));
        assertThat(result.asAsked()).isTrue();
        assertThat(result.traffic())
                .extracting(RunResult.Did::what)
                .containsExactly("put 2 frames into a/nic/eth0", "put 667 frames into a/nic/eth0");
    }

    @Test
    void shouldRefuseACaptureThatIsNotThere() {
        assertThatThrownBy(() ->
                        ScenarioRuns.run(
                                """
                                title: fed
                                hosts: {a: {kind: linux}}
                                traffic:
                                  - capture: {into: a, file: nowhere.pcap}
                                """))
                .isInstanceOf(UnfitScenario.class)
                .hasMessageContaining("nowhere.pcap cannot be read");
    }

    @Test
    void shouldSayWhenAStepComesTooLate() {
        assertThatThrownBy(() ->
                        ScenarioRuns.run(
                                """
                                title: late
                                hosts: {a: {kind: windows, drivers: [passthru]}}
                                steps:
                                  - at: 1ms
                                    remove-driver: {on: a, name: passthru}
                                  - at: 2ms
                                    remove-driver: {on: a, name: passthru}
                                """))
                .isInstanceOf(UnfitScenario.class)
                .hasMessageContaining("driver passthru is not on a/Ethernet0 then");
    }

    @Test
    void shouldPullTheCableAndPutItBack() throws Exception {
        RunResult result =
                ScenarioRuns.run(
                        """
                        title: cable
                        hosts: {a: {kind: linux}, b: {kind: linux}}
                        links: [{between: [a, b], name: wire}]
                        programs:
                          - udp-sink: {on: b, port: 9}
                        traffic:
                          - udp: {from: a, to: "b:9", text: hi, count: 6, interval: 10ms}
                        steps:
                          - at: 15ms
                            link: {name: wire, state: down}
                          - at: 35ms
                            link: {name: wire, state: up}
                        expect:
                          - delivered: {on: b, port: 9, count: 4}
                          - trace: {contains: "wire link text=down"}
                        """);
        assertThat(result.asAsked()).as(RunReport.of(result, sluice.report.Palette.PLAIN)).isTrue();
    }

    @Test
    void shouldFinishQueuedPacketsByStep() throws Exception {
        RunResult result =
                ScenarioRuns.run(
                        """
                        title: queued
                        hosts: {a: {kind: linux}, b: {kind: linux, hooks: [{hook: queue, point: INPUT}]}}
                        programs:
                          - udp-sink: {on: b, port: 9}
                        traffic:
                          - udp: {from: a, to: "b:9", text: hi, count: 5}
                        steps:
                          - at: 20ms
                            finish-queued: {on: b, hook: queue, verdict: continue, count: 2}
                          - at: 30ms
                            finish-queued: {on: b, hook: queue, verdict: drop}
                        expect:
                          - delivered: {on: b, port: 9, count: 2}
                          - dropped: {on: b, reason: PROGRAM_SAID_NO, count: 3}
                        """);
        assertThat(result.asAsked()).as(RunReport.of(result, sluice.report.Palette.PLAIN)).isTrue();
    }

    @Test
    void shouldKnowEveryNameOfTheCatalogue() {
        SampleCatalog shipped = SampleCatalog.shipped();
        assertThat(shipped.drivers())
                .extracting(Sample::name)
                .containsExactlyInAnyOrderElementsOf(Catalogue.SHIPPED.drivers());
        assertThat(shipped.hooks())
                .extracting(Sample::name)
                .containsExactlyInAnyOrderElementsOf(Catalogue.SHIPPED.hooks());
    }
}
