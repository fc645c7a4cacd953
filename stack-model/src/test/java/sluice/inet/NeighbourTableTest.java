package sluice.inet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NeighbourTableTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int ETH0 = 2;
    private static final int PEER = Ipv4Addresses.of(10, 0, 0, 2);
    private static final int OWN = Ipv4Addresses.of(10, 0, 0, 1);
    private static final long MAC = 0x0200_0000_0002L;
    private static final long OTHER_MAC = 0x0200_0000_0003L;

    private final Log log = new Log();
    private final NeighbourTable<String> table = new NeighbourTable<>(NeighbourTimings.LINUX);

    @Test
    void shouldAskThreeTimesOneSecondApartThenFail() {
        send(table, "a", 100, 0);
        send(table, "b", 100, SECOND / 2);
        runUntil(table, 10 * SECOND);
        assertThat(log.lines)
                .containsExactly(
                        "0 ask everybody for a",
                        "1 ask everybody for b",
                        "2 ask everybody for b",
                        "3 failed a",
                        "3 failed b");
        assertThat(state()).isEqualTo(NeighbourState.FAILED);
    }

    @Test
    void shouldAskAgainAtOnceWhenAFailedNeighbourIsUsed() {
        send(table, "a", 100, 0);
        runUntil(table, 5 * SECOND);
        log.lines.clear();
        log.nowNanos = 6 * SECOND;
        send(table, "c", 100, 6 * SECOND);
        assertThat(log.lines).containsExactly("6 ask everybody for c");
    }

    @Test
    void shouldSendWhatWaitedInOrderWhenTheAnswerComes() {
        send(table, "a", 100, 0);
        send(table, "b", 100, 0);
        reply(table, MAC, SECOND / 2);
        assertThat(log.lines).containsExactly("0 ask everybody for a", "0 ready a", "0 ready b");
        assertThat(table.use(ETH0, PEER, SECOND)).isEqualTo(MAC);
        assertThat(state()).isEqualTo(NeighbourState.REACHABLE);
    }

    @Test
    void shouldKeepTheNewestWhenTheQueueIsFullOfOctets() {
        var three = new NeighbourTable<String>(NeighbourTimings.LINUX.withPendingOctetsMax(3000));
        for (int at = 0; at < 5; at++) send(three, "p" + at, 1000, 0);
        assertThat(log.lines)
                .containsExactly("0 ask everybody for p0", "0 overflow p0", "0 overflow p1");
        send(three, "huge", 9000, 0);
        assertThat(log.lines).endsWith("0 overflow p2", "0 overflow p3", "0 overflow p4");
        assertThat(three.entries().getFirst().pendingCount()).isEqualTo(1);
    }

    @Test
    void shouldGoStaleAndProbeByUnicastWhenUsed() {
        send(table, "a", 100, 0);
        reply(table, MAC, 0);
        runUntil(table, 31 * SECOND);
        assertThat(state()).isEqualTo(NeighbourState.STALE);
        assertThat(table.nextDeadlineNanos()).isEqualTo(NeighbourTable.NEVER);
        log.lines.clear();
        assertThat(table.use(ETH0, PEER, 40 * SECOND)).isEqualTo(MAC);
        assertThat(state()).isEqualTo(NeighbourState.DELAY);
        runUntil(table, 100 * SECOND);
        assertThat(log.lines)
                .containsExactly(
                        "45 ask 20000000002 for null",
                        "46 ask 20000000002 for null",
                        "47 ask 20000000002 for null");
        assertThat(state()).isEqualTo(NeighbourState.FAILED);
    }

    @Test
    void shouldStayReachableWhenConfirmedDuringDelay() {
        send(table, "a", 100, 0);
        reply(table, MAC, 0);
        runUntil(table, 31 * SECOND);
        table.use(ETH0, PEER, 40 * SECOND);
        table.confirm(ETH0, 0, NeighbourTable.key(PEER), 42 * SECOND);
        runUntil(table, 46 * SECOND);
        assertThat(state()).isEqualTo(NeighbourState.REACHABLE);
        assertThat(log.lines).hasSize(2);
    }

    @Test
    void shouldLearnTheAskerOfAnAnsweredRequestAsStale() {
        assertThat(arp(ArpRules.REQUEST, MAC, PEER, OWN, true, 0)).isEqualTo(ArpRules.Action.REPLY);
        assertThat(state()).isEqualTo(NeighbourState.STALE);
        assertThat(table.use(ETH0, PEER, 0)).isEqualTo(MAC);
    }

    @Test
    void shouldNotLearnFromUnaskedRepliesGratuitousArpOrProbes() {
        assertThat(arp(ArpRules.REPLY, MAC, PEER, OWN, true, 0)).isEqualTo(ArpRules.Action.IGNORE);
        assertThat(arp(ArpRules.REQUEST, MAC, PEER, PEER, false, 0))
                .isEqualTo(ArpRules.Action.IGNORE);
        assertThat(arp(ArpRules.REQUEST, MAC, 0, OWN, true, 0)).isEqualTo(ArpRules.Action.REPLY);
        assertThat(arp(3, MAC, PEER, OWN, true, 0)).isEqualTo(ArpRules.Action.IGNORE);
        assertThat(table.entries()).isEmpty();
    }

    @Test
    void shouldUpdateAKnownEntryFromGratuitousArpButNotAnotherMacWithinTheLockTime() {
        arp(ArpRules.REQUEST, MAC, PEER, OWN, true, 0);
        arp(ArpRules.REPLY, OTHER_MAC, PEER, OWN, true, SECOND / 2);
        assertThat(table.use(ETH0, PEER, SECOND / 2)).isEqualTo(MAC);
        arp(ArpRules.REQUEST, OTHER_MAC, PEER, PEER, false, SECOND / 2);
        assertThat(table.use(ETH0, PEER, SECOND / 2)).isEqualTo(OTHER_MAC);
        arp(ArpRules.REPLY, MAC, PEER, OWN, true, 2 * SECOND);
        assertThat(table.use(ETH0, PEER, 2 * SECOND)).isEqualTo(MAC);
        assertThat(state()).isEqualTo(NeighbourState.REACHABLE);
    }

    @Test
    void shouldNeverChangeAPermanentEntry() {
        table.putPermanent(ETH0, 0, NeighbourTable.key(PEER), MAC, 0, log);
        arp(ArpRules.REQUEST, OTHER_MAC, PEER, PEER, false, 5 * SECOND);
        arp(ArpRules.REQUEST, OTHER_MAC, PEER, OWN, true, 5 * SECOND);
        assertThat(table.use(ETH0, PEER, 5 * SECOND)).isEqualTo(MAC);
    }

    @Test
    void shouldExpireUnusedAfterTwoAndUsedAfterTenMinutesOnXp() {
        var xp = new NeighbourTable<String>(NeighbourTimings.WINDOWS_XP);
        send(xp, "a", 100, 0);
        send(xp, "b", 100, 0);
        assertThat(log.lines).containsExactly("0 ask everybody for a", "0 overflow a");
        reply(xp, MAC, 0);
        runUntil(xp, 119 * SECOND);
        assertThat(xp.entries()).hasSize(1);
        runUntil(xp, 121 * SECOND);
        assertThat(xp.entries()).isEmpty();
        send(xp, "c", 100, 200 * SECOND);
        reply(xp, MAC, 200 * SECOND);
        assertThat(xp.use(ETH0, PEER, 210 * SECOND)).isEqualTo(MAC);
        runUntil(xp, 799 * SECOND);
        assertThat(xp.entries()).hasSize(1);
        runUntil(xp, 801 * SECOND);
        assertThat(xp.entries()).isEmpty();
    }

    @Test
    void shouldMakeRoomByForgettingTheOldestIdleEntryAndRefuseWhenNoneIsIdle() {
        int max = NeighbourTimings.WINDOWS_XP.entriesMax();
        var small = new NeighbourTable<String>(NeighbourTimings.WINDOWS_XP);
        for (int at = 0; at < max; at++) {
            assertThat(small.queue(ETH0, 0, at + 1, "p", 1, 0, log)).isTrue();
        }
        assertThat(small.queue(ETH0, 0, max + 1, "p", 1, 0, log)).isFalse();
        learn(small, 7, NeighbourState.REACHABLE);
        assertThat(small.queue(ETH0, 0, max + 1, "p", 1, 0, log)).isTrue();
        assertThat(small.use(ETH0, 0, 7, 0)).isEqualTo(NeighbourTable.NOT_RESOLVED);
        assertThat(small.entries()).hasSize(max);
    }

    @Test
    void shouldWriteTheMessageOfRfc826() {
        var octets = new byte[ArpRules.MESSAGE_OCTETS + 2];
        int length =
                ArpRules.write(
                        octets, 1, ArpRules.REQUEST, MAC, OWN, NeighbourTable.NOT_RESOLVED, PEER);
        assertThat(length).isEqualTo(28);
        assertThat(octets)
                .containsExactly(
                        0, 0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 2, 10, 0, 0, 1, 0, 0, 0, 0, 0, 0,
                        10, 0, 0, 2, 0);
    }

    private void send(NeighbourTable<String> to, String packet, int octets, long now) {
        assertThat(to.use(ETH0, PEER, now)).isEqualTo(NeighbourTable.NOT_RESOLVED);
        assertThat(to.queue(ETH0, 0, NeighbourTable.key(PEER), packet, octets, now, log)).isTrue();
    }

    private void reply(NeighbourTable<String> to, long mac, long now) {
        ArpRules.received(to, ETH0, ArpRules.REPLY, mac, PEER, OWN, true, true, now, log);
    }

    private void learn(NeighbourTable<String> to, long low, NeighbourState state) {
        to.learn(ETH0, 0, low, MAC, state, true, true, 0, log);
    }

    private ArpRules.Action arp(
            int operation, long mac, int sender, int target, boolean local, long now) {
        return ArpRules.received(
                table, ETH0, operation, mac, sender, target, local, true, now, log);
    }

    private NeighbourState state() {
        return table.entries().getFirst().state();
    }

    private void runUntil(NeighbourTable<String> of, long untilNanos) {
        while (of.nextDeadlineNanos() <= untilNanos) {
            log.nowNanos = of.nextDeadlineNanos();
            of.poll(log.nowNanos, log);
        }
    }

    private static final class Log implements NeighbourSink<String> {
        final List<String> lines = new ArrayList<>();
        long nowNanos;

        @Override
        public void request(
                int deviceIndex, long high, long low, long mac, @Nullable String newest) {
            String whom = mac == NeighbourTable.NOT_RESOLVED ? "everybody" : Long.toHexString(mac);
            lines.add(nowNanos / SECOND + " ask " + whom + " for " + newest);
        }

        @Override
        public void ready(String packet, int deviceIndex, long hardwareAddress) {
            lines.add(nowNanos / SECOND + " ready " + packet);
        }

        @Override
        public void failed(String packet, int deviceIndex, long high, long low) {
            lines.add(nowNanos / SECOND + " failed " + packet);
        }

        @Override
        public void overflowed(String packet, int deviceIndex, long high, long low) {
            lines.add(nowNanos / SECOND + " overflow " + packet);
        }
    }
}
