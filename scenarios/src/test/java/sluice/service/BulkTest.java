package sluice.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sluice.edge.TcpSettings;
import sluice.nic.LinkOptions;
import sluice.run.TcpPair;
import sluice.run.TcpPair.Kind;
import sluice.world.WorldOptions;

/** Bulk transfers and what is measured of them. */
class BulkTest {
    private static final int PORT = 5001;
    private static final long SECOND = 1_000_000_000L;

    private static TcpPair pair(Kind kind) {
        return new TcpPair(kind, kind, LinkOptions.delayed(100_000), WorldOptions.DEFAULT);
    }

    private static BulkSender sender(TcpPair pair, BulkSender.Amount amount) {
        var sender =
                new BulkSender(pair.leftStack, TcpPair.RIGHT, PORT, TcpSettings.DEFAULT, amount);
        sender.start(SECOND);
        return sender;
    }

    @ParameterizedTest
    @EnumSource
    void shouldSendSoManyOctetsAndEndWell(Kind kind) throws Exception {
        try (var pair = pair(kind)) {
            var receiver = new BulkReceiver(pair.rightStack, PORT, TcpSettings.DEFAULT, 0);
            BulkSender sender = sender(pair, BulkSender.Amount.of(500_001));
            assertThat(sender.outcome()).isEqualTo(TcpOutcome.WAITING);
            pair.world.runToQuiescence();
            assertThat(sender.outcome()).isEqualTo(TcpOutcome.OK);
            assertThat(sender.transfer().octets()).isEqualTo(500_001);
            assertThat(receiver.transfer().octets()).isEqualTo(500_001);
            assertThat(receiver.transfer().firstNanos()).isGreaterThan(SECOND);
            assertThat(receiver.transfer().goodputBitsPerSecond()).isPositive();
            assertThat(receiver.wrong()).isZero();
            assertThat(sender.repeatedSegments()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldKeepToARateAndATime(Kind kind) throws Exception {
        try (var pair = pair(kind)) {
            var receiver = new BulkReceiver(pair.rightStack, PORT, TcpSettings.DEFAULT, 0);
            var amount = new BulkSender.Amount(Long.MAX_VALUE, 2 * SECOND, 1_000_000);
            BulkSender sender = sender(pair, amount);
            pair.world.runToQuiescence();
            assertThat(sender.outcome()).isEqualTo(TcpOutcome.OK);
            assertThat(receiver.transfer().octets()).isCloseTo(250_000, within(2000L));
            assertThat(receiver.transfer().goodputBitsPerSecond())
                    .isCloseTo(1_000_000, within(20_000L));
            assertThat(receiver.wrong()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldStopInTimeEvenIfNobodyReads(Kind kind) throws Exception {
        try (var pair = pair(kind)) {
            var settings = TcpSettings.DEFAULT.withBuffers(0, 10_000);
            var receiver = new BulkReceiver(pair.rightStack, PORT, settings, 8000);
            var amount = new BulkSender.Amount(Long.MAX_VALUE, SECOND, 0);
            BulkSender sender = sender(pair, amount);
            pair.world.runUntil(20 * SECOND);
            assertThat(receiver.transfer().octets()).isCloseTo(19_000, within(1500L));
            assertThat(sender.outcome()).isEqualTo(TcpOutcome.OPEN);
            long sent = sender.transfer().octets();
            pair.world.runUntil(60 * SECOND);
            assertThat(sender.transfer().octets()).isEqualTo(sent);
            sender.abort();
            pair.world.runToQuiescence();
            assertThat(receiver.stats().failedConnections()).isEqualTo(1);
        }
    }

    @Test
    void shouldNoticeOctetsThatAreNotOfThePattern() throws Exception {
        try (var pair = pair(Kind.LINUX)) {
            var receiver = new BulkReceiver(pair.rightStack, PORT, TcpSettings.DEFAULT, 0);
            pair.left.tcpConnect(
                    sluice.edge.IpAddress.ANY4,
                    0,
                    TcpPair.RIGHT,
                    PORT,
                    TcpSettings.DEFAULT,
                    Talk.saying("anything"));
            pair.world.runToQuiescence();
            assertThat(receiver.wrong()).isPositive();
        }
    }

    @Test
    void shouldSayThatNobodyListens() throws Exception {
        try (var pair = pair(Kind.WINDOWS_10)) {
            BulkSender sender = sender(pair, BulkSender.Amount.of(1));
            pair.world.runToQuiescence();
            assertThat(sender.outcome()).isEqualTo(TcpOutcome.REFUSED);
            assertThat(sender.status()).isEqualTo("WSAECONNREFUSED");
            assertThat(sender.transfer().octets()).isZero();
        }
    }

    @Test
    void shouldMeasureBetweenTheFirstAndTheLastOctet() {
        var transfer = new Transfer();
        transfer.count(100, 5);
        assertThat(transfer.goodputBitsPerSecond()).isZero();
        transfer.count(900, 5 + SECOND);
        transfer.count(0, 99 * SECOND);
        assertThat(transfer.lastsNanos()).isEqualTo(SECOND);
        assertThat(transfer.goodputBitsPerSecond()).isEqualTo(8000);
    }
}
