package sluice.inet.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static sluice.inet.tcp.OneEnd.MILLI;
import static sluice.inet.tcp.OneEnd.OWN;
import static sluice.inet.tcp.OneEnd.PEER;

import org.junit.jupiter.api.Test;
import sluice.packet.wire.TcpOption;

/** How connections end, and what attackers may send (RFC 5961, RFC 7323). */
class ClosingTest {
    private static final long SECOND = 1000 * MILLI;

    private final OneEnd end = new OneEnd(OneEnd.plain());

    /** RFC 9293 figure 12. */
    @Test
    void shouldCloseFirst() {
        end.established();
        end.connection().shutdownOutput(end.now);
        assertThat(end.seen()).containsExactly("FA 1 ack 1");
        end.in("A", PEER + 1, OWN + 2, 1000, 0);
        assertThat(end.connection().state()).isEqualTo(TcpState.FIN_WAIT_2);
        end.in("PA", PEER + 1, OWN + 2, 1000, 4);
        assertThat(end.read()).as("half-closed, it still reads").hasSize(4);
        end.in("FA", PEER + 5, OWN + 2, 1000, 0);
        assertThat(end.seen()).endsWith("A 2 ack 6");
        assertThat(end.connection().state()).isEqualTo(TcpState.TIME_WAIT);
        assertThat(end.events).endsWith("end of input", "ended CLOSED");
        end.in("FA", PEER + 5, OWN + 2, 1000, 0);
        assertThat(end.seen()).as("its acknowledgment was lost").containsExactly("A 2 ack 6");
        end.pass(60 * SECOND);
        assertThat(end.connection().state()).isEqualTo(TcpState.CLOSED);
        assertThat(end.events).filteredOn(event -> event.startsWith("ended")).hasSize(1);
    }

    @Test
    void shouldCloseSecond() {
        end.established();
        end.in("FA", PEER + 1, OWN + 1, 1000, 0);
        assertThat(end.events).containsExactly("end of input");
        assertThat(end.connection().state()).isEqualTo(TcpState.CLOSE_WAIT);
        end.write(10);
        end.connection().shutdownOutput(end.now);
        assertThat(end.seen()).containsExactly("A 1 ack 2", "PA 1 ack 2 data 10", "FA 11 ack 2");
        end.in("A", PEER + 2, OWN + 12, 1000, 0);
        assertThat(end.events).endsWith("ended CLOSED");
    }

    /** RFC 9293 figure 13. */
    @Test
    void shouldCloseBothAtOnce() {
        end.established();
        end.connection().shutdownOutput(end.now);
        end.in("FA", PEER + 1, OWN + 1, 1000, 0);
        assertThat(end.connection().state()).isEqualTo(TcpState.CLOSING);
        end.in("A", PEER + 2, OWN + 2, 1000, 0);
        assertThat(end.connection().state()).isEqualTo(TcpState.TIME_WAIT);
    }

    @Test
    void shouldTakeAFinOnlyAfterAllBeforeIt() {
        end.established();
        end.in("FA", PEER + 11, OWN + 1, 1000, 10);
        assertThat(end.events).isEmpty();
        end.in("A", PEER + 1, OWN + 1, 1000, 10);
        assertThat(end.events).containsExactly("readable", "end of input");
        assertThat(end.read()).hasSize(20);
        assertThat(end.connection().isAtEndOfInput()).isTrue();
    }

    @Test
    void shouldResetWhoSendsToAProgramThatIsGone() {
        end.established();
        end.connection().close(end.now);
        end.seen();
        assertThat(end.in("PA", PEER + 1, OWN + 2, 1000, 4)).isEqualTo(TcpDrop.AFTER_CLOSE);
        assertThat(end.seen()).containsExactly("RA 2 ack 1");
        assertThat(end.events).containsExactly("ended ABORTED");
    }

    @Test
    void shouldResetWhenItClosesWithoutHavingRead() {
        end.established();
        end.in("PA", PEER + 1, OWN + 1, 1000, 4);
        end.seen();
        end.connection().close(end.now);
        assertThat(end.seen()).containsExactly("RA 1 ack 5");
    }

    @Test
    void shouldNotWaitForEverForTheOtherSidesFin() {
        end.established();
        end.connection().close(end.now);
        end.in("A", PEER + 1, OWN + 2, 1000, 0);
        end.pass(60 * SECOND);
        assertThat(end.connection().state()).isEqualTo(TcpState.CLOSED);
    }

    @Test
    void shouldBelieveAResetOnlyAtItsExactPlace() {
        end.established();
        assertThat(end.in("R", PEER + 5, 0, 0, 0)).isEqualTo(TcpDrop.RESET_NOT_EXACT);
        assertThat(end.seen()).containsExactly("A 1 ack 1");
        assertThat(end.in("R", PEER - 5, 0, 0, 0)).isEqualTo(TcpDrop.OUT_OF_WINDOW);
        assertThat(end.seen()).isEmpty();
        assertThat(end.in("R", PEER + 1, 0, 0, 0)).isNull();
        assertThat(end.events).containsExactly("ended RESET");
        assertThat(end.in("A", PEER + 1, OWN + 1, 0, 0)).isEqualTo(TcpDrop.CONNECTION_OVER);
    }

    @Test
    void shouldChallengeASynInsideOfAConnection() {
        end.established();
        assertThat(end.in("S", PEER + 50, 0, 1000, 0)).isEqualTo(TcpDrop.SYN_IN_CONNECTION);
        assertThat(end.seen()).containsExactly("A 1 ack 1");
    }

    @Test
    void shouldChallengeNoMoreOftenThanASecondAllows() {
        end.established();
        for (int i = 0; i < 5000; i++) end.in("S", PEER + 50, 0, 1000, 0);
        assertThat(end.seen()).hasSize(1000);
        end.now += SECOND;
        end.in("S", PEER + 50, 0, 1000, 0);
        assertThat(end.seen()).hasSize(1);
    }

    @Test
    void shouldNotBelieveAcknowledgmentsFromElsewhere() {
        end.established();
        end.write(100);
        end.seen();
        assertThat(end.in("A", PEER + 1, OWN + 500, 1000, 0)).isEqualTo(TcpDrop.ACK_OF_UNSENT);
        assertThat(end.in("A", PEER + 1, OWN - 100_000, 1000, 0)).isEqualTo(TcpDrop.OLD_ACK);
        assertThat(end.in("", PEER + 1, 0, 1000, 0)).isEqualTo(TcpDrop.NO_ACK);
        assertThat(end.connection().unacknowledgedOctets()).isEqualTo(100);
    }

    @Test
    void shouldNotTakeSegmentsWithOldTimestamps() {
        var stamped = new OneEnd(TcpProfile.LINUX_6);
        stamped.established(new TcpOption.Timestamps(1000, 1));
        assertThat(stamped.in("PA", PEER + 1, OWN + 1, 1000, 4, new TcpOption.Timestamps(999, 1)))
                .isEqualTo(TcpDrop.OLD_TIMESTAMP);
        stamped.now += 25L * 24 * 3600 * SECOND;
        assertThat(stamped.in("PA", PEER + 1, OWN + 1, 1000, 4, new TcpOption.Timestamps(999, 1)))
                .as("after 24 days a time stamp says nothing")
                .isNull();
    }

    @Test
    void shouldNotKeepMorePiecesThanItsLimit() {
        end.established();
        TcpDrop drop = null;
        int pieces = 0;
        while (drop == null) {
            drop = end.in("A", PEER + 2 + 2 * pieces++, OWN + 1, 1000, 1);
        }
        assertThat(drop).isEqualTo(TcpDrop.TOO_MANY_HOLES);
        assertThat(pieces).isEqualTo(ReceiveBuffer.HOLES_MAX + 1);
    }

    @Test
    void shouldAbortWithAReset() {
        end.established();
        end.connection().abort(end.now);
        assertThat(end.seen()).containsExactly("RA 1 ack 1");
        assertThat(end.connection().deadlineNanos()).isEqualTo(TcpConnection.NEVER);
        assertThat(end.write(1)).isEqualTo(-1);
    }
}
