package sluice.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import sluice.edge.IpAddress;
import sluice.nic.LinkOptions;

class ScenarioModelTest {
    private static Scenario scenario(String text) {
        var outcome = ScenarioFile.read("a.yaml", text, Catalogue.SHIPPED);
        assertThat(outcome.problems()).isEmpty();
        return outcome.scenario().orElseThrow();
    }

    @Test
    void shouldFillInWhatSixLinesLeaveOut() {
        Scenario scenario =
                scenario(
                        """
                        title: my first filter
                        hosts:
                          win: {kind: windows, drivers: [{driver: drop-udp, options: {port: 53}}]}
                          lin: {kind: linux}
                        traffic:
                          - udp: {from: win, to: "lin:53", text: hello, count: 3}
                        """);
        assertThat(scenario.seed()).isEqualTo(1);
        HostSpec win = scenario.host("win").orElseThrow();
        assertThat(win.nics()).hasSize(1);
        assertThat(win.nics().getFirst().name()).isEqualTo("Ethernet0");
        assertThat(win.nics().getFirst().options().mac()).isEqualTo(0x0200_0000_0101L);
        assertThat(win.nics().getFirst().options().mtuOctets()).isEqualTo(1500);
        assertThat(win.nics().getFirst().addresses().toString())
                .isEqualTo("[192.0.2.1/24, 2001:db8::1/64]");
        assertThat(win.drivers().getFirst().part()).isEqualTo(new Part.Shipped("drop-udp"));
        assertThat(win.drivers().getFirst().options())
                .containsExactly(java.util.Map.entry("port", "53"));
        assertThat(scenario.host("lin").orElseThrow().firstAddress(true))
                .contains(IpAddress.require("192.0.2.2"));
        assertThat(scenario.links()).hasSize(1);
        assertThat(scenario.links().getFirst().ends().toString())
                .isEqualTo("[win/Ethernet0, lin/eth0]");
        assertThat(scenario.links().getFirst().options()).isEqualTo(LinkOptions.PERFECT);
        TrafficSpec.Udp udp = (TrafficSpec.Udp) scenario.traffic().getFirst();
        assertThat(udp.name()).isEqualTo("udp");
        assertThat(udp.to()).isEqualTo(new Target.Named("lin"));
        assertThat(udp.toPort()).isEqualTo(53);
        assertThat(udp.payload().toString()).isEqualTo("68656c6c6f");
        assertThat(udp.repeat()).isEqualTo(new Repeat(3, 1_000_000, 0));
    }

    @Test
    void shouldKeepAllThatAFileSays() {
        Scenario scenario =
                scenario(
                        """
                        title: all
                        seed: 42
                        until: 2s
                        covers: [S12, S20b]
                        hosts:
                          win:
                            kind: windows
                            cpus: 2
                            nics:
                              - {name: Local Area, mac: "02:00:00:00:aa:01", mtu: 1400, addresses: [10.0.0.1/8], receive-slots: 8, transmit-slots: 4, drivers: [passthru]}
                          lin:
                            kind: linux
                            forwarding: true
                            nics: [{}, {addresses: ["2001:db8:1::1/64"]}]
                            routes: [{to: default, via: 192.0.2.254, metric: 5}]
                            neighbours: [{address: 192.0.2.254, mac: "02:00:00:00:00:fe"}]
                            sysctls: {net.ipv4.ip_forward: 1}
                            hooks: [{class: my.Hook, point: FORWARD, priority: mangle, options: {a: b}}]
                        links:
                          - {between: [win, lin], name: w, rate: 10Mbit, delay: 1.5ms, loss: 2%, duplication: 0.01, reordering: 3%, corruption: 0.5%, queue: 9}
                        steps:
                          - {at: 20ms, decide: {program: p, verdict: drop, count: 2}}
                          - {at: 10ms, link: {name: w, state: down}}
                        programs:
                          - user-program: {on: win, name: p, for: passthru, verdict: none, after: 1ms}
                        expect:
                          - dropped: {on: win, at-least: 2}
                          - delivered: {on: lin, port: 9}
                          - trace: {never: bug check}
                        """
                                .replace("Local Area", "Area"));
        assertThat(scenario.seed()).isEqualTo(42);
        assertThat(scenario.untilNanos()).hasValue(2_000_000_000L);
        assertThat(scenario.links().getFirst().options())
                .isEqualTo(
                        new LinkOptions(
                                10_000_000, 1_500_000, 0.02, 0.01, 0.03, 1_000_000, 0.005, 9));
        assertThat(scenario.steps())
                .extracting(StepSpec::atNanos)
                .containsExactly(10_000_000L, 20_000_000L);
        assertThat(scenario.steps().getLast().action())
                .isEqualTo(new StepSpec.Decide("p", VerdictWord.DROP, OptionalInt.of(2)));
        NicSpec nic = scenario.hosts().getFirst().nics().getFirst();
        assertThat(nic.options())
                .isEqualTo(new sluice.nic.NicOptions(0x0200_0000_aa01L, 1400, 8, 4));
        assertThat(nic.drivers()).hasSize(1);
        HostSpec lin = scenario.hosts().getLast();
        assertThat(lin.nics()).extracting(NicSpec::name).containsExactly("eth0", "eth1");
        assertThat(lin.hooks().getFirst().name()).isEqualTo("Hook");
        assertThat(lin.hooks().getFirst().priority()).isEqualTo(-150);
        assertThat(lin.routes().getFirst().via()).contains(IpAddress.require("192.0.2.254"));
        assertThat(lin.sysctls()).containsExactly(java.util.Map.entry("net.ipv4.ip_forward", "1"));
        ProgramSpec.UserProgram user = (ProgramSpec.UserProgram) scenario.programs().getFirst();
        assertThat(user.verdict()).isEqualTo(Optional.empty());
        assertThat(user.afterNanos()).isEqualTo(1_000_000);
        assertThat(scenario.expectations())
                .extracting(Object::toString)
                .satisfies(all ->
                        assertThat(String.join(" ", all))
                                .contains("at least 2", "at least 1", "bug check"));
    }

    @Test
    void shouldTakeTheNextFreeNicOfARouter() {
        Scenario scenario =
                scenario(
                        """
                        title: router
                        hosts:
                          a: {kind: linux}
                          r: {kind: linux, nics: [{}, {}]}
                          b: {kind: linux}
                        links: [{between: [a, r]}, {between: [r, b]}]
                        """);
        assertThat(scenario.links().toString())
                .contains("[a/eth0, r/eth0]")
                .contains("[r/eth1, b/eth0]");
    }

    @Test
    void shouldExplainEveryShippedScenario() {
        for (String name : ScenarioFile.SHIPPED) {
            var outcome = ScenarioFile.shipped(name, Catalogue.SHIPPED).orElseThrow();
            assertThat(outcome.problems()).as(name).isEmpty();
            Scenario scenario = outcome.scenario().orElseThrow();
            String text = Explanation.of(scenario);
            assertThat(text)
                    .startsWith(scenario.title())
                    .contains("What must come out")
                    .doesNotContain("Optional");
            assertThat(text.lines().filter(line -> line.length() > 130)).isEmpty();
            assertThat(scenario.expectations()).as(name).isNotEmpty();
            assertThat(scenario.question()).as(name).endsWith("?");
        }
        assertThat(List.copyOf(ScenarioFile.SHIPPED)).isSorted();
    }

    @Test
    void shouldDrawHostsSideBySide() {
        Scenario scenario =
                scenario(
                        "title: t\nhosts:\n  a: {kind: windows, drivers: [passthru]}\n  b: {kind: linux, nics: [{addresses: []}]}\n");
        assertThat(Drawing.of(scenario))
                .isEqualTo(
                        """
                        +-- a (windows) ---+  +-- b (linux) -+
                        | winsock          |  |              |
                        | tdi              |  |              |
                        | tcpip            |  |              |
                        |   passthru       |  | socket       |
                        | Ethernet0        |  | ip           |
                        |   192.0.2.1/24   |  | device       |
                        |   2001:db8::1/64 |  | eth0         |
                        +------------------+  +--------------+
                          a/Ethernet0 ---- b/eth0   (segment)
                        """);
    }
}
