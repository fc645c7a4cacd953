package sluice.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import sluice.report.Table.Side;

class ToolkitTest {
    @Test
    void shouldGroupDigitsByThree() {
        assertThat(Figures.grouped(0)).isEqualTo("0");
        assertThat(Figures.grouped(999)).isEqualTo("999");
        assertThat(Figures.grouped(1_000)).isEqualTo("1 000");
        assertThat(Figures.grouped(1_048_612)).isEqualTo("1 048 612");
        assertThat(Figures.grouped(-12_345)).isEqualTo("-12 345");
        assertThat(Figures.grouped(-123)).isEqualTo("-123");
        assertThat(Figures.grouped(Long.MIN_VALUE)).isEqualTo("-9 223 372 036 854 775 808");
    }

    @Test
    void shouldCountInWords() {
        assertThat(Figures.counted(1, "packet")).isEqualTo("1 packet");
        assertThat(Figures.counted(2_312, "packet")).isEqualTo("2 312 packets");
        assertThat(Figures.counted(0, "packet")).isEqualTo("0 packets");
    }

    @Test
    void shouldWriteDurationsInTheLargestWholeUnit() {
        assertThat(Figures.duration(999)).isEqualTo("999 ns");
        assertThat(Figures.duration(1_500)).isEqualTo("1.5 us");
        assertThat(Figures.duration(12_301_000)).isEqualTo("12.301 ms");
        assertThat(Figures.duration(9_000_000_000L)).isEqualTo("9 s");
    }

    @Test
    void shouldWriteRatesWhole() {
        assertThat(Figures.bitRate(100_000_000)).isEqualTo("100 Mbit/s");
        assertThat(Figures.bitRate(1_500)).isEqualTo("1 500 bit/s");
        assertThat(Figures.bitRate(512_000)).isEqualTo("512 kbit/s");
    }

    @Test
    void shouldSetTablesInColumnsWithoutTrailingSpaces() {
        var table =
                new Table(Side.LEFT, Side.RIGHT).row("ip", "7").row("device", "1 234").row("nic");
        assertThat(table.text()).isEqualTo("ip          7\ndevice  1 234\nnic\n");
    }

    @Test
    void shouldNotCountColourAsWidth() {
        var red = new Palette(true);
        var table = new Table(Side.LEFT, Side.LEFT).row(red.bad("no"), "x").row("maybe", "y");
        assertThat(table.text()).isEqualTo("\u001b[31mno\u001b[0m     x\nmaybe  y\n");
        assertThat(Palette.PLAIN.bad("no")).isEqualTo("no");
    }

    @Test
    void shouldRefuseMoreCellsThanColumns() {
        assertThatThrownBy(() -> new Table(Side.LEFT).row("a", "b"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldSuggestTheNearestName() {
        List<String> known = List.of("passthru", "drop-udp", "app-intercept");
        assertThat(Suggestions.nearest("pass-thru", known)).contains("passthru");
        assertThat(Suggestions.nearest("Passthur", known)).contains("passthru");
        assertThat(Suggestions.nearest("dropudp", known)).contains("drop-udp");
        assertThat(Suggestions.nearest("firewall", known)).isEmpty();
        assertThat(Suggestions.nearest("", known)).isEmpty();
        assertThat(Suggestions.nearest("p".repeat(1_000), known)).isEmpty();
        assertThat(Suggestions.didYouMean("pass-thru", known))
                .isEqualTo("; did you mean \"passthru\"?");
    }

    @Test
    void shouldCountASwapOfNeighboursOnce() {
        assertThat(Suggestions.nearest("ab", List.of("ba"))).contains("ba");
    }
}
