package sluice.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every kind of message that a scenario file can earn, with its place. */
class ScenarioErrorsTest {
    private static final String HOSTS =
            "title: t\nhosts:\n  win: {kind: windows}\n  lin: {kind: linux}\n";

    private static List<String> errors(String text) {
        return ScenarioFile.read("a.yaml", text, Catalogue.SHIPPED).problems().stream()
                .map(problem -> problem.line("a.yaml"))
                .toList();
    }

    private static String error(String text) {
        List<String> errors = errors(text);
        assertThat(errors).hasSize(1);
        return errors.getFirst();
    }

    @Test
    void shouldReportAllProblemsInTheOrderOfTheFile() {
        assertThat(
                        errors(
                                """
                                titel: x
                                hosts:
                                  a: {kind: solaris, cpus: 0}
                                  b: {kind: linux, hooks: [{hook: accept, point: INPUT, priority: late}]}
                                traffic:
                                  - ping: {from: a, to: c, interval: 10}
                                """))
                .containsExactly(
                        "a.yaml:1:1: unknown name \"titel\" in scenario; did you mean \"title\"?",
                        "a.yaml:1:1: scenario without \"title\"; expected text",
                        "a.yaml:3:13: found \"solaris\"; expected one of linux, windows",
                        "a.yaml:3:28: found \"0\"; expected a whole number from 1 to 64",
                        "a.yaml:4:67: found \"late\"; expected a priority: a number, or one of raw, mangle, nat-dst, filter, security, nat-src",
                        "a.yaml:6:25: unknown host \"c\"; expected one of a, b",
                        "a.yaml:6:38: found \"10\"; expected a duration with its unit such as 10ms");
    }

    @Test
    void shouldSayThatAFileIsNoYaml() {
        assertThat(error("a: [1\nb: 2\n"))
                .startsWith(
                        "a.yaml:2:2: this is not YAML: while parsing a flow sequence; expected ',' or ']'");
        assertThat(error("\tx: 1")).startsWith("a.yaml:1:1: this is not YAML:").contains("TAB");
        assertThat(error("a: \u0001"))
                .startsWith("a.yaml:1:1: this is not YAML: special characters are not allowed");
        assertThat(error(""))
                .isEqualTo(
                        "a.yaml:1:1: the file is empty; expected a scenario: a title, hosts, ...");
        assertThat(error("- 1\n")).isEqualTo("a.yaml:1:1: found a list; expected a scenario");
        assertThat(error(HOSTS + "---\ntitle: u\n")).contains("a second document");
    }

    @Test
    void shouldRefuseAliasesTagsAndNamesGivenTwice() {
        assertThat(error(HOSTS + "question: *x\n"))
                .isEqualTo(
                        "a.yaml:5:11: an alias *x; expected the value itself (a scenario has no aliases)");
        assertThat(error(HOSTS + "question: !foo x\n"))
                .isEqualTo(
                        "a.yaml:5:11: a tag !foo; expected a plain value (a scenario has no tags)");
        assertThat(error(HOSTS + "title: u\n"))
                .isEqualTo("a.yaml:5:1: \"title\" a second time; it stands at 1:1 already");
    }

    @Test
    void shouldBoundLengthAndNesting() {
        assertThat(error("x".repeat(YamlTree.LENGTH_MAX + 1)))
                .contains("characters; expected at most");
        assertThat(error("[".repeat(40) + "]".repeat(40))).contains("nested deeper than 32");
        assertThat(errors("a: " + "[".repeat(10_000))).isNotEmpty();
    }

    @Test
    void shouldNameWhatIsMissing() {
        assertThat(error("title: t\n"))
                .startsWith(
                        "a.yaml:1:1: scenario without \"hosts\"; expected hosts: names with a kind each");
        assertThat(error("title: t\nhosts: {}\n"))
                .isEqualTo("a.yaml:2:8: no host; expected one at least");
        assertThat(error("title: t\nhosts:\n")).contains("found nothing; expected hosts");
        assertThat(error("title: t\nhosts: {a: {cpus: 1}}\n"))
                .contains("host without \"kind\"; expected one of linux, windows");
        assertThat(error(HOSTS + "traffic: [{}]\n"))
                .contains("traffic without a kind; expected one of udp, ping, frame, capture");
    }

    @Test
    void shouldSayThatTwoThingsExcludeEachOther() {
        assertThat(error(HOSTS + "traffic: [{udp: {from: win, to: 'lin:1', text: a, hex: 00}}]\n"))
                .isEqualTo("a.yaml:5:51: \"hex\" beside \"text\"; expected one of them");
        assertThat(
                        error(
                                HOSTS
                                        + "expect: [{replies: {to: x, count: 1, at-least: 2}}]\ntraffic: [{ping: {name: x, from: win, to: lin}}]\n"))
                .contains("\"at-least\" beside \"count\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "links: [{between: [win, lin], rate: 100}]|found \"100\"; expected a bit rate with its unit such as 100Mbit",
                "links: [{between: [win, lin], delay: 1 hour}]|expected a duration with its unit such as 10ms",
                "links: [{between: [win, lin], delay: 0.1ns}]|expected a duration with its unit such as 10ms",
                "links: [{between: [win, lin], loss: 200%}]|expected a probability such as 2% or 0.02",
                "links: [{between: [win, lin], loss: 1.5}]|expected a probability such as 2% or 0.02",
                "links: [{between: [win]}]|a link between 1; expected two ends or more",
                "links: [{between: [win, win]}]|NIC win/Ethernet0 is on a link already; expected one link for each NIC",
                "links: [{between: [win, lin/eth7]}]|unknown NIC \"eth7\"; did you mean \"eth0\"?",
                "until: soon|expected a duration with its unit such as 10ms",
                "covers: [12]|expected a row of the feature map such as S12",
                "seed: -1|expected a whole number from 0 to 9223372036854775807",
                "seed: 99999999999999999999|expected a whole number from 0 to",
                "programs: [{udp-echo: {on: win, port: 65536}}]|expected a whole number from 1 to 65535",
                "programs: [{udp-ecco: {on: win, port: 1}}]|unknown name \"udp-ecco\" in program; did you mean \"udp-echo\"?",
                "programs: [{user-program: {on: win, name: p, for: x}}]|unknown driver or hook \"x\"; there is none",
                "traffic: [{udp: {from: win, to: 'lin:0'}}]|expected a host or address and a port such as lin:53",
                "traffic: [{udp: {from: wni, to: 'lin:1'}}]|unknown host \"wni\"; did you mean \"win\"?",
                "traffic: [{frame: {into: lin, hex: 0}}]|expected octets as pairs of hexadecimal digits",
                "steps: [{at: 1ms}]|step without a kind; expected one of insert-driver",
                "steps: [{link: {name: segment, state: up}}]|step without \"at\"",
                "steps: [{at: 1ms, link: {name: wire, state: up}}]|unknown link \"wire\"",
                "steps: [{at: 1ms, link: {name: segment, state: off}}]|expected one of up, down",
                "steps: [{at: 1ms, detach: {program: x}}]|unknown user program \"x\"; there is none",
                "steps: [{at: 1ms, decide: {program: x, verdict: drop}}]|unknown user program \"x\"",
                "steps: [{at: 1ms, remove-driver: {on: win, name: x}}]|unknown driver \"x\"",
                "steps: [{at: 1ms, unregister-hook: {on: lin, name: x}}]|unknown hook \"x\"",
                "steps: [{at: 1ms, finish-queued: {on: lin, hook: x, verdict: drop}}]|unknown hook \"x\"",
                "steps: [{at: 1ms, reset: {on: win, driver: x}}]|unknown driver \"x\"",
                "steps: [{at: 1ms, insert-driver: {on: win, driver: pass-thru}}]|unknown driver \"pass-thru\"; did you mean \"passthru\"?",
                "steps: [{at: 1ms, insert-driver: {on: lin, driver: passthru}}]|host lin is linux and has a driver",
                "steps: [{at: 1ms, register-hook: {on: win, hook: accept, point: INPUT}}]|host win is windows and has a hook",
                "steps: [{at: 1ms, power: {on: lin, state: D3}}]|host lin is linux and has a step of windows",
                "steps: [{at: 1ms, power: {on: win, state: D4}}]|expected one of D0, D1, D2, D3",
                "steps: [{at: 1ms, power: {on: win}}]|power without \"state\"",
                "steps: [{at: 1ms, pause: {on: win/x}}]|unknown NIC \"x\"",
                "steps: [{at: 1ms, media: {on: win, state: up}}]|expected one of disconnected, connected",
                "steps: [{at: 1ms, fault: {on: win, kind: disk}}]|expected one of packet-pool, packet, net-buffer-list",
                "steps: [{at: 1ms, fault: {on: win, times: 0}}]|expected a whole number from 1 to 1000000",
                "steps: [{at: 1ms, fault: {on: lin}}]|host lin is linux and has a step of windows",
                "steps: [{at: 1ms, load-driver: {on: win, name: x, role: protocol, version: 5}}]|expected one of 3.1, 4.0",
                "expect: [{owned: {on: lin, by: x, at: 1s}}]|host lin is linux and has kept sends",
                "expect: [{replies: {to: x}}]|unknown traffic \"x\"; there is none",
                "expect: [{delivered: {on: x, port: 1}}]|unknown host \"x\"",
                "expect: [{statistic: {on: win, name: Ip.InReceives}}]|win is no linux host",
                "expect: [{statistic: {on: lin, name: Ip.InRecieves}}]|no counter Ip.InRecieves",
                "expect: [{trace: {on: win}}]|trace without a kind; expected one of contains, never",
            })
    void shouldSayWhatWasExpected(String line, String message) {
        assertThat(error(HOSTS + line + "\n")).startsWith("a.yaml:5:").contains(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind: windows, drivers: [pass-thru]|unknown driver \"pass-thru\"; did you mean \"passthru\"?",
                "kind: windows, drivers: [passthru, passthru]|driver \"passthru\" a second time; it stands at 3:32 already",
                "kind: windows, drivers: [{options: {}}]|driver without a kind; expected one of driver, class",
                "kind: windows, drivers: passthru|expected a list of drivers, the lowest first",
                "kind: windows, drivers: [[]]|found a list; expected a name",
                "kind: windows, sysctls: {a: 1}|expected them on linux hosts only",
                "kind: windows, hooks: [{hook: accept, point: INPUT}]|host a is windows and has a hook",
                "kind: windows, nics: [{addresses: [127.0.0.2/8]}]|expected none of 127.0.0.0/8",
                "kind: linux, drivers: [passthru]|host a is linux and has a driver",
                "kind: linux, hooks: [{hook: acept, point: INPUT}]|unknown hook \"acept\"; did you mean \"accept\"?",
                "kind: linux, hooks: [{hook: accept, point: INGRESS}]|expected one of PREROUTING, INPUT, FORWARD, OUTPUT, POSTROUTING",
                "kind: linux, hooks: [{class: 1x, point: INPUT}]|expected the full name of a Java class such as my.drivers.MyFilter",
                "kind: linux, nics: [{mac: '02:00'}]|expected the MAC address of one station such as 02:00:00:00:00:01",
                "kind: linux, nics: [{mac: '01:00:00:00:00:01'}]|expected the MAC address of one station",
                "kind: linux, nics: [{mtu: 67}]|expected a whole number from 68 to 65535",
                "kind: linux, nics: [{addresses: [192.0.2.300/24]}]|expected an address with its prefix length such as 192.0.2.1/24",
                "kind: linux, nics: [{addresses: [192.0.2.3/33]}]|expected an address with its prefix length such as 192.0.2.1/24",
                "kind: linux, nics: [{name: x}, {name: x}]|NIC \"x\" a second time; it stands at 3:27 already",
                "kind: linux, forwarding: yes|expected true or false",
                "kind: linux, routes: [{to: default, via: nowhere}]|expected an IPv4 or IPv6 address such as 192.0.2.1",
                "kind: linux, routes: [{to: default, nic: eth9}]|unknown NIC \"eth9\"; did you mean \"eth0\"?",
                "kind: linux, neighbours: [{address: 192.0.2.9}]|neighbour without \"mac\"; expected the MAC address",
            })
    void shouldSayWhatAHostMayHave(String host, String message) {
        assertThat(error("title: t\nhosts:\n  a: {" + host + "}\n"))
                .startsWith("a.yaml:3:")
                .contains(message);
    }

    @Test
    void shouldRefuseAStepAfterTheEnd() {
        assertThat(
                        error(
                                HOSTS
                                        + "until: 1ms\nsteps: [{at: 2ms, link: {name: segment, state: up}}]\n"))
                .contains("a step after the end (until)");
    }

    @Test
    void shouldNotListMoreProblemsThanAnybodyReads() {
        assertThat(errors(HOSTS + "covers:\n" + "  - x\n".repeat(1_000)))
                .hasSize(201)
                .last()
                .asString()
                .contains("too many problems");
    }

    private static String windows(String rest) {
        return error(HOSTS + rest);
    }

    @Test
    void shouldNameWhatIsWrongAboutInspectorsAndBridges() {
        assertThat(windows("programs: [{inspector: {on: win, for: filter}}]\n"))
                .isEqualTo("a.yaml:5:24: unknown driver \"filter\"; there is none");
        assertThat(windows("steps: [{at: 1ms, end-program: {program: judge}}]\n"))
                .isEqualTo("a.yaml:5:9: unknown inspector \"judge\"; there is none");
        assertThat(windows("steps: [{at: 1ms, restart-host: {on: win}}]\n"))
                .endsWith("host win has no virtual network; expected its vm-bridge");
        assertThat(windows("steps: [{at: 1ms, unbind: {on: win/loop}}]\n"))
                .contains("unknown NIC \"loop\"");
        assertThat(
                        windows(
                                "steps: [{at: 1ms, install-loopback: {on: win, addresses: [127.0.0.9/8]}}]\n"))
                .contains("expected none of 127.0.0.0/8");
        assertThat(windows("links: [{between: [lin, win/vmnet0]}]\n"))
                .contains("unknown NIC \"vmnet0\"");
        assertThat(windows("programs: [{capture: {on: win/NPF_Loopback, mode: dump}}]\n"))
                .contains("the device NPF_Loopback has mode capture only");
        assertThat(windows("programs: [{capture: {on: lin/NPF_Loopback}}]\n"))
                .contains("unknown NIC \"NPF_Loopback\"");
        assertThat(windows("expect: [{inspected: {on: win, steps: []}}]\n"))
                .endsWith("0 steps; expected 1 to 8");
        assertThat(error("title: t\nhosts: {a: {kind: linux, vm-bridge: {}}, b: {kind: linux}}\n"))
                .contains("host a is linux and has a virtual network for guests");
    }
}
