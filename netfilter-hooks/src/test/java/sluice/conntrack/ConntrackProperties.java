package sluice.conntrack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import sluice.nat.Nat;
import sluice.nat.NatRange;
import sluice.nat.NatRange.Flag;
import sluice.netfilter.CtInfo;
import sluice.netfilter.HookPoint;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfVerdict;

/** Laws of tracking and translation over random traffic. */
class ConntrackProperties {
    private static final String[] CLIENTS = {"192.168.1.2", "192.168.1.3", "192.168.1.4"};
    private static final String[] SERVERS = {"10.0.0.2", "10.0.0.3"};
    private static final int OWN = 0x0a000001;

    private static String any(Random random, String[] of) {
        return of[random.nextInt(of.length)];
    }

    private static void translate(Router router, NatRange range) {
        Nat nat = router.host.nat();
        nat.registerChain(
                NfFamily.IPV4,
                HookPoint.POST_ROUTING,
                100,
                "snat",
                (skb, state) ->
                        state.out() != null && state.out().name().equals("wan")
                                ? nat.setup(skb, state, range, Nat.manip(state.point()))
                                : NfVerdict.ACCEPT);
    }

    /** The table is bounded, whatever comes, and every reason is accounted for. */
    @Property(tries = 30)
    void shouldNeverHaveMoreThanItMay(
            @ForAll @IntRange(min = 0, max = 40) int most, @ForAll long seed) {
        var router = new Router();
        router.host.setSysctl("net.netfilter.nf_conntrack_max", most);
        var random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            byte[] packet =
                    random.nextInt(4) == 0
                            ? randomSegment(random, 1 + random.nextInt(60))
                            : RoutedPackets.udp(
                                    any(random, CLIENTS),
                                    1 + random.nextInt(60),
                                    any(random, SERVERS),
                                    53,
                                    "x");
            router.lan(packet);
            if (random.nextInt(20) == 0) router.run(random.nextInt(40_000));
            assertThat(router.host.conntrack().count()).isLessThanOrEqualTo(most);
        }
        assertThat(router.problems()).isEmpty();
    }

    private static byte[] randomSegment(Random random, int port) {
        boolean near = random.nextBoolean();
        return RoutedPackets.tcp(
                CLIENTS[0],
                port,
                SERVERS[0],
                80,
                random.nextInt(64),
                near ? 1000 + random.nextInt(50) : random.nextInt(),
                near ? 9000 + random.nextInt(50) : random.nextInt(),
                random.nextInt(65_536),
                random.nextBoolean() ? "" : "data");
    }

    private static byte[] reversed(byte[] segment) {
        byte[] back = segment.clone();
        System.arraycopy(segment, 12, back, 16, 4);
        System.arraycopy(segment, 16, back, 12, 4);
        System.arraycopy(segment, 20, back, 22, 2);
        System.arraycopy(segment, 22, back, 20, 2);
        return back; // the sums are the same whichever way round
    }

    /** No sequence of segments breaks anything: all are forwarded, valid or not. */
    @Property(tries = 60)
    void shouldForwardAnySegmentsAndKeepItsWits(@ForAll long seed) {
        var router = new Router();
        var random = new Random(seed);
        int sent = 0;
        for (int i = 0; i < 80; i++) {
            byte[] segment = randomSegment(random, 1 + random.nextInt(2));
            if (random.nextBoolean()) router.lan(segment);
            else router.wan(reversed(segment));
            sent++;
            for (Connection each : router.host.conntrack().entries()) {
                assertThat(each.stateName()).isNotEqualTo("NONE");
                assertThat(each.remainingNanos(router.world.scheduler().nowNanos()))
                        .isPositive()
                        .isLessThanOrEqualTo(432_000_000_000_000L);
                assertThat(each.has(CtStatus.ASSURED) && !each.has(CtStatus.SEEN_REPLY)).isFalse();
            }
            assertThat(router.host.conntrack().count()).isLessThanOrEqualTo(2);
        }
        assertThat(router.toLan.size() + router.toWan.size()).isEqualTo(sent);
        assertThat(router.problems()).isEmpty();
    }

    /** Each flow's answers come back to it, exactly turned round; no two look alike outside. */
    @Property(tries = 40)
    void shouldBringAnswersBackAndShareNoTuple(
            @ForAll @IntRange(min = 0, max = 3) int kind, @ForAll long seed) {
        var router = new Router();
        var random = new Random(seed);
        NatRange one = NatRange.ipv4(OWN, OWN);
        translate(
                router,
                switch (kind) {
                    case 0 -> one;
                    case 1 -> one.withFlag(Flag.PROTO_RANDOM_FULLY);
                    case 2 -> one.withPorts(2000, 2000 + random.nextInt(30));
                    default -> NatRange.ipv4(OWN, OWN + random.nextInt(5)).withPorts(1, 40);
                });
        for (int i = 0; i < 60; i++) {
            String client = any(random, CLIENTS);
            String server = any(random, SERVERS);
            int port = 1 + random.nextInt(random.nextBoolean() ? 5 : 65_535);
            byte[] packet =
                    switch (random.nextInt(3)) {
                        case 0 -> RoutedPackets.udp(client, port, server, 53, "q" + i);
                        case 1 ->
                                RoutedPackets.tcp(
                                        client, port, server, 80, 2, random.nextInt(), 0, "");
                        default -> RoutedPackets.echo(client, server, 8, port);
                    };
            int before = router.toWan.size();
            router.lan(packet);
            if (router.toWan.size() == before) continue; // no port was free
            byte[] outside = router.toWan.get(before);
            byte[] answer = answerTo(outside);
            int back = router.toLan.size();
            router.wan(answer);
            assertThat(router.toLan).hasSize(back + 1);
            byte[] inside = router.toLan.get(back);
            assertThat(RoutedPackets.flow(inside)).isEqualTo(RoutedPackets.flow(answerTo(packet)));
            assertThat(RoutedPackets.checksumsRight(outside)).isTrue();
            assertThat(RoutedPackets.checksumsRight(inside)).isTrue();
            assertThat(inside.length).isEqualTo(answer.length);
        }
        Set<Tuple> seen = new HashSet<>();
        for (Connection each : router.host.conntrack().entries()) {
            assertThat(seen.add(each.original())).as(each.line()).isTrue();
            assertThat(seen.add(each.reply())).as(each.line()).isTrue();
        }
        assertThat(router.problems()).isEmpty();
    }

    private static byte[] answerTo(byte[] packet) {
        byte[] answer = packet.clone();
        System.arraycopy(packet, 12, answer, 16, 4);
        System.arraycopy(packet, 16, answer, 12, 4);
        if (packet[9] == 1) {
            answer[20] = 0;
        } else {
            System.arraycopy(packet, 20, answer, 22, 2);
            System.arraycopy(packet, 22, answer, 20, 2);
        }
        if (packet[9] == 6) answer[33] = 0x14; // RST|ACK
        RoutedPackets.fill(answer, 20, packet[9]);
        return answer;
    }

    /** Whatever a control connection says, nothing breaks and little is remembered. */
    @Property(tries = 60)
    void shouldReadAnyFtpLine(@ForAll long seed) {
        var router = new Router();
        translate(router, NatRange.ipv4(OWN, OWN));
        var template = new Template(Zone.DEFAULT, "ftp");
        router.host.registerHook(
                NfFamily.IPV4,
                HookPoint.PRE_ROUTING,
                -300,
                "helper",
                (skb, _) -> {
                    skb.setTracked(template, CtInfo.NEW);
                    return NfVerdict.ACCEPT;
                });
        var random = new Random(seed);
        router.lan(RoutedPackets.tcp(CLIENTS[0], 4000, SERVERS[0], 21, 2, 100, 0, ""));
        router.wan(RoutedPackets.tcp(SERVERS[0], 21, "10.0.0.1", 4000, 18, 500, 101, ""));
        int sequence = 101;
        List<String> words =
                List.of(
                        "PORT ",
                        "EPRT ",
                        "|1|",
                        "192.168.1.2",
                        "192,168,1,2",
                        ",31,64",
                        "|||",
                        "99999");
        for (int i = 0; i < 30; i++) {
            var line = new StringBuilder();
            for (int n = random.nextInt(6); n >= 0; n--) {
                if (random.nextInt(4) == 0) line.append((char) random.nextInt(256));
                else line.append(words.get(random.nextInt(words.size())));
            }
            line.append(random.nextInt(5) == 0 ? "" : "\r\n");
            router.lan(
                    RoutedPackets.tcp(
                            CLIENTS[0], 4000, SERVERS[0], 21, 16, sequence, 501, line.toString()));
            sequence += line.length();
            assertThat(router.host.conntrack().expectations()).hasSizeLessThanOrEqualTo(1);
        }
        assertThat(router.toWan).allMatch(RoutedPackets::checksumsRight);
        assertThat(router.problems()).isEmpty();
    }

    /** Broken packets of every kind go their way. */
    @Property(tries = 60)
    void shouldSurviveAnyOctets(@ForAll long seed) {
        var router = new Router();
        translate(router, NatRange.ipv4(OWN, OWN));
        var random = new Random(seed);
        int[] protocols = {1, 6, 17, 47, 132, 136, 253};
        for (int i = 0; i < 60; i++) {
            byte[] upper = new byte[random.nextInt(60)];
            random.nextBytes(upper);
            if (upper.length > 0 && random.nextBoolean()) upper[0] = (byte) random.nextInt(20);
            int protocol = protocols[random.nextInt(protocols.length)];
            byte[] packet = RoutedPackets.ip(CLIENTS[0], SERVERS[0], 253, upper);
            packet[9] = (byte) protocol;
            sluice.packet.wire.TransportChecksums.fillIpv4Header(packet, 0, 20);
            if (random.nextBoolean()) router.lan(packet);
            else router.wan(packet);
            byte[] whole = RoutedPackets.ip("fd01::2", "fd02::2", 253, upper);
            whole[6] = (byte) (protocol == 1 ? 58 : protocol);
            router.lan(whole);
        }
        router.run(61_000);
        assertThat(router.problems()).isEmpty();
    }
}
