package sluice.linuxstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import sluice.defer.Deferral;
import sluice.defer.Outcome;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.UdpSocket;
import sluice.linuxstack.TwoHosts.Received;
import sluice.netfilter.HookPoint;
import sluice.netfilter.HookRegistration;
import sluice.netfilter.NetfilterDrop;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfQueue;
import sluice.netfilter.NfVerdict;
import sluice.nic.LinkOptions;
import sluice.nic.SimNic;
import sluice.time.CostTable;
import sluice.time.InterruptDelivery;
import sluice.time.SeededRandom;
import sluice.trace.StepText;
import sluice.trace.TraceSink;
import sluice.world.HostOptions;
import sluice.world.WorldOptions;

/** Laws of a Linux host under any traffic. */
class HostProperties {
    private static final LinkOptions FAULTY =
            new LinkOptions(100_000_000L, 1_000, 0.05, 0.05, 0.05, 50_000, 0.05, 64);

    enum Step {
        SEND,
        FINISH_OLDEST,
        FINISH_NEWEST,
        DISCARD,
        REGISTER,
        UNREGISTER,
        UNBIND,
        BIND,
        ADVANCE
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Arbitraries.of(Step.class).list().ofMaxSize(60);
    }

    /** What is sent is received, dropped or parked, each exactly once. */
    @Property(tries = 200)
    void queuedPacketsEndExactlyOnce(
            @ForAll("steps") List<Step> steps, @ForAll @IntRange(min = 0, max = 9) int seed)
            throws Exception {
        var options = WorldOptions.DEFAULT.withShuffle(seed);
        var hosts = new TwoHosts(options, null, LinkOptions.PERFECT);
        var received = new Received();
        hosts.second.sockets().udp(IpAddress.ANY4, 7, received);
        UdpSocket socket = hosts.first.sockets().udp(IpAddress.ANY4, 0, new Received());
        List<Deferral> parked = new ArrayList<>();
        List<HookRegistration> hooks = new ArrayList<>();
        NfQueue queue = null;
        int sent = 0;
        int discarded = 0;
        for (Step step : steps) {
            parked.removeIf(deferral -> !deferral.isOpen());
            switch (step) {
                case SEND -> {
                    TwoHosts.send(socket, "10.0.0.2", 7, "x");
                    sent++;
                }
                case FINISH_OLDEST -> {
                    if (!parked.isEmpty()) parked.removeFirst().finish(Outcome.CONTINUE);
                }
                case FINISH_NEWEST -> {
                    if (!parked.isEmpty()) parked.removeLast().finish(Outcome.CONTINUE);
                }
                case DISCARD -> {
                    if (!parked.isEmpty()) {
                        discarded++;
                        parked.removeFirst().finish(Outcome.discard(NetfilterDrop.DROPPED_BY_HOOK));
                    }
                }
                case REGISTER ->
                        hooks.add(
                                hosts.second.registerHook(
                                        NfFamily.IPV4,
                                        hooks.size() % 2 == 0
                                                ? HookPoint.LOCAL_IN
                                                : HookPoint.PRE_ROUTING,
                                        0,
                                        "q" + hooks.size(),
                                        (_, _) -> new NfVerdict.Queue(1, true)));
                case UNREGISTER -> {
                    if (!hooks.isEmpty()) hooks.removeFirst().unregister();
                }
                case UNBIND -> {
                    if (queue != null) queue.unbind();
                    queue = null;
                }
                case BIND -> {
                    if (queue == null) queue = hosts.second.bindQueue(1, parked::add, 8, false);
                }
                case ADVANCE -> hosts.world.runUntil(now(hosts) + 10_000_000L);
            }
            assertThat(hosts.world.ledger().check()).isEmpty();
        }
        hosts.world.runUntil(now(hosts) + 5_000_000_000L);
        parked.removeIf(deferral -> !deferral.isOpen());
        long lost =
                hosts.world.ledger().stats().stream()
                        .flatMap(place -> place.ends().stream())
                        .filter(end -> end.fate() instanceof NetfilterDrop)
                        .mapToLong(end -> end.count())
                        .sum();
        assertThat(received.texts.size() + parked.size() + lost).isEqualTo(sent);
        assertThat(discarded).isLessThanOrEqualTo((int) lost);
        assertThat(hosts.world.contracts().all()).isEmpty();
        assertThat(hosts.world.ledger().totals().held()).isEqualTo(parked.size());
    }

    private static long now(TwoHosts hosts) {
        return hosts.world.scheduler().nowNanos();
    }

    /** Nothing is lost or forged under random frames and a link with every fault. */
    @Property(tries = 100)
    void packetsAreConserved(@ForAll @IntRange(min = 0, max = 100_000) int seed) throws Exception {
        TwoHosts hosts = faulty(seed, null);
        assertThat(hosts.world.ledger().check()).isEmpty();
        assertThat(hosts.world.ledger().totals().held()).isZero();
        assertThat(hosts.world.contracts().all()).isEmpty();
    }

    /** The same seed writes the same bytes of trace; another seed keeps the same laws. */
    @Property(tries = 20)
    void sameSeedSameTrace(@ForAll @IntRange(min = 0, max = 100_000) int seed) throws Exception {
        assertThat(traceOf(seed)).isEqualTo(traceOf(seed));
    }

    private static String traceOf(int seed) throws Exception {
        var text = new StringBuilder();
        faulty(
                seed,
                step -> {
                    StepText.appendJson(text, step);
                    text.append('\n');
                });
        return text.toString();
    }

    private static TwoHosts faulty(int seed, @Nullable TraceSink trace) throws Exception {
        var machine =
                new HostOptions(
                        1 + seed % 3,
                        CostTable.ZERO,
                        20_000_000,
                        InterruptDelivery.LOWEST_PRIORITY);
        var hosts = new TwoHosts(WorldOptions.DEFAULT.withShuffle(seed), trace, FAULTY, machine);
        var random = new SeededRandom(seed, "traffic");
        TwoHosts.echo(hosts.second, IpAddress.ANY4, 7);
        TwoHosts.echo(hosts.second, IpAddress.ANY6, 7);
        hosts.second.setSysctl("net.ipv4.ip_forward", 1);
        UdpSocket four = hosts.first.sockets().udp(IpAddress.ANY4, 0, new Received());
        UdpSocket six = hosts.first.sockets().udp(IpAddress.ANY6, 0, new Received());
        SimNic nic = hosts.second.host().nics().getFirst();
        for (int i = 0; i < 40; i++) {
            switch ((int) random.below(5)) {
                case 0 -> TwoHosts.send(four, "10.0.0.2", (int) random.below(9) + 1, "hello");
                case 1 -> TwoHosts.send(six, "fd00::2", (int) random.below(9) + 1, "hello");
                case 2 -> TwoHosts.send(four, "10.0.0.2", 7, "long ".repeat(700));
                case 3 -> TwoHosts.send(four, "10.0.0.9", 7, "nobody");
                default -> {
                    byte[] frame = frame(random);
                    nic.inject(frame, 0, frame.length);
                }
            }
            hosts.world.runUntil(now(hosts) + random.below(3_000_000));
        }
        hosts.world.runUntil(now(hosts) + 100_000_000_000L);
        return hosts;
    }

    /** Random octets under plausible Ethernet and IP headers. */
    private static byte[] frame(SeededRandom random) {
        byte[] frame = new byte[14 + (int) random.below(80)];
        for (int i = 0; i < frame.length; i++) frame[i] = (byte) random.nextLong();
        long mac = random.chance(0.7) ? 0x0200_0000_0002L : 0xffff_ffff_ffffL;
        sluice.packet.Octets.put48(frame, 0, mac);
        int[] types = {0x0800, 0x86dd, 0x0806, 0x8100, 40};
        sluice.packet.Octets.put16(frame, 12, types[(int) random.below(types.length)]);
        if (frame.length > 54 && random.chance(0.8)) {
            int type = sluice.packet.Octets.u16(frame, 12);
            if (type == 0x0800) {
                frame[14] = 0x45;
                sluice.packet.Octets.put16(frame, 16, frame.length - 14);
                frame[23] = (byte) new int[] {1, 2, 6, 17, 99}[(int) random.below(5)];
                sluice.packet.Octets.put32(frame, 30, 0x0a000002);
                sluice.packet.wire.TransportChecksums.fillIpv4Header(frame, 14, 20);
            } else if (type == 0x86dd) {
                frame[14] = 0x60;
                sluice.packet.Octets.put16(frame, 18, frame.length - 54);
                frame[20] = (byte) new int[] {0, 6, 17, 43, 44, 58, 59, 60}[(int) random.below(8)];
                sluice.packet.Octets.put64(frame, 38, 0xfd00L << 48);
                sluice.packet.Octets.put64(frame, 46, 2);
            }
        }
        return frame;
    }

    /** Accepting hooks change nothing but the trace: the same ends, the same receptions. */
    @Property(tries = 30)
    void acceptingHooksAreTransparent(
            @ForAll @Size(min = 1, max = 5) List<HookPoint> points,
            @ForAll @IntRange(min = 0, max = 20) int count)
            throws Exception {
        assertThat(outcome(points, count)).isEqualTo(outcome(List.of(), count));
    }

    private static void pass(LinuxHost host, NfFamily family, HookPoint point) {
        var chain =
                family == NfFamily.NETDEV
                        ? host.deviceHooks("eth0", point)
                        : host.hooks(family, point);
        chain.register(0, "pass", (_, _) -> NfVerdict.ACCEPT);
    }

    private static String outcome(List<HookPoint> points, int count) throws Exception {
        var hosts = new TwoHosts(WorldOptions.DEFAULT, null, FAULTY);
        for (HookPoint point : points) {
            for (NfFamily family : NfFamily.values()) {
                if (!family.points().contains(point)) continue;
                pass(hosts.first, family, point);
                pass(hosts.second, family, point);
            }
        }
        var received = new Received();
        TwoHosts.echo(hosts.second, IpAddress.ANY4, 7);
        UdpSocket socket = hosts.first.sockets().udp(IpAddress.ANY4, 0, received);
        for (int i = 0; i < count; i++) {
            TwoHosts.send(socket, "10.0.0.2", 7, "message " + i);
            hosts.world.runUntil(now(hosts) + 1_000_000);
        }
        hosts.world.runUntil(now(hosts) + 5_000_000_000L);
        return received.texts + " " + hosts.world.ledger().totals();
    }
}
