package sluice.nic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sluice.packet.LedgerStats;
import sluice.packet.PlaceStats;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

class LinkTest {
    private static final long A = 0x020000000001L;
    private static final long B = 0x020000000002L;
    private static final long C = 0x020000000003L;
    private static final long MILLI = 1_000_000;

    private World world = new World(WorldOptions.DEFAULT, null);

    @AfterEach
    void balances() {
        assertThat(world.ledger().check()).isEmpty();
        assertThat(world.contracts().all()).isEmpty();
        world.close();
    }

    private TestDriver driver(String host, long mac) {
        Host machine = world.addHost(host, HostOptions.DEFAULT);
        SimNic nic = machine.addNic("eth0", new NicOptions(mac, 1500, 4096, 4096));
        return new TestDriver(machine, nic, 64, false);
    }

    private Link link(LinkOptions options) {
        return world.connect(
                "lan",
                options,
                world.hosts().stream().map(h -> h.nics().getFirst()).toArray(SimNic[]::new));
    }

    private long ended(String reason) {
        return world.ledger().stats().stream()
                .flatMap(stats -> stats.ends().stream())
                .filter(end -> end.fate().name().equals(reason))
                .mapToLong(PlaceStats.FateCount::count)
                .sum();
    }

    private static List<Integer> numbers(TestDriver driver) {
        return driver.seen.stream().map(TestDriver.Seen::number).toList();
    }

    @Test
    void shouldTakeTheTimeOfTheBitsAndTheDelay() {
        TestDriver a = driver("a", A);
        TestDriver b = driver("b", B);
        link(new LinkOptions(100_000_000, 5_000, 0, 0, 0, 0, 0, 100));
        a.send(B, 1, 60); // 84 octets with preamble, check sequence and gap: 6720 ns
        a.send(B, 2, 1514); // 1538 octets: 123040 ns
        a.send(B, 3, 20); // padded to 60
        world.runToQuiescence();
        assertThat(b.seen)
                .containsExactly(
                        new TestDriver.Seen(1, 6_720 + 5_000),
                        new TestDriver.Seen(2, 6_720 + 123_040 + 5_000),
                        new TestDriver.Seen(3, 6_720 + 123_040 + 6_720 + 5_000));
        assertThat(a.sentAt).containsExactly(6_720L, 129_760L, 136_480L);
    }

    /** Believed: the rate is exact. True: each frame was rounded down to a nanosecond. */
    @Test
    void shouldWorkAtAnotherRateFromTheNextFrameOn() {
        TestDriver a = driver("a", A);
        TestDriver b = driver("b", B);
        link(new LinkOptions(100_000_000, 0, 0, 0, 0, 0, 0, 100));
        SimNic nic = world.hosts().getFirst().nics().getFirst();
        SimNic other = world.hosts().getLast().nics().getFirst();
        a.send(B, 1, 1514); // 1538 octets: 123040 ns
        assertThat(nic.changeRate(10_000_000)).isTrue();
        a.send(B, 2, 1514); // 1230400 ns behind it
        assertThat(nic.changeRate(0)).isTrue();
        a.send(B, 3, 1514); // takes no time, and does not overtake
        world.runToQuiescence();
        assertThat(b.seen)
                .containsExactly(
                        new TestDriver.Seen(1, 123_040),
                        new TestDriver.Seen(2, 123_040 + 1_230_400),
                        new TestDriver.Seen(3, 123_040 + 1_230_400));
        nic.changeRate(1_000_000);
        assertThat(other.rateBitsPerSecond()).isEqualTo(1_000_000); // the other end of the cable
    }

    @Test
    void shouldLeaveTheOthersOfASegmentTheirRates() {
        driver("a", A);
        driver("b", B);
        driver("c", C);
        link(new LinkOptions(100_000_000, 0, 0, 0, 0, 0, 0, 100));
        SimNic nic = world.hosts().getFirst().nics().getFirst();
        nic.changeRate(10_000_000);
        assertThat(nic.rateBitsPerSecond()).isEqualTo(10_000_000);
        assertThat(world.hosts().getLast().nics().getFirst().rateBitsPerSecond())
                .isEqualTo(100_000_000);
    }

    @Test
    void shouldTakeFramesForTheNewStationAddressOnly() {
        TestDriver a = driver("a", A);
        TestDriver b = driver("b", B);
        link(LinkOptions.PERFECT);
        SimNic nic = world.hosts().getLast().nics().getFirst();
        nic.setReceiveFilter(new ReceiveFilter(true, false, false, false, java.util.Set.of()));
        assertThat(nic.changeMac(0x0100_0000_0000L)).isFalse(); // a group
        assertThat(nic.changeMac(C)).isTrue();
        a.send(B, 1, 60);
        a.send(C, 2, 60);
        world.runToQuiescence();
        assertThat(numbers(b)).containsExactly(2);
        assertThat(ended("NOT_FOR_THIS_STATION")).isEqualTo(1);
    }

    @Test
    void shouldKeepTheRateExactlyOverManyFrames() {
        TestDriver a = driver("a", A);
        TestDriver b = driver("b", B);
        link(new LinkOptions(10_000_000_000L, 0, 0, 0, 0, 0, 0, 4096));
        for (int i = 0; i < 1000; i++) a.send(B, i, 60); // 67.2 ns each
        world.runToQuiescence();
        assertThat(b.seen.getLast().timeNanos()).isEqualTo(67_200);
    }

    /** Believed: the queue holds what waits for the line. True: it held what travelled, too. */
    @Test
    void shouldNotLoseFramesOfALongLineThatIsFree() {
        TestDriver a = driver("a", A);
        TestDriver b = driver("b", B);
        link(new LinkOptions(1_000_000, 1_000 * MILLI, 0, 0, 0, 0, 0, 1));
        for (int i = 0; i < 100; i++) {
            a.send(B, i, 60); // 0.672 ms on the line
            world.runUntil((i + 1) * MILLI);
        }
        world.runToQuiescence();
        assertThat(numbers(b)).isEqualTo(IntStream.range(0, 100).boxed().toList());
    }

    @Test
    void shouldDropWhatIsBeyondTheQueueOfTheLine() {
        TestDriver a = driver("a", A);
        TestDriver b = driver("b", B);
        link(new LinkOptions(1_000_000, 0, 0, 0, 0, 0, 0, 3));
        for (int i = 0; i < 10; i++) a.send(B, i, 60);
        world.runToQuiescence();
        assertThat(numbers(b)).containsExactly(0, 1, 2, 3); // one on the line, three waiting
        assertThat(ended("LINK_QUEUE_FULL")).isEqualTo(6);
        assertThat(a.sentAt).hasSize(10); // the sender does not learn of it
    }

    @Test
    void shouldBringEachFrameToAllOthersOfASegment() {
        TestDriver a = driver("a", A);
        TestDriver b = driver("b", B);
        TestDriver c = driver("c", C);
        link(LinkOptions.delayed(10));
        a.send(0xffff_ffff_ffffL, 1, 60);
        c.send(B, 2, 60);
        world.runToQuiescence();
        assertThat(numbers(a)).isEmpty();
        assertThat(numbers(b)).containsExactly(1, 2);
        assertThat(numbers(c)).containsExactly(1);
        assertThat(ended("NOT_FOR_THIS_STATION")).isEqualTo(1);
    }

    @Test
    void shouldLetFramesOfALonelyStationLeave() {
        TestDriver a = driver("a", A);
        link(LinkOptions.PERFECT);
        a.send(B, 1, 60);
        world.runToQuiescence();
        assertThat(ended("LEFT_THE_WIRE")).isEqualTo(1);
    }

    @Test
    void shouldLoseTurnAndDoubleAsOftenAsAsked() {
        world = new World(WorldOptions.DEFAULT.withShuffle(11), null);
        TestDriver a = driver("a", A);
        driver("b", B);
        link(new LinkOptions(0, 10, 0.1, 0.05, 0, 0, 0.2, 1 << 16));
        int sent = 20_000;
        for (int i = 0; i < sent; i++) {
            a.send(B, 0, 1000);
            world.runToQuiescence();
        }
        assertThat((double) ended("LOST_ON_LINK") / sent).isBetween(0.09, 0.11);
        long copied = world.ledger().totals().copied();
        // Of each frame one copy is put on the wire, and of 5 % of the frames not lost another.
        assertThat((copied - sent) / (sent * 0.9)).isBetween(0.045, 0.055);
    }

    @Test
    void shouldTurnOneBitOfTheFrameOnTheWireAndNoneOfTheSenders() {
        TestDriver a = driver("a", A);
        TestDriver b = driver("b", B);
        link(new LinkOptions(0, 0, 0, 0, 0, 0, 1, 10));
        SimNic nicB = world.hosts().getLast().nics().getFirst();
        nicB.setReceiveFilter(new ReceiveFilter(true, true, true, true, java.util.Set.of()));
        a.send(0, 0, 20); // 160 zero bits: any bit that is turned can be found
        var onWire = world.ledger().alive();
        byte[] sentOctets = onWire.getFirst().toArray();
        byte[] wireOctets = onWire.getLast().toArray();
        assertThat(bits(sentOctets)).isZero();
        assertThat(bits(wireOctets)).isEqualTo(1);
        world.runToQuiescence();
        assertThat(b.seen).hasSize(1);
    }

    private static int bits(byte[] octets) {
        return java.util.BitSet.valueOf(octets).cardinality();
    }

    @Test
    void shouldHoldBackOnlyWhatIsReordered() {
        world = new World(new WorldOptions(3, false, true, 1_000_000), null);
        TestDriver a = driver("a", A);
        TestDriver b = driver("b", B);
        link(new LinkOptions(0, 10, 0, 0, 0.2, 100, 0, 1000));
        for (int i = 0; i < 500; i++) {
            a.send(B, i, 60);
            world.runUntil(world.scheduler().nowNanos() + 20);
        }
        world.runToQuiescence();
        List<Integer> order = numbers(b);
        assertThat(order).hasSize(500).doesNotHaveDuplicates();
        assertThat(order).isNotEqualTo(order.stream().sorted().toList());
        long late = 0;
        int highest = -1;
        for (int number : order) {
            if (number < highest) late++;
            highest = Math.max(highest, number);
        }
        assertThat(late).isBetween(70L, 130L);
    }

    @Test
    void shouldLoseNothingUnderWayWhenTheLinkGoesDown() {
        TestDriver a = driver("a", A);
        TestDriver b = driver("b", B);
        Link link = link(LinkOptions.delayed(100));
        a.send(B, 1, 60);
        world.runUntil(50);
        link.setUp(false);
        a.send(B, 2, 60);
        world.runUntil(60);
        assertThat(a.linkChanges).containsExactly(false);
        assertThat(b.linkChanges).containsExactly(false);
        link.setUp(true);
        a.send(B, 3, 60);
        world.runToQuiescence();
        assertThat(numbers(b)).containsExactly(1, 3);
        assertThat(ended("LINK_DOWN")).isEqualTo(1);
        assertThat(a.linkChanges).containsExactly(false, true);
    }

    @Test
    void shouldPullThePlugOfBothEndsOfACableAndOfOneOnASegment() {
        TestDriver a = driver("a", A);
        TestDriver b = driver("b", B);
        Link cable = link(LinkOptions.PERFECT);
        SimNic ofA = world.hosts().getFirst().nics().getFirst();
        cable.plug(ofA, false);
        cable.plug(ofA, false);
        world.runToQuiescence();
        assertThat(a.linkChanges).containsExactly(false);
        assertThat(b.linkChanges).containsExactly(false);
        b.send(A, 1, 60);
        cable.plug(ofA, true);
        b.send(A, 2, 60);
        world.runToQuiescence();
        assertThat(numbers(a)).containsExactly(2);
        assertThat(ended("LINK_DOWN")).isEqualTo(1);
        assertThat(b.linkChanges).containsExactly(false, true);
    }

    @Test
    void shouldLeaveTheOthersOnASegmentWhenOnePlugIsPulled() {
        TestDriver a = driver("a", A);
        TestDriver b = driver("b", B);
        TestDriver c = driver("c", C);
        Link segment = link(LinkOptions.PERFECT);
        SimNic ofC = world.hosts().getLast().nics().getFirst();
        segment.plug(ofC, false);
        a.send(B, 1, 60);
        a.send(C, 2, 60);
        c.send(B, 3, 60);
        world.runToQuiescence();
        assertThat(numbers(b)).containsExactly(1);
        assertThat(numbers(c)).isEmpty();
        assertThat(b.linkChanges).isEmpty();
        assertThat(c.linkChanges).containsExactly(false);
        segment.plug(ofC, true);
        c.send(B, 4, 60);
        a.send(C, 5, 60);
        world.runToQuiescence();
        assertThat(numbers(b)).containsExactly(1, 4);
        assertThat(numbers(c)).containsExactly(5);
    }

    /** Believed: drivers hear of the link at INTERRUPT. True: in the middle of whoever set it. */
    @Test
    void shouldTellDriversOfTheLinkAtInterruptLevelOnly() {
        TestDriver a = driver("a", A);
        Link link = link(LinkOptions.PERFECT);
        link.setUp(false);
        assertThat(a.linkChanges).isEmpty();
        link.setUp(true);
        world.runToQuiescence();
        assertThat(a.linkChanges).isEmpty(); // down and up again at one instant
    }

    @Test
    void shouldKeepOneLinksLossesWhenAnotherLinkIsAdded() {
        assertThat(lossesOf(false)).isEqualTo(lossesOf(true)).isNotEmpty();
    }

    private static List<Integer> lossesOf(boolean withAnotherLink) {
        try (var world = new World(new WorldOptions(5, false, true, 1_000_000), null)) {
            Host a = world.addHost("a", HostOptions.DEFAULT);
            Host b = world.addHost("b", HostOptions.DEFAULT);
            var options = new LinkOptions(0, 10, 0.3, 0, 0, 0, 0, 1000);
            var driverA = new TestDriver(a, a.addNic("eth0", NicOptions.ethernet(A)), 64, false);
            var driverB = new TestDriver(b, b.addNic("eth0", NicOptions.ethernet(B)), 64, false);
            TestDriver other = null;
            if (withAnotherLink) {
                Host c = world.addHost("c", HostOptions.DEFAULT);
                SimNic nic = c.addNic("eth0", NicOptions.ethernet(C));
                other = new TestDriver(c, nic, 64, false);
                world.connect("another", options, nic);
            }
            world.connect("lan", options, a.nics().getFirst(), b.nics().getFirst());
            for (int i = 0; i < 100; i++) {
                driverA.send(B, i, 60);
                if (other != null) other.send(A, i, 60);
                world.runToQuiescence();
            }
            assertThat(world.ledger().check()).isEmpty();
            return numbers(driverB);
        }
    }

    @Test
    void shouldEndEveryFrameOfARunSomewhere() {
        TestDriver a = driver("a", A);
        driver("b", B);
        link(new LinkOptions(10_000_000, 100, 0.1, 0.1, 0.1, 300, 0.1, 5));
        for (int i = 0; i < 200; i++) a.send(B, i, 60 + i);
        world.runToQuiescence();
        LedgerStats totals = world.ledger().totals();
        assertThat(totals.held()).isZero();
        assertThat(totals.injected()).isEqualTo(200);
    }
}
