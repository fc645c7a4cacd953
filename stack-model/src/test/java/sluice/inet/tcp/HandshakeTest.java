package sluice.inet.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static sluice.inet.tcp.OneEnd.MILLI;
import static sluice.inet.tcp.OneEnd.OWN;
import static sluice.inet.tcp.OneEnd.PEER;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sluice.packet.wire.TcpOption;

/** How connections begin: RFC 9293 sections 3.5 and 3.10.7, the presets' options and retries. */
class HandshakeTest {
    private static final long SECOND = 1000 * MILLI;

    @Test
    void shouldOfferTheOptionsOfItsKindOfHost() {
        var linux = new OneEnd(TcpProfile.LINUX_6);
        linux.connect();
        assertThat(linux.options)
                .containsExactly(
                        new TcpOption.MaximumSegmentSize(1460),
                        new TcpOption.SackPermitted(),
                        new TcpOption.Timestamps(1000, 0),
                        new TcpOption.NoOperation(),
                        new TcpOption.WindowScale(10));
        assertThat(linux.last().window).isEqualTo(64240);
        var windows = new OneEnd(TcpProfile.WINDOWS_10);
        windows.connect();
        assertThat(windows.options)
                .containsExactly(
                        new TcpOption.MaximumSegmentSize(1460),
                        new TcpOption.NoOperation(),
                        new TcpOption.WindowScale(8),
                        new TcpOption.NoOperation(),
                        new TcpOption.NoOperation(),
                        new TcpOption.SackPermitted());
        var xp = new OneEnd(TcpProfile.WINDOWS_XP);
        xp.connect();
        assertThat(xp.options)
                .containsExactly(
                        new TcpOption.MaximumSegmentSize(1460),
                        new TcpOption.NoOperation(),
                        new TcpOption.NoOperation(),
                        new TcpOption.SackPermitted());
    }

    @Test
    void shouldAnswerWithWhatBothSidesHave() {
        var end = new OneEnd(TcpProfile.LINUX_6);
        end.listen(5);
        end.in(
                "S",
                PEER,
                0,
                1000,
                0,
                new TcpOption.MaximumSegmentSize(1000),
                new TcpOption.WindowScale(3));
        assertThat(end.options)
                .containsExactly(
                        new TcpOption.MaximumSegmentSize(1460),
                        new TcpOption.NoOperation(),
                        new TcpOption.WindowScale(10));
        assertThat(end.seen()).containsExactly("SA 0 ack 1");
        end.in("A", PEER + 1, OWN + 1, 1000, 0);
        assertThat(end.connection().segmentOctets()).isEqualTo(1000);
        assertThat(end.events).containsExactly("connected");
        end.write(9000);
        // a window of 1000 << 3 and at most ten segments
        assertThat(end.sent).hasSize(8).allMatch(segment -> segment.dataLength == 1000);
    }

    @Test
    void shouldOfferTheWindowThatLinuxOffersWithTimestamps() {
        var end = new OneEnd(TcpProfile.LINUX_6);
        end.listen(5);
        end.in(
                "S",
                PEER,
                0,
                1000,
                0,
                new TcpOption.MaximumSegmentSize(1460),
                new TcpOption.Timestamps(7, 0));
        assertThat(end.last().window).isEqualTo(65160);
        assertThat(end.last().timestampEcho).isEqualTo(7);
    }

    @Test
    void shouldRepeatTheSynAsOftenAndAsSlowlyAsItsKindOfHost() {
        assertThat(synTimes(TcpProfile.LINUX_6))
                .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 7L, 11L, 19L, 35L, 67L, 131L);
        assertThat(synTimes(TcpProfile.WINDOWS_XP)).containsExactly(0L, 3L, 9L, 21L);
        assertThat(synTimes(TcpProfile.WINDOWS_10)).containsExactly(0L, 1L, 3L, 7L, 15L, 31L);
    }

    /** Seconds of each SYN, and of the end. */
    private static List<Long> synTimes(TcpProfile profile) {
        var end = new OneEnd(profile);
        long begin = end.now;
        end.connect();
        List<Long> times = new ArrayList<>();
        times.add(0L);
        while (end.connection().end() == null) {
            end.now = end.connection().deadlineNanos();
            end.connection().poll(end.now);
            times.add((end.now - begin) / SECOND);
        }
        assertThat(end.events).containsExactly("ended TIMED_OUT");
        assertThat(end.sent).hasSize(times.size() - 1);
        return times;
    }

    @Test
    void shouldBeRefusedByAResetThatAcknowledgesTheSyn() {
        var end = new OneEnd(OneEnd.plain());
        end.connect();
        assertThat(end.in("R", PEER, 0, 0, 0)).isEqualTo(TcpDrop.NOT_FOR_THIS_SYN);
        assertThat(end.in("RA", PEER, OWN + 5, 0, 0)).isEqualTo(TcpDrop.ACK_OF_UNSENT);
        assertThat(end.connection().state()).isEqualTo(TcpState.SYN_SENT);
        end.in("RA", 0, OWN + 1, 0, 0);
        assertThat(end.events).containsExactly("ended REFUSED");
    }

    @Test
    void shouldResetWhoAcknowledgesWhatWasNotSentWhileConnecting() {
        var end = new OneEnd(OneEnd.plain());
        end.connect();
        end.sent.clear();
        assertThat(end.in("A", PEER, OWN + 99, 0, 0)).isEqualTo(TcpDrop.ACK_OF_UNSENT);
        assertThat(end.seen()).containsExactly("R 99");
        assertThat(end.in("SA", PEER, OWN, 0, 0)).isEqualTo(TcpDrop.ACK_OF_UNSENT);
        assertThat(end.seen()).containsExactly("R 0");
    }

    /** RFC 9293 figure 7. */
    @Test
    void shouldOpenFromBothSidesAtOnce() {
        var end = new OneEnd(OneEnd.plain());
        end.connect();
        end.in("S", PEER, 0, 1000, 0);
        assertThat(end.connection().state()).isEqualTo(TcpState.SYN_RECEIVED);
        assertThat(end.seen()).containsExactly("S 0", "SA 0 ack 1");
        end.in("SA", PEER, OWN + 1, 1000, 0);
        assertThat(end.connection().state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(end.transitions)
                .containsExactly(
                        "CLOSED>SYN_SENT", "SYN_SENT>SYN_RECEIVED", "SYN_RECEIVED>ESTABLISHED");
    }

    @Test
    void shouldAnswerARepeatedSynWithTheSameAnswer() {
        var end = new OneEnd(OneEnd.plain());
        end.listen(5);
        end.in("S", PEER, 0, 1000, 0);
        end.in("S", PEER, 0, 1000, 0);
        assertThat(end.seen()).containsExactly("SA 0 ack 1", "SA 0 ack 1");
    }

    @Test
    void shouldDropSynsBeyondTheBacklog() {
        var end = new OneEnd(OneEnd.plain());
        end.listener = new TcpListener(end.context, end.context.profile(), OneEnd.PORT, 1, _ -> {});
        TcpListener listener = end.listener();
        List<TcpConnection> made = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            TcpDrop drop = end.in("S", PEER + i, 0, 1000, 0);
            if (i < 2) made.add(end.connection());
            else assertThat(drop).isEqualTo(TcpDrop.HALF_OPEN_FULL);
            end.connection = null;
        }
        assertThat(listener.halfOpen()).isEqualTo(2);
        for (int i = 0; i < 2; i++) {
            end.connection = made.get(i);
            assertThat(end.in("A", PEER + i + 1, OWN + 1, 1000, 0)).isNull();
        }
        end.connection = null;
        assertThat(listener.waiting()).isEqualTo(2);
        assertThat(end.in("S", PEER + 9, 0, 1000, 0)).isEqualTo(TcpDrop.BACKLOG_FULL);
        // room again once one is accepted; it hears what happened before
        end.connection = made.getFirst();
        end.in("PA", PEER + 1, OWN + 1, 1000, 10);
        assertThat(end.events).isEmpty();
        assertThat(listener.accept(end, end.now)).isSameAs(made.getFirst());
        assertThat(end.events).containsExactly("connected", "readable");
        end.connection = null;
        assertThat(end.in("S", PEER + 9, 0, 1000, 0)).isNull();
    }

    @Test
    void shouldForgetHalfOpenConnectionsThatNobodyCompletes() {
        var end = new OneEnd(OneEnd.plain());
        end.listen(5);
        end.in("S", PEER, 0, 1000, 0);
        assertThat(end.listener().halfOpen()).isEqualTo(1);
        end.pass(64 * SECOND);
        assertThat(end.sent).hasSize(6);
        assertThat(end.connection().state()).isEqualTo(TcpState.CLOSED);
        assertThat(end.listener().halfOpen()).isZero();
    }

    @Test
    void shouldIgnoreToAListenerWhatIsNoSyn() {
        var end = new OneEnd(OneEnd.plain());
        end.listen(5);
        for (String flags : List.of("F", "R", "RA", "A", "", "SF", "SR")) {
            byte[] segment = OneEnd.segment(flags, PEER, OWN, 0, new byte[0], 0);
            var arrival =
                    end.listener()
                            .segment(end, segment, 0, segment.length, 1480, OneEnd.ORIGIN, end.now);
            assertThat(arrival)
                    .as(flags)
                    .isEqualTo(
                            new TcpListener.Arrival.Refused(
                                    TcpDrop.LISTEN_NOT_SYN, flags.equals("A")));
        }
    }

    @Test
    void shouldEndConnectingWhenThereIsNoWay() {
        var linux = new OneEnd(OneEnd.plain());
        linux.connect().unreachable(OWN, false, linux.now);
        assertThat(linux.events).containsExactly("ended UNREACHABLE");
        var windows = new OneEnd(TcpProfile.WINDOWS_XP);
        windows.connect().unreachable(OWN, false, windows.now);
        assertThat(windows.events).isEmpty();
        windows.pass(60 * SECOND);
        assertThat(windows.events).containsExactly("ended UNREACHABLE");
        var other = new OneEnd(OneEnd.plain());
        other.connect().unreachable(OWN + 77, true, other.now);
        assertThat(other.events).as("about a segment that was never sent").isEmpty();
    }

    @Test
    void shouldTakeDataThatComesWithTheHandshake() {
        var end = new OneEnd(OneEnd.plain());
        end.listen(5);
        end.in("S", PEER, 0, 1000, 0);
        end.in("FPA", PEER + 1, OWN + 1, 1000, 5);
        assertThat(end.events).containsExactly("connected", "readable", "end of input");
        assertThat(end.read()).isEqualTo(OneEnd.filled(PEER + 1, 5));
        assertThat(end.connection().state()).isEqualTo(TcpState.CLOSE_WAIT);
    }

    @Test
    void shouldBeginANewConnectionInPlaceOfOneThatIsOver() {
        var end = new OneEnd(OneEnd.plain());
        TcpConnection connection = end.established();
        connection.shutdownOutput(end.now);
        end.in("FA", PEER + 1, OWN + 2, 1000, 0);
        assertThat(connection.state()).isEqualTo(TcpState.TIME_WAIT);
        byte[] later = OneEnd.segment("S", PEER + 5000, 0, 1000, new byte[0], 0);
        byte[] earlier = OneEnd.segment("S", PEER - 5000, 0, 1000, new byte[0], 0);
        assertThat(connection.isReplacedBy(later, 0, later.length)).isTrue();
        assertThat(connection.isReplacedBy(earlier, 0, earlier.length)).isFalse();
        end.pass(61 * SECOND);
        assertThat(connection.state()).isEqualTo(TcpState.CLOSED);
    }
}
