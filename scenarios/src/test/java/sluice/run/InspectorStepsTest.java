package sluice.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import sluice.world.World;

/** Drivers that let a program decide, varied by the file alone. */
class InspectorStepsTest {
    private static final String SCENARIO =
            """
            title: variation
            hosts:
              win: {kind: windows, verifier: LEVEL, cost: pc-2003, drivers: [{driver: inspect, options: {OPTIONS}}]}
              peer: {kind: windows}
            links: [{between: [win, peer], rate: 10Mbit}]
            programs:
              - inspector: {name: judge, on: win, for: inspect, priority: 12, judges: 300us, signal-every: 3, EVENT}
              - udp-flood: {name: flood, on: win, to: "peer:9", length: 300, each: 50us, start: 5ms, lasts: 60ms}
              - udp-sink: {on: peer, port: 9}
              - udp-sink: {on: win, port: 9}
            traffic:
              - udp: {name: down, from: peer, to: "win:9", length: 300, count: 100, interval: 500us, start: 5ms}
              - udp: {name: after, from: win, to: "peer:9", length: 20, count: 5, start: 3s}
            steps:
              - {at: 30ms, STEP}
              - {at: 2s, end-program: {program: judge, how: kill}}
            expect:
              - delivered: {on: peer, port: 9, at-least: 10}
              - delivered: {on: win, port: 9, at-least: 10}
            """;

    private static RunResult run(String text) throws Exception {
        RunResult result = ScenarioRuns.run(text);
        assertThat(result.breaches()).isEmpty();
        assertThat(result.bugChecks()).isEmpty();
        assertThat(result.imbalances()).isEmpty();
        assertThat(result.failures()).isEmpty();
        assertThat(result.end()).isEqualTo(World.RunEnd.QUIESCENT);
        assertThat(result.totals().held()).isZero();
        assertThat(result.expectations())
                .allSatisfy(each -> assertThat(each.met()).as(each.found()).isTrue());
        return result;
    }

    /** All ways of sends, fetching and giving back, with rings, edges, ends and events in turn. */
    static Stream<String> variations() {
        List<String> all = new ArrayList<>();
        String[] rings = {"ring: slots, slots: 8", "ring: octets, slots: 3", "slots: 64"};
        String[] edges = {"edge: deserialized", "edge: serialized", "edge: timed"};
        String[] steps = {
            "end-program: {program: judge, how: close}",
            "end-program: {program: judge, how: crash}",
            "end-program: {program: judge, how: kill}",
            "remove-driver: {on: win, name: inspect}",
            "reset: {on: win, driver: inspect}",
            "priority: {program: judge, to: 5}",
            "pause: {on: win}}\n  - {at: 40ms, restart: {on: win}"
        };
        String[] events = {"event: opening", "event: creating", "event: handle"};
        int i = 0;
        for (String sends : List.of("pend", "early", "pass-on")) {
            for (String fetch : List.of("buffered", "shared")) {
                for (String back : List.of("io", "io-at-once", "shared")) {
                    for (String close : List.of("forward", "drop")) {
                        String options =
                                String.join(
                                        ", ",
                                        "sends: " + sends,
                                        "fetch: " + fetch,
                                        "return: " + back,
                                        "at-close: " + close,
                                        rings[i % 3],
                                        edges[i / 3 % 3]);
                        all.add(
                                SCENARIO.replace("OPTIONS", options)
                                        // sends that time out are no intermediate driver's: Q08
                                        .replace("LEVEL", i / 3 % 3 == 2 ? "standard" : "strict")
                                        .replace("STEP", steps[i % 7])
                                        .replace("EVENT", events[i / 2 % 3]));
                        i++;
                    }
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("variations")
    void shouldAccountForEveryPacketWhateverIsVaried(String text) throws Exception {
        run(text);
    }

    @ParameterizedTest
    @CsvSource({"close", "kill", "crash"})
    void shouldShowAProgramThatStartsAgainEverythingAgain(String how) throws Exception {
        run(
                """
                title: again
                hosts: {win: {kind: windows, drivers: [inspect]}, peer: {kind: windows}}
                programs:
                  - udp-sink: {on: peer, port: 9}
                  - inspector: {name: judge, on: win, for: inspect, by-step: true}
                traffic:
                  - udp: {from: win, to: "peer:9", text: each, count: 50, start: 1ms}
                steps:
                  - {at: 10500us, start-program: {program: judge}}
                  - {at: 20500us, end-program: {program: judge, how: %s}}
                  - {at: 30500us, start-program: {program: judge}}
                  - {at: 40500us, end-program: {program: judge, how: %s}}
                expect:
                  - delivered: {on: peer, port: 9, count: 50}
                  - inspection: {program: judge, counter: opened, count: 2}
                  - inspection: {program: judge, counter: shown-sends, at-least: 20, at-most: 22}
                """
                        .formatted(how, how));
    }

    /** A step may bring the driver later than the program. */
    @Test
    void shouldSayThatThereWasNoDevice() throws Exception {
        RunResult result =
                run(
                        """
                        title: too soon
                        hosts: {win: {kind: windows}, peer: {kind: windows}}
                        programs:
                          - inspector: {name: soon, on: win, for: late}
                          - inspector: {name: later, on: win, for: late, start: 6ms}
                        traffic: [{ping: {from: win, to: peer, count: 3, start: 10ms}}]
                        steps:
                          - {at: 5ms, insert-driver: {on: win, driver: inspect, name: late}}
                        expect:
                          - replies: {to: ping, count: 3}
                          - inspection: {program: soon, counter: opened, count: 0}
                          - inspection: {program: later, counter: opened, count: 1}
                          - inspection: {program: later, counter: shown-receives, at-least: 3}
                        """);
        assertThat(result.programs())
                .anySatisfy(each -> assertThat(each.what()).isEqualTo("found no device"));
    }

    @Test
    void shouldFloodFromALinuxHostToo() throws Exception {
        run(
                """
                title: flood
                hosts: {lin: {kind: linux}, peer: {kind: windows}}
                links: [{between: [lin, peer], rate: 10Mbit}]
                programs:
                  - udp-flood: {on: lin, to: "peer:9", length: 1472, count: 30, each: 1ms}
                  - udp-sink: {on: peer, port: 9}
                expect:
                  - delivered: {on: peer, port: 9, count: 30}
                  - goodput: {on: peer, port: 9, at-least: 9000, at-most: 9600}
                """);
    }
}
