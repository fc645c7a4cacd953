package sluice.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import sluice.report.Palette;
import sluice.script.Catalogue;
import sluice.script.Problem;
import sluice.script.ScenarioFile;

/** The first packets of traffic, followed through the layers. */
class PacketWaysTest {
    private static final String PAIR =
            """
            title: pair
            hosts:
              win: {kind: windows}
              lin: {kind: linux}
            programs:
              - udp-echo: {name: one, on: win, port: 7}
              - udp-echo: {name: other, on: lin, port: 7}
            traffic:
              - udp: {name: win-self, from: win, to: "127.0.0.1:7", text: a, count: 2}
              - udp: {name: lin-self, from: lin, to: "127.0.0.1:7", text: a}
              - udp: {name: across, from: lin, to: "win:7", text: a, start: 1ms}
            follow: [%s]
            lesson: What is to be kept.
            """;

    private static PacketWay way(RunResult result, String traffic) {
        return result.ways().stream()
                .filter(way -> way.traffic().equals(traffic))
                .findFirst()
                .orElseThrow();
    }

    private static Iterable<String> turns(PacketWay way) {
        return way.rows().stream().filter(PacketWay.Row::turns).map(PacketWay.Row::place).toList();
    }

    @Test
    void shouldMarkWhereAPacketTurnsRound() throws Exception {
        RunResult result = ScenarioRuns.run(PAIR.formatted("win-self, lin-self"));
        assertThat(turns(way(result, "win-self"))).containsExactly("ip");
        assertThat(turns(way(result, "lin-self"))).containsExactly("dev/lo");
        assertThat(way(result, "win-self").rows().getFirst().what()).isEqualTo("begins, 1 octet");
        assertThat(way(result, "win-self").rows().getLast().what())
                .isEqualTo("delivered, DELIVERED");
        String report = RunReport.of(result, Palette.PLAIN);
        assertThat(report).contains("<- turns round").endsWith("What is to be kept.\n");
        assertThat(RunJson.of(result)).contains("\"ways\":[{\"traffic\":\"win-self\"");
    }

    @Test
    void shouldFollowAPacketToItsEndAndNoOther() throws Exception {
        PacketWay way = way(ScenarioRuns.run(PAIR.formatted("across")), "across");
        assertThat(way.on()).isEqualTo("lin");
        assertThat(turns(way)).isEmpty();
        assertThat(way.rows())
                .extracting(PacketWay.Row::place)
                .startsWith("socket")
                .contains("win/ip")
                .endsWith("win/winsock");
        assertThat(way.rows()).filteredOn(row -> row.what().startsWith("begins")).hasSize(1);
    }

    @Test
    void shouldSayThatThereIsNoSuchTraffic() {
        assertThat(
                        ScenarioFile.read("test.yaml", PAIR.formatted("acros"), Catalogue.SHIPPED)
                                .problems())
                .extracting(Problem::message)
                .containsExactly("unknown traffic \"acros\"; did you mean \"across\"?");
    }
}
