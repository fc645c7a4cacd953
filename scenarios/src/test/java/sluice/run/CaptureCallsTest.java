package sluice.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sluice.capture.CaptureOptions;
import sluice.script.CaptureFilter;

/** What a capture of a scenario counts as its calls, and what can be opened. */
class CaptureCallsTest {
    private static final String SCENARIO =
            """
            title: t
            hosts:
              ce: {kind: windows}
            programs:
              - capture: {name: it, on: ce, driver: %s, timeout: 100ms, lasts: 950ms}
            expect:
              - capture: {program: it, counter: reads, count: 10}
              - capture: {program: it, counter: calls, count: 11}
            """;

    /** Reads, and the closing: what sets the capture up is not of interest. */
    @ParameterizedTest
    @ValueSource(strings = {"npf", "packetce"})
    void shouldCountNoCallsThatSetTheCaptureUp(String driver) throws Exception {
        assertThat(ScenarioRuns.run(SCENARIO.formatted(driver)).expectations())
                .allSatisfy(each -> assertThat(each.met()).as(each.found()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ce/eth7", "nobody/eth0", "ce"})
    void shouldNotOpenWhatIsNoAdapter(String adapter) throws Exception {
        var settings =
                new ScenarioSource.Settings(
                        CaptureFilter.given(CaptureOptions.snapLength(60)), true, Long.MAX_VALUE);
        var scenario = ScenarioRuns.scenario(SCENARIO.formatted("npf"));
        assertThatThrownBy(
                        () -> ScenarioSource.open(scenario, RunOptions.DEFAULT, adapter, settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no adapter " + adapter);
    }
}
