package sluice.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private final PrintStream terminal = new PrintStream(octets, true, StandardCharsets.UTF_8);

    private String drawn() {
        return octets.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldDrawHowFarALongReadHasCome() {
        try (var progress = new Progress("long.pcap", terminal, true)) {
            progress.report(3L << 20, 6L << 20);
        }
        assertThat(drawn()).contains("long.pcap").contains("50%");
    }

    @Test
    void shouldDrawHowManyAreDoneAndWhichComesNext() {
        try (var progress = new Progress("compare", terminal, true)) {
            progress.count(3, 4, "next.pcap");
        }
        assertThat(drawn()).contains("compare").contains("75%").contains("3/4").contains("next");
    }

    @Test
    void shouldDrawNothingWhereNobodyLooksOrLittleIsRead() {
        try (var progress = new Progress("long.pcap", terminal, false)) {
            progress.report(3L << 20, 6L << 20);
            progress.count(3, 4, "next.pcap");
        }
        try (var progress = new Progress("short.pcap", terminal, true)) {
            progress.report(1, Progress.SIZE_OCTETS_MIN - 1);
        }
        assertThat(drawn()).isEmpty();
    }
}
