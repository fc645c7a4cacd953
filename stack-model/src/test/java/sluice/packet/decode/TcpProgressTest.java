package sluice.packet.decode;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TcpProgressTest {
    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int ACK = 16;
    private static final int WINDOW = 1000;
    private static final long CLIENT = 0x1234_5678_9abc_def0L;
    private static final long SERVER = 0x0fed_cba9_8765_4321L;

    private final TcpProgress progress = new TcpProgress();

    private boolean client(int sequence, int acknowledgment, int octets) {
        return progress.repeats(CLIENT, SERVER, sequence, acknowledgment, octets, ACK, WINDOW);
    }

    private boolean server(int sequence, int acknowledgment, int octets) {
        return progress.repeats(SERVER, CLIENT, sequence, acknowledgment, octets, ACK, WINDOW);
    }

    @Test
    void shouldTakeOctetsInOrderAsNew() {
        assertThat(client(100, 1, 50)).isFalse();
        assertThat(client(150, 1, 50)).isFalse();
    }

    @Test
    void shouldKnowOctetsThatWereSentBefore() {
        client(100, 1, 50);
        client(150, 1, 50);

        assertThat(client(100, 1, 50)).isTrue();
        assertThat(client(120, 1, 50)).isTrue();
    }

    @Test
    void shouldTakeWhatWasAcknowledgedAlreadyAsNoRepeat() {
        client(100, 1, 50);
        client(150, 1, 50);
        server(1, 200, 0);

        assertThat(client(100, 1, 50)).isFalse();
    }

    @Test
    void shouldKnowAHoleThatIsFilled() {
        client(100, 1, 50);
        client(200, 1, 50);

        assertThat(client(150, 1, 50)).isTrue();
    }

    @Test
    void shouldTakeASegmentOneOctetBackAsNew() {
        client(100, 1, 50);

        assertThat(client(149, 1, 1)).isFalse();
        assertThat(client(149, 1, 30)).isFalse();
    }

    @Test
    void shouldTakeASegmentThatRepeatedAcknowledgmentsAskedForAsNew() {
        client(100, 1, 50);
        client(150, 1, 50);
        client(200, 1, 50);
        server(1, 150, 0);
        server(1, 150, 0);
        assertThat(client(150, 1, 50)).isTrue();

        server(1, 150, 0);
        assertThat(client(150, 1, 50)).isFalse();
    }

    @Test
    void shouldNotTakeRepeatedAcknowledgmentsWithAnotherWindowForARequest() {
        client(100, 1, 50);
        client(150, 1, 50);
        for (int window = 1; window <= 5; window++) {
            progress.repeats(SERVER, CLIENT, 1, 100, 0, ACK, window);
        }

        assertThat(client(100, 1, 50)).isTrue();
    }

    @Test
    void shouldForgetAConnectionWhosePortsAreUsedAgain() {
        progress.repeats(CLIENT, SERVER, 99, 0, 0, SYN, WINDOW);
        client(100, 1, 50);
        progress.repeats(CLIENT, SERVER, 40, 0, 0, SYN, WINDOW);

        assertThat(client(41, 1, 50)).isFalse();
    }

    @Test
    void shouldCountTheNumberThatAFinTakes() {
        progress.repeats(CLIENT, SERVER, 100, 1, 10, FIN | ACK, WINDOW);

        assertThat(client(111, 1, 5)).isFalse();
        assertThat(client(109, 1, 5)).isTrue();
    }

    @Test
    void shouldFollowNumbersThroughZero() {
        client(-50, 1, 100);

        assertThat(client(50, 1, 10)).isFalse();
        assertThat(client(-50, 1, 100)).isTrue();
    }

    @Test
    void shouldKeepDirectionsApart() {
        client(100, 1, 50);

        assertThat(server(100, 150, 50)).isFalse();
    }
}
