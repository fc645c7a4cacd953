package sluice.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sluice.edge.SocketRefused;
import sluice.winstack.InterceptionPoint;

/** The visibility matrix of a Windows host, as counted, beside what is written. */
class MatrixTest {
    private static List<MatrixRun.Row> rows = List.of();
    private static List<MatrixRun.Row> moved = List.of();

    private static String page(String counted, String columns) {
        return """
        # Visibility of traffic on a Windows host

        `./sluice matrix --host windows` counts each cell from runs: one kind of traffic is sent, a filter stands at one point,
        and what arrives is compared with a run without it. Three runs a cell: a filter that looks, one that exchanges two octets of every
        payload it knows (no checksum notices), one that stops all it can. A filter knows a kind of traffic by protocol and port, so that
        points without octets know it too. What turns round passes a point twice and is changed on the first pass.

        ```text
        %s```

        The table of the documents has seven columns and the letters Y (sees and can stop), y (sees only), P (partly) and N. A cell agrees
        if it says the same; P agrees with anything: a provider sees raw sockets because it is chained over that entry here too, and
        the filter-hook is not asked about what turns round.

        Points on an adapter stand on the one that all is sent by. On the other one (`--on wan`) they see what is forwarded arrive, and
        nothing else:

        ```text
        %s```

        A single column is counted elsewhere with `--move`: `--move tdi=below:tdi` puts its filter at the next point down, the filter-hook,
        where it sees pings and frames that are forwarded, and no more what turns round; `--move lwf=wan` puts one on the other adapter. The cells of the
        others stay as they are.
        """
                .formatted(counted, columns);
    }

    @BeforeAll
    static void count() throws SocketRefused {
        rows = MatrixRun.rows("lan");
        moved = MatrixRun.rows("wan");
    }

    @Test
    void shouldExplainEachCellThatDiffersFromWhatIsWritten() {
        assertThat(MatrixComparison.of(rows))
                .allSatisfy(each ->
                        assertThat(MatrixComparison.reason(each)).as(each.toString()).isPresent());
        assertThat(MatrixComparison.of(rows)).hasSize(2);
    }

    @Test
    void shouldSeeNothingAnywhereOfCodeThatDrivesTheNic() {
        assertThat(row(rows, MatrixTraffic.SIDE_DOOR).cells())
                .allSatisfy(cell -> assertThat(cell.toString()).isEqualTo("."));
    }

    @Test
    void shouldNeverChangeOrStopWhereThePointOnlyReads() {
        for (MatrixRun.Row row : rows) {
            for (InterceptionPoint at : InterceptionPoint.values()) {
                MatrixRun.Cell cell = row.at(at);
                if (!at.canChange()) assertThat(cell.changes()).as(row + " " + at).isFalse();
                if (!at.canStop()) assertThat(cell.stops()).as(row + " " + at).isFalse();
                if (cell.stops() || cell.changes()) assertThat(cell.sees()).isTrue();
            }
        }
    }

    /** The points on an adapter, and no others, count something else on the other adapter. */
    @Test
    void shouldChangeItsCellsWithThePlaceOfThePoint() {
        for (MatrixTraffic traffic : MatrixTraffic.values()) {
            for (InterceptionPoint at : InterceptionPoint.values()) {
                MatrixRun.Cell here = row(rows, traffic).at(at);
                MatrixRun.Cell there = row(moved, traffic).at(at);
                if (!at.isOnAdapter()) assertThat(there).isEqualTo(here);
                else if (traffic != MatrixTraffic.FORWARDED)
                    assertThat(there.toString()).as(traffic + " " + at).isEqualTo(".");
            }
        }
        assertThat(row(rows, MatrixTraffic.TCP).at(InterceptionPoint.INTERMEDIATE).toString())
                .isEqualTo("scx");
    }

    /** A column whose filter stands elsewhere counts what is seen there, and no other changes. */
    @Test
    void shouldCountAColumnWhereItsFilterStands() throws SocketRefused {
        List<MatrixMove> moves =
                List.of(
                        MatrixMove.of("tdi=below:tdi").orElseThrow(),
                        MatrixMove.of("lwf=wan").orElseThrow());
        List<MatrixRun.Row> elsewhere = MatrixRun.rows("lan", moves);
        int changed = 0;
        for (MatrixTraffic traffic : MatrixTraffic.values()) {
            MatrixRun.Row before = row(rows, traffic);
            MatrixRun.Row after = row(elsewhere, traffic);
            for (InterceptionPoint at : InterceptionPoint.values()) {
                MatrixRun.Cell expected =
                        switch (at) {
                            case TDI -> before.at(InterceptionPoint.FILTER_HOOK);
                            case LIGHTWEIGHT_FILTER -> row(moved, traffic).at(at);
                            default -> before.at(at);
                        };
                assertThat(after.at(at)).as(traffic + " " + at).isEqualTo(expected);
                if (!after.at(at).equals(before.at(at))) changed++;
            }
        }
        assertThat(changed).isGreaterThan(10);
        assertThat(row(elsewhere, MatrixTraffic.PING).at(InterceptionPoint.TDI).toString())
                .isEqualTo("sx");
    }

    @Test
    void shouldRefuseMovesToNowhere() {
        for (String wrong :
                List.of("tdi", "tdi=wan", "tdi=below:lwf", "lwf=man", "way=below:tdi", "tdi=hook"))
            assertThat(MatrixMove.of(wrong)).as(wrong).isEmpty();
    }

    @Test
    void shouldPrintThePage() throws IOException {
        String text = page(MatrixReport.text(rows), columns(moved));
        Path page =
                Path.of(System.getProperty("sluice.root", ".."), "docs/reference/visibility.md");
        if (Boolean.getBoolean("sluice.renew")) Files.writeString(page, text);
        else assertThat(Files.readString(page)).isEqualTo(text);
    }

    /** The table without what is said below it. */
    private static String columns(List<MatrixRun.Row> all) {
        List<String> lines = MatrixReport.text(all).lines().toList();
        return String.join("\n", lines.subList(0, all.size() + 1)) + "\n";
    }

    private static MatrixRun.Row row(List<MatrixRun.Row> all, MatrixTraffic traffic) {
        return Stream.of(all)
                .flatMap(List::stream)
                .filter(each -> each.traffic() == traffic)
                .findFirst()
                .orElseThrow();
    }
}
