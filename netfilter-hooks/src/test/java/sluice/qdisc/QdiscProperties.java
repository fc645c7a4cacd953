package sluice.qdisc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import sluice.netfilter.Skb;
import sluice.netfilter.SkbPool;
import sluice.packet.Consumption;
import sluice.packet.Place;
import sluice.time.SeededRandom;
import sluice.trace.Layering;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** Queues by themselves, against what their words promise. */
class QdiscProperties {
    private enum End implements Consumption {
        SENT;

        @Override
        public boolean delivered() {
            return false;
        }

        @Override
        public String area() {
            return "test";
        }

        @Override
        public String text() {
            return "sent";
        }
    }

    private static final class Bench implements QdiscHost {
        final World world = new World(WorldOptions.DEFAULT, null);
        final Host host = world.addHost("h", HostOptions.DEFAULT);
        final Place place = host.place("q", Layering.ETHERNET);
        final SkbPool skbs = new SkbPool();
        final SeededRandom random;
        long now;
        final List<String> sent = new ArrayList<>();

        Bench(long seed) {
            random = new SeededRandom(seed, "queue");
        }

        @Override
        public long nowNanos() {
            return now;
        }

        @Override
        public SeededRandom random() {
            return random;
        }

        @Override
        public Skb copy(Skb skb) {
            return skbs.take(skb.packet().copy(place));
        }

        void put(Qdisc queue, int lengthOctets) {
            Skb skb =
                    skbs.take(
                            host.pool().originate(place, new byte[lengthOctets], 0, lengthOctets));
            if (!queue.enqueue(skb)) skb.end(End.SENT);
        }

        /** Takes out what may go, letting time pass until {@code until} or nothing waits. */
        void runUntil(Qdisc queue, long until) {
            while (true) {
                Skb skb = queue.dequeue();
                if (skb != null) {
                    sent.add(now + " " + skb.packet().lengthOctets());
                    skb.end(End.SENT);
                    continue;
                }
                long ready = queue.readyNanos();
                assertThat(ready == Qdisc.NEVER).isEqualTo(queue.waitingCount() == 0);
                if (ready > until) break;
                assertThat(ready).isGreaterThan(now);
                now = ready;
            }
            now = until;
        }

        void balanced() {
            assertThat(world.ledger().check()).isEmpty();
        }
    }

    /** In any window, not more than the bucket holds and what the rate gives. */
    @Property(tries = 200)
    void shouldNeverSendMoreThanBurstAndRate(
            @ForAll @Size(min = 1, max = 60) List<@IntRange(min = 60, max = 1514) Integer> lengths,
            @ForAll @LongRange(min = 10_000, max = 10_000_000) long octetsPerSecond,
            @ForAll @IntRange(min = 1514, max = 20_000) int burst,
            @ForAll @IntRange(min = 0, max = 3_000_000) int pauseNanos) {
        var bench = new Bench(1);
        var queue = new TokenBucketFilter(bench, octetsPerSecond, burst, 1_000_000);
        for (int length : lengths) {
            bench.put(queue, length);
            bench.runUntil(queue, bench.now + pauseNanos);
        }
        bench.runUntil(queue, Long.MAX_VALUE / 2);
        assertThat(bench.sent).hasSize(lengths.size());
        long[] at =
                bench.sent.stream()
                        .mapToLong(s -> Long.parseLong(s.substring(0, s.indexOf(" "))))
                        .toArray();
        for (int first = 0; first < at.length; first++) {
            long octets = 0;
            for (int last = first; last < at.length; last++) {
                octets += lengths.get(last);
                double allowed = burst + (double) octetsPerSecond * (at[last] - at[first]) / 1e9;
                assertThat((double) octets).isLessThanOrEqualTo(allowed + last - first + 2);
            }
        }
        bench.balanced();
    }

    @Test
    void shouldSpaceFramesByTheRate() {
        var bench = new Bench(1);
        Qdisc queue = QdiscWords.read("tbf rate 8mbit burst 1000b latency 50ms", bench);
        for (int i = 0; i < 4; i++) bench.put(queue, 1000);
        bench.runUntil(queue, 10_000_000);
        assertThat(bench.sent)
                .containsExactly("0 1000", "1000000 1000", "2000000 1000", "3000000 1000");
        bench.put(queue, 1001);
        assertThat(queue.waitingCount()).as("longer than the bucket").isZero();
        for (int i = 0; i < 60; i++) bench.put(queue, 1000);
        assertThat(queue.waitingCount()).as("50 ms at the rate, and the burst").isEqualTo(51);
        queue.drain(skb -> skb.end(End.SENT));
        bench.balanced();
    }

    /** All comes out once, at its time; without jitter in order. */
    @Property(tries = 100)
    void shouldDelayEveryPacketByWhatIsAsked(
            @ForAll @Size(max = 100) List<@IntRange(min = 60, max = 200) Integer> lengths,
            @ForAll @IntRange(min = 0, max = 5_000_000) int pauseNanos) {
        var bench = new Bench(2);
        Qdisc queue = QdiscWords.read("netem delay 3ms", bench);
        List<String> expected = new ArrayList<>();
        for (int length : lengths) {
            expected.add((bench.now + 3_000_000) + " " + length);
            bench.put(queue, length);
            bench.runUntil(queue, bench.now + pauseNanos);
        }
        bench.runUntil(queue, Long.MAX_VALUE / 2);
        assertThat(bench.sent).isEqualTo(expected);
        bench.balanced();
    }

    /** Whatever it does to them, packets are kept count of, and the seed decides. */
    @Property(tries = 60)
    void shouldDoTheSameForTheSameSeed(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int count) {
        String words =
                "netem delay 5ms 4ms distribution normal loss 10% duplicate 10% corrupt 5%"
                        + " reorder 20% gap 3 rate 10mbit limit 50";
        assertThat(run(words, seed, count)).isEqualTo(run(words, seed, count));
    }

    private static List<String> run(String words, long seed, int count) {
        var bench = new Bench(seed);
        Qdisc queue = QdiscWords.read(words, bench);
        for (int i = 0; i < count; i++) {
            bench.put(queue, 60 + i);
            bench.runUntil(queue, bench.now + 100_000);
        }
        bench.runUntil(queue, Long.MAX_VALUE / 2);
        bench.balanced();
        return bench.sent;
    }

    @Test
    void shouldLoseAndDoubleTheShareThatIsAsked() {
        var bench = new Bench(7);
        Qdisc lossy = QdiscWords.read("netem loss 25% limit 100000", bench);
        for (int i = 0; i < 10_000; i++) bench.put(lossy, 60);
        assertThat(lossy.waitingCount()).isBetween(7_300, 7_700);
        Qdisc doubling = QdiscWords.read("netem duplicate 25% limit 100000", bench);
        for (int i = 0; i < 10_000; i++) bench.put(doubling, 60);
        assertThat(doubling.waitingCount()).isBetween(12_300, 12_700);
        lossy.drain(skb -> skb.end(End.SENT));
        doubling.drain(skb -> skb.end(End.SENT));
        bench.balanced();
    }

    @Test
    void shouldPutEveryThirdPacketInFront() {
        var bench = new Bench(7);
        Qdisc queue = QdiscWords.read("netem delay 10ms reorder 100% gap 3", bench);
        for (int i = 0; i < 6; i++) bench.put(queue, 100 + i);
        bench.runUntil(queue, Long.MAX_VALUE / 2);
        assertThat(bench.sent)
                .containsExactly(
                        "0 105",
                        "0 102",
                        "10000000 100",
                        "10000000 101",
                        "10000000 103",
                        "10000000 104");
    }

    @Test
    void shouldHoldWhatALimitSays() {
        var bench = new Bench(1);
        Qdisc packets = QdiscWords.read("pfifo limit 3", bench);
        Qdisc octets = QdiscWords.read("bfifo limit 1kb", bench);
        for (int i = 0; i < 30; i++) {
            bench.put(packets, 100);
            bench.put(octets, 100);
        }
        assertThat(packets.waitingCount()).isEqualTo(3);
        assertThat(octets.waitingCount()).isEqualTo(10);
        packets.drain(skb -> skb.end(End.SENT));
        octets.drain(skb -> skb.end(End.SENT));
        bench.balanced();
    }

    @Test
    void shouldReadUnitsAsTcDoes() {
        assertThat(QdiscWords.rate("1mbit")).isEqualTo(125_000);
        assertThat(QdiscWords.rate("1mbps")).isEqualTo(1_000_000);
        assertThat(QdiscWords.rate("8000")).isEqualTo(1_000);
        assertThat(QdiscWords.size("10kb")).isEqualTo(10_240);
        assertThat(QdiscWords.size("1.5k")).isEqualTo(1_536);
    }

    @Test
    void shouldRefuseWordsThatDescribeNoQueue() {
        for (String wrong :
                List.of(
                        "",
                        "sfq",
                        "tbf rate 1mbit",
                        "tbf rate x burst 1k limit 1k",
                        "netem delay",
                        "netem loss 101%",
                        "netem reorder 5%",
                        "netem delay 1ms banana",
                        "pfifo limit 0",
                        "pfifo_fast now",
                        "netem delay 99999999999999999s")) {
            assertThatThrownBy(() -> QdiscWords.read(wrong, new Bench(1)))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
