package sluice.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sluice.packet.Octets;

/** A capture held against another one, and how an overrun sniffer loses. */
class ReferenceTapTest {
    private static byte[] frame(int mark, int protocol) {
        byte[] frame = new byte[60];
        frame[12] = 0x08;
        frame[23] = (byte) protocol;
        frame[59] = (byte) mark;
        return frame;
    }

    private static void see(CapturedHandler handler, byte[] frame) {
        handler.captured(0, frame, 0, frame.length, frame.length);
    }

    @Test
    void shouldSayWhichRecordsOfTheReferenceAreMissing() {
        var tap = new ReferenceTap("other");
        for (int i = 0; i < 300; i++) see(tap.expecting(), frame(i % 100, i % 2 == 0 ? 17 : 6));
        for (int i = 0; i < 300; i++)
            if (i % 3 != 0) see(tap.checking(), frame(i % 100, i % 2 == 0 ? 17 : 6));
        ReferenceTap.Outcome outcome = tap.outcome();
        assertThat(outcome.sent()).isEqualTo(300);
        assertThat(outcome.same()).isEqualTo(200);
        assertThat(outcome.missing()).isEqualTo(100);
        assertThat(outcome.different()).isZero();
        assertThat(outcome.kinds())
                .containsExactly(
                        new ReferenceTap.Kind("TCP", 150, 100),
                        new ReferenceTap.Kind("UDP", 150, 100));
    }

    @Test
    void shouldSayThatARecordIsAnother() {
        var tap = new ReferenceTap("other");
        see(tap.expecting(), frame(1, 17));
        see(tap.expecting(), frame(2, 17));
        see(tap.checking(), frame(1, 17));
        byte[] changed = frame(2, 17);
        changed[7] ^= 1; // a MAC address
        see(tap.checking(), changed);
        assertThat(tap.outcome().same()).isEqualTo(1);
        assertThat(tap.outcome().different()).isEqualTo(1);
        assertThat(tap.did()).contains("the same 1", "lost 1", "50.0 %", "not there 1");
    }

    /** However many records are no one's, each is looked for once. */
    @Test
    @Timeout(30)
    void shouldNotLookThroughAllForEachRecordThatIsNotThere() {
        var tap = new ReferenceTap("other");
        for (int i = 0; i < 300_000; i++) {
            byte[] frame = frame(0, 17);
            Octets.put32(frame, 40, i);
            see(tap.expecting(), frame);
            if (i % 2 == 0) frame[7] = 1;
            see(tap.checking(), frame);
        }
        ReferenceTap.Outcome outcome = tap.outcome();
        assertThat(outcome.same()).isEqualTo(150_000);
        assertThat(outcome.different()).isEqualTo(150_000);
        assertThat(outcome.firstMissing()).isEqualTo(1);
    }

    /**
     * At 44 us a frame the program gets no processor at all: nothing is drained, and the first loss
     * comes when the 100 places are full, slots / (1 - 0); what was read before is ten datagrams.
     */
    @ParameterizedTest
    @CsvSource({"50, 60, 0", "100, 110, 0", "101, 110, 1", "1000, 110, 900", "5000, 110, 4900"})
    void shouldLoseFromTheFullBufferOn(int count, int same, int dropped) throws Exception {
        String text =
                ScenarioRuns.shippedText("embedded-loss")
                        .replace(
                                "count: 2000, interval: 50us",
                                "count: " + count + ", interval: 44us");
        assertThat(text).contains("44us");
        RunResult result = ScenarioRuns.run(text);
        assertThat(result.programs())
                .filteredOn(each -> each.name().equals("many"))
                .singleElement()
                .satisfies(many ->
                        assertThat(many.what().replace(" ", ""))
                                .contains("dropped" + dropped + ";", "thesame" + same + ","));
    }
}
