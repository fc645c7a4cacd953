package sluice.inet.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static sluice.inet.tcp.OneEnd.MILLI;
import static sluice.inet.tcp.OneEnd.OWN;
import static sluice.inet.tcp.OneEnd.PEER;

import java.util.List;
import org.junit.jupiter.api.Test;
import sluice.packet.wire.TcpOption;

/** How data goes: windows, acknowledgments, repetition. */
class TransferTest {
    private static final long SECOND = 1000 * MILLI;

    private static TcpProfile slow() {
        var profile = OneEnd.plain();
        return new TcpProfile(
                profile.name(),
                profile.options(),
                10,
                Reno::new,
                1 << 20,
                1 << 20,
                false,
                0,
                profile.timeWaitNanos(),
                profile.finWait2Nanos(),
                1000,
                true,
                0,
                profile.retransmission(),
                new TcpProfile.Acknowledgment(40 * MILLI, 2, 0, false),
                profile.keepAlive());
    }

    @Test
    void shouldAcknowledgeEverySecondFullSegmentAndOthersLate() {
        var end = new OneEnd(slow());
        end.established();
        end.in("A", PEER + 1, OWN + 1, 1000, 1460);
        assertThat(end.seen()).isEmpty();
        end.in("A", PEER + 1461, OWN + 1, 1000, 1460);
        assertThat(end.seen()).containsExactly("A 1 ack 2921");
        end.in("PA", PEER + 2921, OWN + 1, 1000, 10);
        end.pass(39 * MILLI);
        assertThat(end.seen()).isEmpty();
        end.pass(MILLI);
        assertThat(end.seen()).containsExactly("A 1 ack 2931");
    }

    @Test
    void shouldAcknowledgeTheFirstSegmentsAtOnceAsLinuxDoes() {
        var end = new OneEnd(OneEnd.plain());
        end.established();
        for (int i = 0; i < 16; i++) end.in("PA", PEER + 1 + i, OWN + 1, 1000, 1);
        assertThat(end.seen()).hasSize(16);
        end.in("PA", PEER + 17, OWN + 1, 1000, 1);
        assertThat(end.seen()).isEmpty();
    }

    @Test
    void shouldLetASmallSegmentWaitForAnother() {
        var end = new OneEnd(slow());
        end.established();
        end.write(10);
        end.write(10);
        end.write(10);
        assertThat(end.seen()).containsExactly("PA 1 ack 1 data 10");
        end.in("A", PEER + 1, OWN + 11, 1000, 0);
        assertThat(end.seen()).containsExactly("PA 11 ack 1 data 20");
        end.connection().noDelay(true, end.now);
        end.write(1);
        assertThat(end.seen()).containsExactly("PA 31 ack 1 data 1");
    }

    @Test
    void shouldLetLinuxSendASmallSegmentAfterAFullOne() {
        var end = new OneEnd(OneEnd.plain());
        end.established(new TcpOption.MaximumSegmentSize(1000));
        end.write(1010);
        assertThat(end.seen()).containsExactly("A 1 ack 1 data 1000", "PA 1001 ack 1 data 10");
        end.write(10);
        assertThat(end.seen()).as("a small one is on its way").isEmpty();
    }

    @Test
    void shouldSendAgainAfterTheTimeoutAndTwiceAsLateEachTime() {
        var end = new OneEnd(OneEnd.plain());
        end.connect();
        end.now += 100 * MILLI;
        end.in("SA", PEER, OWN + 1, 65535, 0);
        end.sent.clear();
        end.write(10);
        // 100 ms and the least variance of 200 ms: the first sample
        end.pass(299 * MILLI);
        assertThat(end.seen()).hasSize(1);
        end.pass(MILLI);
        assertThat(end.seen()).containsExactly("PA 1 ack 1 data 10");
        end.pass(599 * MILLI);
        assertThat(end.seen()).isEmpty();
        end.pass(MILLI);
        assertThat(end.seen()).containsExactly("PA 1 ack 1 data 10");
    }

    @Test
    void shouldGiveUpAfterTheRetriesOfItsKindOfHost() {
        for (TcpProfile profile : List.of(TcpProfile.LINUX_6, TcpProfile.WINDOWS_10)) {
            var end = new OneEnd(profile);
            end.established();
            end.write(10);
            end.pass(3600 * SECOND);
            assertThat(end.events).containsExactly("ended TIMED_OUT");
            assertThat(end.sent).hasSize(1 + profile.retransmission().dataRetries());
        }
    }

    @Test
    void shouldSendAgainAtTheThirdDuplicate() {
        var end = new OneEnd(OneEnd.plain());
        end.established(new TcpOption.MaximumSegmentSize(1460));
        end.write(14600);
        assertThat(end.seen()).hasSize(10);
        for (int i = 0; i < 2; i++) end.in("A", PEER + 1, OWN + 1, 65535, 0);
        assertThat(end.seen()).isEmpty();
        end.in("A", PEER + 1, OWN + 1, 65535, 0);
        assertThat(end.seen()).containsExactly("A 1 ack 1 data 1460");
    }

    @Test
    void shouldSendNewSegmentsOnTheFirstDuplicates() {
        var end = new OneEnd(OneEnd.plain());
        end.established(new TcpOption.MaximumSegmentSize(1460));
        end.write(20000);
        end.seen();
        end.in("A", PEER + 1, OWN + 1, 65535, 0);
        assertThat(end.seen()).as("limited transmit").containsExactly("A 14601 ack 1 data 1460");
        end.in("A", PEER + 1, OWN + 1, 65535, 0);
        assertThat(end.seen()).containsExactly("A 16061 ack 1 data 1460");
    }

    @Test
    void shouldSendAgainOnlyWhatTheOtherSideDoesNotHave() {
        var end =
                new OneEnd(
                        OneEnd.plain()
                                .withOptions(
                                        new TcpProfile.Options(
                                                TcpProfile.Options.Layout.LINUX,
                                                false,
                                                true,
                                                -1,
                                                65535)));
        end.established(new TcpOption.MaximumSegmentSize(1000), new TcpOption.SackPermitted());
        end.write(10_000);
        end.seen();
        // segments 1, 3 and 5 are missing
        sack(end, 1001, 2001);
        sack(end, 3001, 4001);
        assertThat(end.seen()).isEmpty();
        sack(end, 5001, 10_001);
        List<String> again = end.seen();
        assertThat(again)
                .startsWith(
                        "A 1 ack 1 data 1000", "A 2001 ack 1 data 1000", "A 4001 ack 1 data 1000");
        assertThat(again).hasSize(3);
    }

    private static void sack(OneEnd end, int left, int right) {
        var block = new TcpOption.SackBlock(OWN + left, OWN + right);
        end.in("A", PEER + 1, OWN + 1, 65535, 0, new TcpOption.Sack(List.of(block)));
    }

    /** Ten segments out; three that came before the first look as if it were lost. */
    private static OneEnd outOfOrder(TcpOption... options) {
        var end = new OneEnd(TcpProfile.LINUX_6.withCongestion(Reno::new));
        end.established(options);
        end.write(10 * end.connection().segmentOctets());
        end.sent.clear();
        return end;
    }

    private static final int STAMP = 5000;

    /** An acknowledgment up to a segment, with a block of those that came behind a hole. */
    private static void acknowledges(OneEnd end, int echo, int upTo, int from, int to) {
        int full = end.connection().segmentOctets();
        var block = new TcpOption.SackBlock(OWN + 1 + from * full, OWN + 1 + to * full);
        end.in(
                "A",
                PEER + 1,
                OWN + 1 + upTo * full,
                65535,
                0,
                new TcpOption.Timestamps(STAMP, echo),
                new TcpOption.Sack(List.of(block)));
    }

    @Test
    void shouldTakeBackARecoveryWhoseSegmentWasOnlyLate() {
        var end =
                outOfOrder(
                        new TcpOption.MaximumSegmentSize(1000),
                        new TcpOption.SackPermitted(),
                        new TcpOption.Timestamps(STAMP, 1000));
        long before = end.connection().congestionWindowOctets();
        int sentAt = (int) (end.now / MILLI);
        end.pass(5 * MILLI);
        acknowledges(end, sentAt, 0, 1, 4);
        assertThat(end.seen()).containsExactly("A 1 ack 1 data 988");
        assertThat(end.connection().congestionWindowOctets()).isLessThan(before);
        end.pass(MILLI);
        // the first arrives; what is echoed left before the repetition did
        acknowledges(end, sentAt, 4, 5, 6);
        assertThat(end.connection().congestionWindowOctets()).isGreaterThanOrEqualTo(before);
        // it knows now how far out of order things arrive here
        acknowledges(end, sentAt, 4, 5, 8);
        assertThat(end.seen()).isEmpty();
        assertThat(end.connection().congestionWindowOctets()).isGreaterThanOrEqualTo(before);
    }

    @Test
    void shouldTakeBackARecoveryWhoseRepetitionArrivedTwice() {
        var end = outOfOrder(new TcpOption.MaximumSegmentSize(1000), new TcpOption.SackPermitted());
        long before = end.connection().congestionWindowOctets();
        acknowledges(end, 0, 0, 1, 4);
        assertThat(end.connection().congestionWindowOctets()).isLessThan(before);
        acknowledges(end, 0, 4, 4, 4);
        assertThat(end.connection().congestionWindowOctets()).isLessThan(before);
        acknowledges(end, 0, 4, 0, 1);
        assertThat(end.connection().congestionWindowOctets()).isGreaterThanOrEqualTo(before);
    }

    @Test
    void shouldNotTakeBackARecoveryWhoseSegmentWasLost() {
        var end =
                outOfOrder(
                        new TcpOption.MaximumSegmentSize(1000),
                        new TcpOption.SackPermitted(),
                        new TcpOption.Timestamps(STAMP, 1000));
        long before = end.connection().congestionWindowOctets();
        int sentAt = (int) (end.now / MILLI);
        end.pass(5 * MILLI);
        acknowledges(end, sentAt, 0, 1, 4);
        int repeatedAt = (int) (end.now / MILLI);
        end.pass(MILLI);
        acknowledges(end, repeatedAt, 4, 5, 6);
        assertThat(end.connection().congestionWindowOctets()).isLessThan(before);
    }

    @Test
    void shouldTellWhatCameOutOfOrderTheNewestFirst() {
        var profile =
                OneEnd.plain()
                        .withOptions(
                                new TcpProfile.Options(
                                        TcpProfile.Options.Layout.LINUX, false, true, -1, 65535));
        var end = new OneEnd(profile);
        end.established(new TcpOption.SackPermitted());
        end.in("A", PEER + 101, OWN + 1, 1000, 100);
        end.in("A", PEER + 301, OWN + 1, 1000, 100);
        assertThat(end.options)
                .contains(new TcpOption.Sack(List.of(block(301, 401), block(101, 201))));
        end.in("A", PEER + 101, OWN + 1, 1000, 100);
        assertThat(end.options)
                .as("a duplicate first (RFC 2883)")
                .contains(
                        new TcpOption.Sack(
                                List.of(block(101, 201), block(101, 201), block(301, 401))));
        end.in("A", PEER + 1, OWN + 1, 1000, 100);
        end.in("A", PEER + 201, OWN + 1, 1000, 100);
        assertThat(end.options).isEmpty();
        assertThat(end.read()).isEqualTo(OneEnd.filled(PEER + 1, 400));
    }

    private static TcpOption.SackBlock block(int left, int right) {
        return new TcpOption.SackBlock(PEER + left, PEER + right);
    }

    @Test
    void shouldKeepTheFirstOfTwoSegmentsThatContradict() {
        var end = new OneEnd(OneEnd.plain());
        end.established();
        byte[] ones = {1, 1, 1, 1};
        byte[] twos = {2, 2, 2, 2, 2, 2, 2, 2};
        end.in("A", PEER + 3, OWN + 1, 1000, ones, 0);
        end.in("A", PEER + 1, OWN + 1, 1000, twos, 0);
        assertThat(end.read()).containsExactly(2, 2, 1, 1, 1, 1, 2, 2);
    }

    @Test
    void shouldAskWhetherAClosedWindowHasOpened() {
        var linux = new OneEnd(OneEnd.plain());
        linux.established();
        linux.in("A", PEER + 1, OWN + 1, 0, 0);
        linux.write(100);
        assertThat(linux.seen()).isEmpty();
        linux.pass(SECOND);
        assertThat(linux.seen()).as("an old number").startsWith("A 0 ack 1");
        linux.in("A", PEER + 1, OWN + 1, 1000, 0);
        assertThat(linux.seen()).containsExactly("PA 1 ack 1 data 100");
        var windows = new OneEnd(TcpProfile.WINDOWS_XP);
        windows.established();
        windows.in("A", PEER + 1, OWN + 1, 0, 0);
        windows.write(100);
        windows.pass(4 * SECOND);
        assertThat(windows.seen()).as("one octet").startsWith("A 1 ack 1 data 1");
    }

    @Test
    void shouldNotGiveUpWhileAClosedWindowIsConfirmed() {
        var end = new OneEnd(OneEnd.plain());
        end.established();
        end.in("A", PEER + 1, OWN + 1, 0, 0);
        end.write(100);
        for (int i = 0; i < 100; i++) {
            end.pass(120 * SECOND);
            end.in("A", PEER + 1, OWN + 1, 0, 0);
        }
        assertThat(end.connection().end()).isNull();
        assertThat(end.sent).hasSizeLessThan(200);
        end.pass(20_000 * SECOND);
        assertThat(end.connection().end()).isEqualTo(TcpEnd.TIMED_OUT);
    }

    @Test
    void shouldOfferNoSillyWindow() {
        var end = new OneEnd(OneEnd.plain().withBuffers(10_000, 3000));
        end.established();
        for (int at = 1; at < 3001; at += 1000) end.in("A", PEER + at, OWN + 1, 1000, 1000);
        assertThat(end.last().window).isZero();
        end.sent.clear();
        byte[] to = new byte[100];
        end.connection().read(to, 0, 100, end.now);
        assertThat(end.sent).as("100 octets are not worth while").isEmpty();
        end.read();
        assertThat(end.last().window).isEqualTo(3000);
    }

    @Test
    void shouldPassUrgentDataInItsPlace() {
        var end = new OneEnd(OneEnd.plain());
        end.established();
        end.in("PAU", PEER + 1, OWN + 1, 1000, OneEnd.filled(PEER + 1, 10), 4);
        assertThat(end.events).containsExactly("urgent", "readable");
        assertThat(end.read()).hasSize(10);
        end.connection().writeUrgent(new byte[3], 0, 3, end.now);
        assertThat(end.last().urgentPointer).isEqualTo(3);
        assertThat(end.last().has(0x20)).isTrue();
    }

    @Test
    void shouldTakeSmallerSegmentsWhenThePathDoes() {
        var end = new OneEnd(OneEnd.plain());
        TcpConnection connection = end.established(new TcpOption.MaximumSegmentSize(1460));
        end.write(2920);
        end.seen();
        connection.packetTooBig(OWN + 1, 980, end.now);
        assertThat(connection.segmentOctets()).isEqualTo(960);
        assertThat(end.seen().getFirst()).isEqualTo("A 1 ack 1 data 960");
        connection.packetTooBig(OWN + 1, 20, end.now);
        assertThat(connection.segmentOctets()).as("not believed below 88").isEqualTo(88);
    }

    @Test
    void shouldTrySmallerSegmentsInABlackHoleAsWindowsDoes() {
        var end = new OneEnd(TcpProfile.WINDOWS_10);
        end.established(new TcpOption.MaximumSegmentSize(1460));
        end.write(5000);
        end.seen();
        end.pass(10 * SECOND);
        assertThat(end.seen()).endsWith("A 1 ack 1 data 536");
    }

    @Test
    void shouldProbeWhoIsSilent() {
        var end = new OneEnd(OneEnd.plain());
        end.established();
        end.connection().keepAlive(true, end.now);
        end.pass(7200 * SECOND);
        assertThat(end.seen()).containsExactly("A 0 ack 1");
        end.in("A", PEER + 1, OWN + 1, 1000, 0);
        end.pass(7200 * SECOND + 9 * 75 * SECOND);
        assertThat(end.events).containsExactly("ended TIMED_OUT");
        assertThat(end.seen()).hasSize(10).endsWith("RA 1 ack 1");
    }

    @Test
    void shouldGoOnWhenThereIsNoRoomBelow() {
        var end = new OneEnd(OneEnd.plain());
        end.established();
        end.noRoom = true;
        end.write(100);
        assertThat(end.sent).isEmpty();
        end.noRoom = false;
        end.pass(2 * SECOND);
        assertThat(end.seen()).contains("PA 1 ack 1 data 100");
    }

    @Test
    void shouldTellWhenThereIsRoomToWriteAgain() {
        var end = new OneEnd(OneEnd.plain().withBuffers(3000, 3000));
        end.established();
        assertThat(end.write(5000)).isEqualTo(3000);
        assertThat(end.write(1)).isZero();
        end.in("A", PEER + 1, OWN + 3001, 65535, 0);
        assertThat(end.events).containsExactly("writable");
    }
}
