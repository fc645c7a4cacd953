package sluice.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the same block-list stops, misses and costs at each point; the page is written anew with
 * -Dsluice.renew=true.
 */
class BlockListTest {
    private static final int PACKETS = 100;

    /** A point, and what a host has there. */
    private enum At {
        LSP("provider (`lsp`)", "points: [{at: lsp, name: list, does: stop, address: 192.0.2.66}]"),
        TDI(
                "filter on devices (`tdi`)",
                "points: [{at: tdi, name: list, does: stop, address: 192.0.2.66}]"),
        HOOK(
                "`filter-hook`",
                "points: [{at: filter-hook, name: list, does: stop, address: 192.0.2.66}]"),
        WFP("`wfp`", "points: [{at: wfp, name: list, does: stop, address: 192.0.2.66}]"),
        IM(
                "`intermediate`",
                "points: [{at: intermediate, name: list, does: stop, address: 192.0.2.66}]"),
        LWF(
                "`lightweight-filter`",
                "points: [{at: lightweight-filter, name: list, does: stop, address: 192.0.2.66}]"),
        RULES(
                "netfilter rules",
                "commands: [iptables -A OUTPUT -d 192.0.2.66 -j DROP, iptables -A INPUT -s"
                        + " 192.0.2.66 -j DROP]");

        private final String words;
        private final String yaml;

        At(String words, String yaml) {
            this.words = words;
            this.yaml = yaml;
        }

        String kind() {
            return this == RULES ? "linux" : "windows";
        }
    }

    /** What is sent, to an address that is on the list or to one that is not. */
    private enum Traffic {
        PROGRAM("udp: {name: t, from: h, to: \"%s:7\", text: x, count: 100, interval: 1ms}"),
        KERNEL(
                "udp: {name: t, from: h, by: tdi, to: \"%s:7\", text: x, count: 100, interval:"
                        + " 1ms}"),
        ECHO("ping: {name: t, from: h, to: %s, count: 100, interval: 1ms}");

        private final String yaml;

        Traffic(String yaml) {
            this.yaml = yaml;
        }
    }

    /** A row of the table. */
    private record Row(
            At at, List<Boolean> stops, String saw, long passedNanos, long stoppedNanos) {
        String line() {
            var words = new StringBuilder("| " + at.words);
            for (Traffic traffic : Traffic.values()) {
                boolean none = traffic.ordinal() >= stops.size();
                words.append(" | ")
                        .append(none ? "-" : stops.get(traffic.ordinal()) ? "stops" : "misses");
            }
            return words.append(" | ").append(saw).toString()
                    + String.format(
                            Locale.ROOT,
                            " | %.2f us | %.2f us |%n",
                            passedNanos / 1e3,
                            stoppedNanos / 1e3);
        }
    }

    private static long freeNanos;

    private static final String INTRODUCTION =
            """
            # One block-list at seven points

            All traffic with one address is forbidden, each time at another point of a host. Counted from runs: whether 100 datagrams of a program, 100 of a
            kernel client that opens the transport device, and 100 echoes get through; how often the point was asked about 100 datagrams that are
            allowed; and the processor time that the list costs the sender for each of these, and that is spent on each datagram which it stops.

            Times are virtual: they are what the preset [`pc-2003`](costs.md) charges for system calls, copies and crossed layers, an estimate; comparing two
            addresses has no price in it, nor have the rules that are walked. So points that are asked equally often cost the same; they differ in what is
            saved by stopping early. The scenario `block-list` shows five of them on one link.

            | point | program | kernel client | echo | asked | costs a datagram that passes | one that it stops |
            |---|---|---|---|---|---|---|
            """;

    private static final List<Row> ROWS = new ArrayList<>();

    private static RunResult run(At at, boolean listed, Traffic traffic, String to)
            throws UnfitScenario, IOException {
        String text =
                """
                title: A block-list at a point
                question: What does it cost?
                hosts:
                  h: {kind: %s, cost: pc-2003, nics: [{addresses: [192.0.2.1/24]}]%s, neighbours: [{address: 192.0.2.66, mac: "02:00:00:00:02:01"}, {address: 192.0.2.67, mac: "02:00:00:00:02:01"}]}
                  server: {kind: linux, nics: [{mac: "02:00:00:00:02:01", addresses: [192.0.2.66/24, 192.0.2.67/24]}]}
                programs:
                  - udp-sink: {on: server, port: 7}
                traffic:
                  - %s
                """
                        .formatted(
                                at.kind(),
                                listed ? ", " + at.yaml : "",
                                traffic.yaml.formatted(to));
        return ScenarioRuns.run(text);
    }

    private static long worked(RunResult result) {
        return result.hosts().getFirst().workedNanos();
    }

    private static boolean arrived(RunResult result, Traffic traffic) {
        if (traffic == Traffic.ECHO)
            return result.traffic().getFirst().what().contains(PACKETS + " answers");
        return result.programs().stream()
                .anyMatch(each -> each.what().contains(PACKETS + " datagrams"));
    }

    /** What a policy saw of datagrams that it let pass; rules count nothing that they let pass. */
    private static String saw(RunResult result) {
        return result.points().stream()
                .map(each -> each.what().replaceAll("saw ([0-9]+),.*", "$1"))
                .findFirst()
                .orElse("-");
    }

    @BeforeAll
    static void count() throws UnfitScenario, IOException {
        ROWS.clear();
        for (At at : At.values()) {
            List<Boolean> stops = new ArrayList<>();
            for (Traffic traffic : Traffic.values()) {
                if (at == At.RULES && traffic == Traffic.KERNEL) continue;
                assertThat(arrived(run(at, true, traffic, "192.0.2.67"), traffic)).isTrue();
                stops.add(!arrived(run(at, true, traffic, "192.0.2.66"), traffic));
            }
            if (at == At.RULES) stops.add(1, false); // there is no such client
            RunResult passed = run(at, true, Traffic.PROGRAM, "192.0.2.67");
            long free = worked(run(at, false, Traffic.PROGRAM, "192.0.2.67"));
            if (at == At.LSP) freeNanos = free / PACKETS;
            long stopped = worked(run(at, true, Traffic.PROGRAM, "192.0.2.66"));
            ROWS.add(
                    new Row(
                            at,
                            stops,
                            saw(passed),
                            (worked(passed) - free) / PACKETS,
                            stopped / PACKETS));
        }
    }

    private static Row row(At at) {
        return ROWS.get(at.ordinal());
    }

    @Test
    void shouldStopMoreTheLowerThePoint() {
        assertThat(row(At.LSP).stops).containsExactly(true, false, false);
        assertThat(row(At.TDI).stops).containsExactly(true, true, false);
        for (At at : List.of(At.HOOK, At.WFP, At.IM, At.LWF))
            assertThat(row(at).stops).as(at.words).containsExactly(true, true, true);
    }

    @Test
    void shouldCostLittleForWhatPassesAndSaveMostOfWhatIsStopped() {
        for (Row row : ROWS) {
            assertThat(row.passedNanos).as(row.at.words).isPositive().isLessThan(freeNanos / 4);
            assertThat(row.stoppedNanos).as(row.at.words).isPositive().isLessThan(freeNanos);
        }
        assertThat(row(At.LSP).stoppedNanos).isLessThan(row(At.TDI).stoppedNanos);
    }

    @Test
    void shouldPrintThePage() throws IOException {
        var text = new StringBuilder(INTRODUCTION);
        for (Row row : ROWS) {
            String line = row.line();
            text.append(row.at == At.RULES ? line.replaceFirst("misses", "-") : line);
        }
        text.append(
                String.format(
                        Locale.ROOT,
                        "%nA datagram that passes without any list costs the sender %.2f us.%n",
                        freeNanos / 1e3));
        Path page =
                Path.of(System.getProperty("sluice.root", ".."), "docs/reference/block-list.md");
        if (Boolean.getBoolean("sluice.renew")) Files.writeString(page, text.toString());
        else assertThat(Files.readString(page)).isEqualTo(text.toString());
    }
}
