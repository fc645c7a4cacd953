package sluice.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sluice.capture.CaptureOptions;
import sluice.script.CaptureFilter;
import sluice.script.Catalogue;
import sluice.script.ScenarioFile;
import sluice.sniffer.PacketFilters;
import sluice.sniffer.PacketSink;
import sluice.sniffer.SniffLimits;
import sluice.sniffer.SniffedPacket;
import sluice.sniffer.Sniffer;

/** Station address, IP address and rate of a NIC, set while it works. */
class NicControlTest {
    private static final String SCENARIO =
            """
            title: t
            hosts:
              it: {kind: %s, nics: [{name: nic0}]}
              peer: {kind: linux}
            links: [{between: [it, peer], rate: 100Mbit}]
            programs: [{udp-sink: {on: it, port: 9}}]
            traffic:
              - ping: {name: before, from: peer, to: 192.0.2.1}
              - ping: {name: after, from: peer, to: 192.0.2.9, start: 1s}
              - ping: {name: old, from: peer, to: 192.0.2.1, start: 2s}
              - ping: {name: own, from: it, to: peer, start: 3s}
            steps:
              - at: 500ms
                set-nic: {on: it, mac: "02:00:00:00:00:99", address: 192.0.2.9/24, rate: 10Mbit}
            expect:
              - replies: {to: before, count: 1}
              - replies: {to: after, count: 1}
              - replies: {to: old, count: 0}
              - replies: {to: own, count: 1}
              - dropped: {on: it, reason: NOT_FOR_THIS_STATION, count: 1}
            """;

    /** The peer still knows the old address of 192.0.2.1: that frame is for nobody now. */
    @ParameterizedTest
    @ValueSource(strings = {"linux", "windows"})
    void shouldAnswerForTheNewAddressesOnly(String kind) throws Exception {
        RunResult result = ScenarioRuns.run(SCENARIO.formatted(kind));
        assertThat(result.expectations())
                .allSatisfy(each -> assertThat(each.met()).as(each.found()).isTrue());
        RunResult without =
                ScenarioRuns.run(SCENARIO.formatted(kind).replace("at: 500ms", "at: 5s"));
        assertThat(without.expectations()).anyMatch(each -> !each.met());
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux", "windows"})
    void shouldWriteTheStationRegistersOfAChip(String kind) throws Exception {
        String text =
                SCENARIO.replace("{name: nic0}", "{name: nic0, model: dm9000}")
                        .replace("NOT_FOR_THIS_STATION", "ADDRESS_NOT_WANTED")
                        .formatted(kind);
        RunResult result = ScenarioRuns.run(text);
        assertThat(result.expectations())
                .allSatisfy(each -> assertThat(each.met()).as(each.found()).isTrue());
    }

    @Test
    void shouldRefuseARateThatTheChipDoesNotHave() {
        String text =
                SCENARIO.replace("{name: nic0}", "{name: nic0, model: dm9000}")
                        .replace("rate: 10Mbit", "rate: 1Gbit")
                        .formatted("linux");
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> ScenarioRuns.run(text))
                .isInstanceOf(UnfitScenario.class)
                .hasMessageContaining("no such rate");
    }

    /** A ping of 98 octets takes 9.76 us at 100 Mbit/s each way, and 97.6 us at 10. */
    @ParameterizedTest
    @CsvSource({"linux", "windows"})
    void shouldControlFromTheSniffer(String kind) throws Exception {
        var settings =
                new ScenarioSource.Settings(
                        CaptureFilter.given(CaptureOptions.snapLength(65_535)),
                        true,
                        Long.MAX_VALUE);
        List<Long> times = new ArrayList<>();
        String text =
                """
                title: t
                hosts:
                  it: {kind: %s, nics: [{name: nic0}]}
                  peer: {kind: linux}
                links: [{between: [it, peer], rate: 100Mbit}]
                traffic: [{ping: {from: peer, to: it, count: 3, interval: 100ms}}]
                """
                        .formatted(kind);
        try (ScenarioSource source =
                ScenarioSource.open(
                        ScenarioRuns.scenario(text), RunOptions.DEFAULT, "peer/eth0", settings)) {
            PacketSink sink =
                    new PacketSink() {
                        @Override
                        public void packet(SniffedPacket packet, int kept) {
                            times.add(packet.epochNanos());
                            if (times.size() == 4)
                                assertThat(source.control().setRate(10_000_000)).isTrue();
                        }

                        @Override
                        public void close() {}
                    };
            source.run(new Sniffer(PacketFilters.ALL, SniffLimits.NONE, List.of(sink)));
            assertThat(source.control().setMac(0x0100_0000_0000L)).isFalse();
        }
        // ARP and its answer, then request and reply three times.
        assertThat(times).hasSizeGreaterThanOrEqualTo(8);
        assertThat(times.get(3) - times.get(2)).isEqualTo(2 * 9_760L / 1_000 * 1_000);
        assertThat(times.get(5) - times.get(4)).isEqualTo(2 * 97_600L / 1_000 * 1_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "mac: '01:00:00:00:00:01';one station",
                "address: 2001:db8::1/64;expected an IPv4 address",
                "address: 192.0.2.1/64;expected an IPv4 address",
                "rate: quick;expected a bit rate",
                ";nothing to set"
            })
    void shouldSayWhatCannotBeSet(String setting, String words) {
        String text =
                "title: t\nhosts: {it: {kind: linux}}\nsteps: [{at: 1s, set-nic: {on: it%s}}]\n"
                        .formatted(setting == null ? "" : ", " + setting);
        ScenarioFile.Outcome outcome = ScenarioFile.read("t.yaml", text, Catalogue.SHIPPED);
        assertThat(outcome.problems().toString()).contains(words);
    }

    @Test
    void shouldRefuseARateWhereThereIsNoLink() {
        String text =
                "title: t\nhosts: {it: {kind: linux}}\nsteps: [{at: 1s, set-nic: {on: it, rate: 1Mbit}}]\n";
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> ScenarioRuns.run(text))
                .isInstanceOf(UnfitScenario.class)
                .hasMessageContaining("no link");
    }
}
