package sluice.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sluice.script.Expectation;
import sluice.script.ScenarioFile;
import sluice.trace.TraceSink;
import sluice.world.World;

/**
 * Each shipped scenario shows what it says, under any order of what happens at one instant; and
 * without the part that it is about, it does not.
 */
class ShippedScenariosTest {
    static List<String> shipped() {
        return ScenarioFile.SHIPPED;
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void shouldMeetItsExpectations(String name) throws Exception {
        RunResult result = ScenarioRuns.run(ScenarioRuns.shippedText(name));
        assertThat(result.expectations()).isNotEmpty();
        assertSound(result);
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void shouldMeetThemInOtherLegalOrders(String name) throws Exception {
        for (long seed = 1; seed <= 5; seed++) {
            assertSound(
                    ScenarioRuns.run(
                            ScenarioRuns.shippedText(name), RunOptions.DEFAULT.withSeed(seed)));
        }
    }

    private static void assertSound(RunResult result) {
        assertThat(result.expectations())
                .allSatisfy(checked -> assertThat(checked.met()).as(checked.found()).isTrue());
        assertThat(result.imbalances()).isEmpty();
        assertThat(result.breaches())
                .allMatch(breach ->
                        result.scenario().expectations().stream()
                                .anyMatch(each ->
                                        each instanceof Expectation.Breach expected
                                                && expected.rule().equals(breach.rule())));
        assertThat(result.bugChecks())
                .allMatch(stopped ->
                        result.scenario().expectations().stream()
                                .anyMatch(each ->
                                        each instanceof Expectation.BugChecked expected
                                                && expected.expected()
                                                && expected.on().equals(stopped.host())));
        assertThat(result.failures()).isEmpty();
        assertThat(result.end()).isEqualTo(World.RunEnd.QUIESCENT);
        assertThat(result.asAsked()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void shouldWriteTheSameTraceAgain(String name) throws Exception {
        String text = ScenarioRuns.shippedText(name);
        RunOptions shuffled = RunOptions.DEFAULT.withSeed(3);
        assertThat(ScenarioRuns.trace(text, RunOptions.DEFAULT))
                .isNotEmpty()
                .isEqualTo(ScenarioRuns.trace(text, RunOptions.DEFAULT));
        assertThat(ScenarioRuns.trace(text, shuffled))
                .isEqualTo(ScenarioRuns.trace(text, shuffled));
    }

    /** A scenario, what is taken out of it, what stands there instead. */
    static Stream<Arguments> ablations() {
        return Stream.of(
                Arguments.of("app-intercept", "does: change, protocol: udp", "does: see"),
                Arguments.of("app-intercept", "for: filter", "by-step: true, for: filter"),
                Arguments.of(
                        "block-list", "name: list-lsp, does: stop", "name: list-lsp, does: see"),
                Arguments.of(
                        "block-list",
                        "at: filter-hook, name: list-hook",
                        "at: tdi, name: list-hook"),
                Arguments.of("capture-buffer", "kernel-buffer: 664B", "kernel-buffer: 64kB"),
                Arguments.of("capture-buffer", "at: 15500us", "at: 900ms"),
                Arguments.of("capture-buffer", "at: 700ms", "at: 2s"),
                Arguments.of("capture-dump", "mode: dump, lasts: 2s", "mode: save, lasts: 2s"),
                Arguments.of("capture-dump", "driver: winpcap-4", "driver: npf"),
                Arguments.of("capture-filter", "snap: 60", "snap: 70"),
                Arguments.of("capture-filter", "dst port 53", "dst port 54"),
                Arguments.of("capture-position", "point: OUTPUT", "point: PREROUTING"),
                Arguments.of("capture-position", "point: INPUT", "point: FORWARD"),
                Arguments.of("capture-rings", ", interrupts: lowest-priority", ""),
                Arguments.of("capture-rings", "driver: npcap, ", ""),
                Arguments.of("capture-rings", "at: 13500us", "at: 900ms"),
                Arguments.of("capture-statistics", "mode: statistics, kernel", "kernel"),
                Arguments.of("capture-statistics", "driver: winpcap-4", "driver: npf"),
                Arguments.of("capture-thresholds", "least: 0B", "least: 16kB"),
                Arguments.of("capture-thresholds", "timeout: 50ms", "timeout: 1s"),
                Arguments.of(
                        "capture-vlan",
                        "into: lin, hex: \"020000000101 020000000301 8100 0005",
                        "into: lin, hex: \"020000000101 020000000301 88b5 0005"),
                Arguments.of("capture-vlan", "on: lin, filter: vlan 5", "on: lin, filter: vlan 6"),
                Arguments.of(
                        "capture-vlan",
                        "on: lin, filter: vlan and udp port 9999",
                        "on: lin, filter: udp port 9999"),
                Arguments.of("decoding", "0806 ", "0807 "),
                Arguments.of("decoding", "8035 ", "8036 "),
                Arguments.of("decoding", "8100 0005", "8100 0006"),
                Arguments.of("decoding", "86dd ", "86de "),
                Arguments.of("decoding", " 0026 ", " 0800 "),
                Arguments.of("decoding", "newest: 20", "newest: 5"),
                Arguments.of(
                        "detach",
                        "detach: {program: guard}",
                        "decide: {program: guard, verdict: drop}"),
                Arguments.of("driver-verifier", "rule: S02, after: 3", "rule: S02, after: 300"),
                Arguments.of("drop-udp", "options: {port: 53}", "options: {port: 55}"),
                Arguments.of("embedded-loss", "kernel-buffer: 16600B", "kernel-buffer: 8MB"),
                Arguments.of("embedded-loss", "cost: embedded-400mhz, ", ""),
                Arguments.of("embedded-loss", "kernel-buffer: 8MB", "kernel-buffer: 16600B"),
                Arguments.of("embedded-receive", "on: ce, driver: packetce", "on: ce, driver: npf"),
                Arguments.of("embedded-receive", "indicates: look-ahead", "indicates: packets"),
                Arguments.of("embedded-receive", "bus-bits: 32", "bus-bits: 8"),
                Arguments.of("esp", "spi-out: 8194, spi-in: 4097", "spi-out: 8194, spi-in: 4098"),
                Arguments.of("esp", "peer: 192.0.2.2, spi-out", "peer: 192.0.2.9, spi-out"),
                Arguments.of("event-notification", "event: creating}", "event: opening}"),
                Arguments.of("event-notification", "reads: once}", "reads: until-empty}"),
                Arguments.of(
                        "event-notification",
                        "{driver: inspect, options: {event: at-load}}]",
                        "inspect]"),
                Arguments.of("event-notification", "event: handle}", "event: opening}"),
                Arguments.of("filter-hook", "at: 30ms", "at: 55ms"),
                Arguments.of(
                        "filter-hook",
                        "preset: windows-xp, points: [{at: filter-hook",
                        "preset: windows-xp, points: [{at: wfp"),
                Arguments.of("firewall", "iptables -D FORWARD 1", "iptables -D FORWARD 2"),
                Arguments.of("firewall", "iptables -F FORWARD", "iptables -F OUTPUT"),
                Arguments.of("firewall", "ESTABLISHED,RELATED", "INVALID"),
                Arguments.of("firewall", "udp dport 666", "udp dport 667"),
                Arguments.of(
                        "firewall-capture",
                        "      - iptables -A INPUT -p tcp --sport 80 -j ACCEPT\n",
                        ""),
                Arguments.of(
                        "firewall-capture",
                        "      - iptables -A INPUT -p icmp --icmp-type echo-reply -j ACCEPT\n",
                        ""),
                Arguments.of("firewall-capture", "-s 192.0.2.1 -p udp", "-s 192.0.2.2 -p udp"),
                Arguments.of("hook-contract", "verifier: on", "verifier: off"),
                Arguments.of("hook-contract", "options: {rule: N14}", "options: {rule: N09}"),
                Arguments.of("hooks", "at: 40ms", "at: 90ms"),
                Arguments.of("hooks", "forwarding: true", "forwarding: false"),
                Arguments.of("http-get", "slots: 4", "slots: 400"),
                Arguments.of("http-get", "direction: receive", "direction: send"),
                Arguments.of("http-get", "picture.png: 150kB", "picture.png: 15kB"),
                Arguments.of("http-get", "lin:81", "lin:80"),
                Arguments.of("insert-driver", "at: 30ms", "at: 60ms"),
                Arguments.of("insert-driver", "options: {port: 9}", "options: {port: 10}"),
                Arguments.of(
                        "io-or-shared",
                        "{driver: inspect, options: {fetch: buffered, return: io}}",
                        "{driver: inspect, options: {fetch: buffered, return: io-at-once}}"),
                Arguments.of("io-or-shared", "cost: pc-1999", "cost: pc-2003"),
                Arguments.of("io-or-shared", ", send-buffer: 1B", ""),
                Arguments.of(
                        "io-or-shared",
                        "options: {fetch: shared, return: shared}",
                        "options: {fetch: shared, return: io}"),
                Arguments.of(
                        "killed-program",
                        "options: {at-close: drop}",
                        "options: {at-close: forward}"),
                Arguments.of(
                        "killed-program",
                        "    end-program: {program: of-closed, how: close}",
                        "    priority: {program: of-closed, to: 9}"),
                Arguments.of(
                        "killed-program",
                        "    start-program: {program: of-killed}",
                        "    priority: {program: of-closed, to: 9}"),
                Arguments.of("layer-costs", "drivers: [count]", "drivers: [passthru]"),
                Arguments.of(
                        "layer-costs",
                        "{driver: lwf-count, name: f4}",
                        "{driver: passthru, name: f4}"),
                Arguments.of("layer-costs", ", {at: tdi, name: b}", ""),
                Arguments.of("layers-of-filters", "at: 29500us", "at: 9400us"),
                Arguments.of("layers-of-filters", "does: stop, protocol: udp", "protocol: udp"),
                Arguments.of("life-cycle", "state: D3", "state: D0"),
                Arguments.of("life-cycle", "  - {at: 40200us, bind: {on: win}}\n", ""),
                Arguments.of("life-cycle", "  - {at: 55200us, media", "  - {at: 105200us, media"),
                Arguments.of("life-cycle", "cancel: {on: win}", "cancel: {on: win, process: x}"),
                Arguments.of("life-cycle", "at: 75200us", "at: 85200us"),
                Arguments.of("life-cycle", "times: 5", "times: 4"),
                Arguments.of("life-cycle", "  - {at: 90200us, surprise-remove: {on: win}}\n", ""),
                Arguments.of(
                        "linux-lo", "commands: [ip addr add 11.22.33.44/24 dev lo]", "cpus: 1"),
                Arguments.of(
                        "linux-lo",
                        "addresses: [192.0.2.1/24, 198.51.100.1/24]",
                        "addresses: [192.0.2.1/24]"),
                Arguments.of(
                        "loopback-adapter",
                        "    routes: [{to: 10.9.8.7/32, via: 10.9.8.7, nic: loop}]\n",
                        ""),
                Arguments.of("loopback-adapter", "127.0.0.1:10", "10.9.8.7:10"),
                Arguments.of(
                        "loopback-pair",
                        "to: \"127.0.0.1:7\", text: windows",
                        "to: \"127.0.0.1:8\", text: windows"),
                Arguments.of("lossy-link", "loss: 10%", "loss: 0"),
                Arguments.of("lsp", "by: tdi, ", ""),
                Arguments.of("lsp", "at: lsp, name: echoes", "at: wfp, name: echoes"),
                Arguments.of("matrix", "by: tdi, ", ""),
                Arguments.of("matrix", "at: intermediate, name: im-home", "at: wfp, name: im-home"),
                Arguments.of(
                        "module-protocol",
                        "start: 10ms, lasts: 20ms}",
                        "start: 10ms, lasts: 60ms}"),
                Arguments.of("module-protocol", "0x0800", "0x0842"),
                Arguments.of("module-protocol", "ether proto 0x88b5", "ip"),
                Arguments.of(
                        "ndis-hook", "at: ndis-hook, name: hook", "at: intermediate, name: hook"),
                Arguments.of("ndis-hook", "at: ndis-hook", "at: protocol"),
                Arguments.of("ndis-hook", "kernel-guard: true, ", ""),
                Arguments.of(
                        "ndis-registration",
                        "role: miniport, version: \"5.1\"}",
                        "role: miniport, version: \"6.0\"}"),
                Arguments.of("ndis-registration", "version: \"6.83\"", "version: \"6.30\""),
                Arguments.of(
                        "ndis-registration", "\"5.0\", handlers: some", "\"5.0\", handlers: all"),
                Arguments.of("ndis-registration", "preset: windows-xp", "preset: windows-10"),
                Arguments.of("ndis-registration", "driver: packetce", "driver: npf"),
                Arguments.of("old-pended-send", "{as: serialized}", "{as: deserialized}"),
                Arguments.of("old-pended-send", "{as: untimed", "{as: serialized"),
                Arguments.of("old-pended-send", ", bound: 8s", ""),
                Arguments.of("old-pended-send", "{as: filter}", "{as: serialized}"),
                Arguments.of("old-pended-send", "over-reset: \"yes\"", "over-reset: \"no\""),
                Arguments.of("pacing", "length: 1024", "length: 1"),
                Arguments.of("packet-filter", "nic: lan, ", ""),
                Arguments.of(
                        "ping",
                        "lin: {kind: linux}",
                        "lin: {kind: linux, sysctls: {net.ipv4.icmp_echo_ignore_all: 1}}"),
                Arguments.of("pppoe", "role: concentrator", "role: host"),
                Arguments.of("pppoe", "length: 1465", "length: 1464"),
                Arguments.of("pppoe", "length: 1472", "length: 1464"),
                Arguments.of("pppoe", "filter: ip or arp", "filter: pppoes"),
                Arguments.of(
                        "priority",
                        "priority: {program: helped, to: 12}",
                        "priority: {program: helped, to: 9}"),
                Arguments.of("priority", ", raise: when-full", ""),
                Arguments.of("priority", ", raise-to: 12", ""),
                Arguments.of("priority", ", spins: 100us", ""),
                Arguments.of(
                        "priority",
                        "name: starved, on: low, for: inspect, priority: 8",
                        "name: starved, on: low, for: inspect, priority: 12"),
                Arguments.of("promiscuous", "[multicast], groups", "[all-multicast], groups"),
                Arguments.of("promiscuous", "[promiscuous]", "[directed]"),
                Arguments.of("promiscuous", "[all-multicast]", "[multicast]"),
                Arguments.of("raw-send", "writes: 1000", "writes: 1"),
                Arguments.of("raw-send", "3s, 4s], start", "3s, 4s], timed: false, start"),
                Arguments.of("raw-sockets", "from: xp, by: raw-socket, ", "from: xp, "),
                Arguments.of("raw-sockets", "preset: windows-ce", "preset: windows-xp"),
                Arguments.of(
                        "raw-sockets",
                        "{name: all, on: eye}",
                        "{name: all, on: eye, mode: ip-level}"),
                Arguments.of("raw-sockets", "mode: ip-level", "mode: all"),
                Arguments.of("record-header", "snap: 45", "snap: 48"),
                Arguments.of("ring-kinds", "ring: slots, slots: 8", "ring: octets, slots: 8"),
                Arguments.of("ring-kinds", "ring: octets, slots: 8", "ring: slots, slots: 8"),
                Arguments.of(
                        "ring-kinds",
                        "wraps, for: inspect, judges: 50us",
                        "wraps, for: inspect, judges: 5ms"),
                Arguments.of("send-policies", "options: {sends: early}", "options: {sends: pend}"),
                Arguments.of(
                        "send-policies",
                        "options: {sends: pend}",
                        "options: {sends: pend, slots: 4, pended: 1}"),
                Arguments.of(
                        "send-policies", "options: {sends: pass-on}", "options: {sends: early}"),
                Arguments.of("sniffer", "filter: arp or icmp or udp port 53", "filter: ip or arp"),
                Arguments.of("sniffer", ", packet-filter: [promiscuous]", ""),
                Arguments.of("sniffer", "mac: \"02:00:00:00:00:99\", ", ""),
                Arguments.of("sniffer", ", address: 192.0.2.9/24", ""),
                Arguments.of("sniffer", "rate: 1Mbit", "rate: 100Mbit"),
                Arguments.of("sniffer", "newest: 2,", "newest: 4,"),
                Arguments.of("starving", "priority: 15", "priority: 7"),
                Arguments.of("starving", "lasts: 300ms", "lasts: 100ms"),
                Arguments.of(
                        "tap-switch",
                        "mode tap, ip addr add 10.9.0.2/24",
                        "mode tap, ip addr add 10.9.0.22/24"),
                Arguments.of(
                        "tap-switch",
                        "  - tunnel: {name: port-b, on: b, device: tap0, port: 7001, to:"
                                + " \"hub:7000\"}",
                        "  - tunnel: {name: port-b, on: b, device: tap0, port: 7001, to:"
                                + " \"hub:7009\"}"),
                Arguments.of("tcp-adapts", "slots: 8", "slots: 800"),
                Arguments.of("tcp-adapts", "interval: 800us", "interval: 2ms"),
                Arguments.of("tcp-back-pressure", "rate: 1Mbit, ", ""),
                Arguments.of("tcp-back-pressure", "{name: free", "{name: free, rate: 1Mbit"),
                Arguments.of("tcp-bulk", ", loss: 1%", ""),
                Arguments.of("tcp-bulk", "name: clean, rate: 50Mbit", "name: clean, rate: 5Mbit"),
                Arguments.of("tdi-filter", "by: tdi-device, ", ""),
                Arguments.of("tdi-filter", "at: tdi, name: watch", "at: wfp, name: watch"),
                Arguments.of(
                        "tun-captures",
                        "dev tun0 mode tun\n      - ip addr add 10.8.0.1",
                        "dev tun0 mode tap\n      - ip addr add 10.8.0.1"),
                Arguments.of("tun-captures", "icmp or arp", "icmp"),
                Arguments.of("tun-captures", "on: left/tun0", "on: left/eth0"),
                Arguments.of(
                        "tun-vpn",
                        "to: \"198.51.100.1:4500\", key: between us",
                        "to: \"198.51.100.1:4500\", key: a guess"),
                Arguments.of("tun-vpn", ", key: between us", ""),
                Arguments.of("tun-vpn", "mode tun", "mode tap"),
                Arguments.of(
                        "udp-echo",
                        "verdict: continue}\n  - at: 40ms",
                        "verdict: drop}\n  - at: 40ms"),
                Arguments.of("udp-echo", "for: ask-program", "for: ask-program, verdict: drop"),
                Arguments.of("udp-send-path", "dst_port 9 action", "dst_port 11 action"),
                Arguments.of("udp-send-path", "root pfifo_fast", "root pfifo"),
                Arguments.of("udp-send-path", "point: POSTROUTING", "point: FORWARD"),
                Arguments.of("verdicts", "hook: swap", "hook: accept"),
                Arguments.of(
                        "verdicts",
                        "hook: repeat, name: again, point: PREROUTING, priority: raw, options:"
                                + " {times: 2}",
                        "hook: accept, name: again, point: PREROUTING, priority: raw"),
                Arguments.of("verdicts", "port: 10", "port: 11"),
                Arguments.of("verdicts", "for: ask}", "for: ask, verdict: drop}"),
                Arguments.of(
                        "vm-bridge",
                        "unbind: {on: host-a/loop, protocol: vmnet0}",
                        "unbind: {on: host-a/loop}"),
                Arguments.of(
                        "vm-bridge",
                        "bridge: {on: host-b, adapter: lan}",
                        "bridge: {on: host-b, adapter: automatic}"),
                Arguments.of(
                        "vm-bridge",
                        "at: 300ms\n    restart-host: {on: host-a}",
                        "at: 850ms\n    restart-host: {on: host-a}"),
                Arguments.of(
                        "vm-bridge",
                        "host-b: {kind: windows, vm-bridge: {name: vmnet0}",
                        "host-b: {kind: windows, vm-bridge: {name: vmnet0, order: oldest-first}"),
                Arguments.of(
                        "windows-loopback",
                        "from: lin, to: \"127.0.0.1:9\"",
                        "from: lin, to: \"win:9\""),
                Arguments.of(
                        "windows-loopback",
                        "from: win, to: \"192.0.2.1:9\"",
                        "from: peer, to: \"192.0.2.1:9\""),
                Arguments.of(
                        "windows-loopback",
                        "name: above, on: win/NPF_Loopback",
                        "name: above, on: win"),
                Arguments.of(
                        "windows-loopback",
                        "{at: wfp, name: callout",
                        "{at: protocol, name: callout"),
                Arguments.of("winsock-shim", "by: original-dll, ", ""),
                Arguments.of("winsock-shim", "at: lsp, name: provider", "at: tdi, name: provider"));
    }

    @ParameterizedTest
    @MethodSource("ablations")
    void shouldFailWithoutWhatItIsAbout(String name, String part, String instead)
            throws UnfitScenario, IOException {
        String text = ScenarioRuns.shippedText(name);
        assertThat(text).contains(part);
        RunResult result = ScenarioRuns.run(text.replace(part, instead));
        assertThat(result.asAsked()).isFalse();
        assertThat(result.expectations())
                .anySatisfy(checked -> assertThat(checked.met()).isFalse());
        assertThat(result.imbalances()).isEmpty();
    }

    @Test
    void shouldHaveAnAblationForEach() {
        assertThat(ablations().map(each -> each.get()[0]).distinct().toList())
                .isEqualTo(ScenarioFile.SHIPPED);
    }

    @Test
    void shouldNameTheStarvingProgramAndWhoHasTheProcessor() throws Exception {
        RunResult result = ScenarioRuns.run(ScenarioRuns.shippedText("starving"));
        assertThat(result.starved())
                .singleElement()
                .satisfies(starved -> {
                    assertThat(starved.thread()).isEqualTo("guard");
                    assertThat(starved.holder()).isEqualTo("hog");
                    assertThat(starved.waitedNanos()).isGreaterThanOrEqualTo(200_000_000L);
                });
        assertThat(
                        ScenarioRuns.run(
                                        ScenarioRuns.shippedText("starving")
                                                .replace("priority: 15", "priority: 7"))
                                .starved())
                .isEmpty();
    }

    @Test
    void shouldAskEachProgramOnceForEachPacketOfTheEcho() throws Exception {
        RunResult result = ScenarioRuns.run(ScenarioRuns.shippedText("udp-echo"));
        assertThat(result.programs())
                .extracting(RunResult.Did::what)
                .contains(
                        "was asked about 6, let 6 go on, dropped 0",
                        "was asked about 3, let 3 go on, dropped 0");
    }

    /** The careless hook breaks first what it is told to break. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "N01", "N02", "N04", "N05", "N06", "N07", "N09", "N10", "N14", "N15", "N16", "N17",
                "N18", "N19", "N20", "N23", "N24"
            })
    void shouldNameWhatACarelessHookBreaks(String rule) throws Exception {
        String text =
                ScenarioRuns.shippedText("hook-contract")
                        .replace("{rule: N14}", "{rule: " + rule + "}");
        RunResult result = ScenarioRuns.run(text);
        assertThat(result.breaches().getFirst().rule()).isEqualTo(rule);
        assertThat(result.breaches().getFirst().offender()).isEqualTo("careless");
        assertThat(result.imbalances()).isEmpty();
    }

    /** What the driver of a stopped machine did, where, and who held the packet. */
    @ParameterizedTest
    @ValueSource(strings = {"S02", "S03", "DRIVER_THREW"})
    void shouldNameWhatACarelessDriverBreaks(String rule) throws Exception {
        String text = ScenarioRuns.shippedText("driver-verifier").replace("S02", rule);
        RunResult result = ScenarioRuns.run(text);
        assertSound(result);
        var check = result.bugChecks().getFirst().check();
        assertThat(check.driver()).isEqualTo("careless-driver");
        assertThat(check.at()).startsWith("CarelessDriver.java:");
        assertThat(check.history()).isNotEmpty();
        assertThat(check.lastSteps()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pacing"})
    void shouldLetTheSenderWait(String name) throws Exception {
        RunResult result = ScenarioRuns.run(ScenarioRuns.shippedText(name));
        assertThat(result.traffic())
                .singleElement()
                .satisfies(did -> assertThat(did.what()).contains("waited for room"));
    }

    @Test
    void shouldSayTheSameWithAndWithoutASink() throws Exception {
        TraceSink nothing = step -> {};
        String text = ScenarioRuns.shippedText("ping");
        assertThat(
                        RunJson.of(
                                ScenarioRunner.run(
                                        ScenarioRuns.scenario(text), RunOptions.DEFAULT, nothing)))
                .isEqualTo(RunJson.of(ScenarioRuns.run(text)));
    }
}
