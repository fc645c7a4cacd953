package sluice.linuxstack;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sluice.defer.Deferral;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.UdpSocket;
import sluice.edge.SocketStatus;
import sluice.linuxstack.TwoHosts.Received;
import sluice.netfilter.HookPoint;
import sluice.netfilter.NetfilterDrop;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfQueue;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.QueueAnswer;
import sluice.netfilter.QueueCopy;
import sluice.netfilter.QueueEntry;
import sluice.netfilter.QueueMessage;
import sluice.netfilter.QueueRange;
import sluice.netfilter.QueueStatus;
import sluice.nic.LinkOptions;
import sluice.packet.Fate;
import sluice.packet.wire.Ipv4View;
import sluice.packet.wire.TransportChecksums;
import sluice.packet.wire.UdpView;
import sluice.world.WorldOptions;

/** A program behind a queue of the second host, which has a hook at INPUT that queues. */
class QueueTest {
    private TwoHosts hosts;
    private final Received received = new Received();
    private final List<QueueEntry> parked = new ArrayList<>();
    private final List<String> order = new ArrayList<>();
    private UdpSocket socket;
    private NfQueue queue;

    @BeforeEach
    void open() throws Exception {
        hosts = new TwoHosts(WorldOptions.DEFAULT, null, LinkOptions.PERFECT);
        hosts.second.sockets().udp(IpAddress.ANY4, 7, received);
        socket = hosts.first.sockets().udp(IpAddress.ANY4, 0, new Received());
        queue = hosts.second.bindQueue(1, this::hold);
        hook("q", 0, new NfVerdict.Queue(1, false));
    }

    private boolean hold(Deferral deferral) {
        return parked.add((QueueEntry) deferral);
    }

    private void hook(String name, int priority, NfVerdict verdict) {
        hosts.second.registerHook(
                NfFamily.IPV4,
                HookPoint.LOCAL_IN,
                priority,
                name,
                (_, _) -> {
                    order.add(name);
                    return verdict;
                });
    }

    private void send(String text) {
        assertThat(TwoHosts.send(socket, "10.0.0.2", 7, text)).isEqualTo(SocketStatus.OK);
        settle();
    }

    private void settle() {
        hosts.world.runUntil(hosts.world.scheduler().nowNanos() + 100_000_000L);
        assertThat(hosts.world.ledger().check()).isEmpty();
    }

    private long ended(Fate fate) {
        return hosts.world.ledger().stats().stream()
                .flatMap(place -> place.ends().stream())
                .filter(end -> end.fate() == fate)
                .mapToLong(end -> end.count())
                .sum();
    }

    private QueueStatus answer(long id, QueueAnswer answer) {
        QueueStatus status = queue.answer(id, answer);
        settle();
        return status;
    }

    @Test
    void shouldTakeAnswersInAnyOrder() {
        for (String text : List.of("a", "b", "c", "d")) send(text);
        assertThat(parked).extracting(QueueEntry::id).containsExactly(1L, 2L, 3L, 4L);
        answer(3, QueueAnswer.ACCEPT);
        answer(1, QueueAnswer.DROP);
        answer(4, QueueAnswer.ACCEPT);
        answer(2, QueueAnswer.ACCEPT);
        assertThat(received.texts).containsExactly("c", "d", "b");
        assertThat(ended(NetfilterDrop.DROPPED_BY_LISTENER)).isEqualTo(1);
        assertThat(queue.waitingCount()).isZero();
    }

    @Test
    void shouldAnswerABatchUpToANumber() {
        for (String text : List.of("a", "b", "c", "d")) send(text);
        answer(2, QueueAnswer.DROP);
        assertThat(queue.answerUpTo(3, QueueAnswer.ACCEPT.withMark(9))).isEqualTo(QueueStatus.OK);
        settle();
        assertThat(received.texts).containsExactly("a", "c");
        assertThat(queue.answerUpTo(3, QueueAnswer.ACCEPT)).isEqualTo(QueueStatus.NO_ENTRY);
        assertThat(queue.answerUpTo(1000, QueueAnswer.ACCEPT)).isEqualTo(QueueStatus.OK);
        settle();
        assertThat(received.texts).containsExactly("a", "c", "d");
    }

    @Test
    void shouldRefuseWhatUserSpaceMayNotSay() {
        send("a");
        assertThat(answer(1, QueueAnswer.of(NfVerdict.STOLEN))).isEqualTo(QueueStatus.INVALID);
        assertThat(answer(2, QueueAnswer.ACCEPT)).isEqualTo(QueueStatus.NO_ENTRY);
        assertThat(answer(1, QueueAnswer.ACCEPT)).isEqualTo(QueueStatus.OK);
        assertThat(answer(1, QueueAnswer.ACCEPT)).isEqualTo(QueueStatus.NO_ENTRY);
        queue.unbind();
        assertThat(answer(1, QueueAnswer.ACCEPT)).isEqualTo(QueueStatus.NO_QUEUE);
        assertThat(QueueStatus.INVALID.errno()).isEqualTo(22);
        assertThat(hosts.world.contracts().all()).isEmpty();
    }

    @Test
    void shouldAskTheHookAgainAfterRepeat() {
        send("a");
        answer(1, QueueAnswer.of(NfVerdict.REPEAT));
        assertThat(order).containsExactly("q", "q");
        assertThat(parked).hasSize(2);
        answer(2, QueueAnswer.ACCEPT);
        assertThat(received.texts).containsExactly("a");
    }

    @Test
    void shouldMoveAPacketToAnotherQueueOrPastItIfNobodyListens() {
        List<QueueEntry> others = new ArrayList<>();
        NfQueue other = hosts.second.bindQueue(2, d -> others.add((QueueEntry) d));
        hook("later", 5, NfVerdict.ACCEPT);
        for (String text : List.of("a", "b", "c")) send(text);
        answer(1, QueueAnswer.of(new NfVerdict.Queue(2, false)));
        assertThat(others).extracting(QueueEntry::queueNumber).containsExactly(2);
        assertThat(other.answer(1, QueueAnswer.ACCEPT)).isEqualTo(QueueStatus.OK);
        answer(2, QueueAnswer.of(new NfVerdict.Queue(3, true)));
        answer(3, QueueAnswer.of(new NfVerdict.Queue(3, false)));
        assertThat(received.texts).containsExactly("a", "b");
        assertThat(order).containsExactly("q", "q", "q", "later", "later");
        assertThat(ended(NetfilterDrop.NO_QUEUE_LISTENER)).isEqualTo(1);
    }

    @Test
    void shouldPutAChangedPacketInPlaceLongerAndShorter() {
        for (String text : List.of("abc", "abc", "abc")) send(text);
        answer(1, QueueAnswer.ACCEPT.withPacket(changed(parked.get(0), "a much longer text")));
        answer(2, QueueAnswer.ACCEPT.withPacket(changed(parked.get(1), "z")));
        answer(3, QueueAnswer.ACCEPT.withPacket(changed(parked.get(2), "x".repeat(1400 * 3))));
        assertThat(received.texts).containsExactly("a much longer text", "z", "x".repeat(1400 * 3));
    }

    @Test
    void shouldDropWhatComesBackAsNoPacket() {
        for (String text : List.of("abc", "abc", "abc")) send(text);
        answer(1, QueueAnswer.ACCEPT.withPacket(new byte[0]));
        answer(2, QueueAnswer.ACCEPT.withPacket(new byte[70_000]));
        byte[] claims = parked.get(2).message().octets().toArray();
        new Ipv4View(claims, 0).setTotalLengthOctets(1000);
        answer(3, QueueAnswer.ACCEPT.withPacket(claims));
        assertThat(ended(NetfilterDrop.CHANGED_TO_NO_PACKET)).isEqualTo(3);
        assertThat(received.texts).isEmpty();
    }

    /** The datagram of an entry with another text, its lengths and checksums right. */
    private static byte[] changed(QueueEntry entry, String text) {
        byte[] old = entry.message().octets().toArray();
        byte[] fresh = java.util.Arrays.copyOf(old, 28 + text.length());
        System.arraycopy(text.getBytes(US_ASCII), 0, fresh, 28, text.length());
        var ip = new Ipv4View(fresh, 0);
        ip.setTotalLengthOctets(fresh.length);
        ip.fillChecksum();
        var udp = new UdpView(fresh, 20);
        udp.setLengthOctets(8 + text.length());
        TransportChecksums.fillUdp4(fresh, 20, 8 + text.length(), ip.source(), ip.destination());
        return fresh;
    }

    @Test
    void shouldRouteAgainWhatAProgramChangedAtOutput() throws Exception {
        var home = new Received();
        hosts.first.sockets().udp(IpAddress.ANY4, 7, home);
        NfQueue out = hosts.first.bindQueue(4, this::hold);
        hosts.first.registerHook(
                NfFamily.IPV4,
                HookPoint.LOCAL_OUT,
                0,
                "q",
                (skb, _) ->
                        skb.ipv4().destination() == skb.ipv4().source()
                                ? NfVerdict.ACCEPT
                                : new NfVerdict.Queue(4, false));
        send("x");
        byte[] octets = parked.getFirst().message().octets().toArray();
        var ip = new Ipv4View(octets, 0);
        int old = ip.destination();
        ip.setDestination(ip.source());
        new UdpView(octets, 20).addressChanged(old, ip.source());
        assertThat(out.answer(1, QueueAnswer.ACCEPT.withPacket(octets))).isEqualTo(QueueStatus.OK);
        settle();
        assertThat(home.texts).containsExactly("x");
        assertThat(received.texts).isEmpty();
    }

    @Test
    void shouldTellTheListenerWhatTheCopyModeSays() {
        send("abc");
        queue.setCopy(QueueCopy.PACKET, 24);
        QueueMessage some = parked.getFirst().message();
        assertThat(some.octets().lengthOctets()).isEqualTo(24);
        assertThat(some.isTruncated()).isTrue();
        queue.setCopy(QueueCopy.META, 0);
        QueueMessage none = parked.getFirst().message();
        assertThat(none.octets().lengthOctets()).isZero();
        queue.setCopy(QueueCopy.PACKET, 0);
        QueueMessage whole = parked.getFirst().message();
        assertThat(whole.octets().lengthOctets()).isEqualTo(31).isEqualTo(whole.lengthOctets());
        assertThat(whole.isTruncated()).isFalse();
        assertThat(List.<Object>of(whole.family(), whole.point(), whole.inName(), whole.outName()))
                .containsExactly(NfFamily.IPV4, HookPoint.LOCAL_IN, "eth0", "");
        assertThat(whole.protocol()).isEqualTo(0x0800);
        assertThat(whole.sourceMac()).isEqualTo(0x0200_0000_0001L);
        assertThat(whole.id()).isEqualTo(1);
        assertThat(whole.queue()).isEqualTo(1);
    }

    @Test
    void shouldDropWhileItCopiesNothing() {
        queue.setCopy(QueueCopy.NONE, 0);
        send("abc");
        assertThat(ended(NetfilterDrop.QUEUE_COPIES_NOTHING)).isEqualTo(1);
        assertThat(queue.lastId()).isZero();
    }

    @Test
    void shouldSetTheMarkBeforeLaterHooksAsk() {
        int[] seen = new int[1];
        hosts.second.registerHook(
                NfFamily.IPV4,
                HookPoint.LOCAL_IN,
                5,
                "look",
                (skb, _) -> {
                    seen[0] = skb.mark();
                    return NfVerdict.ACCEPT;
                });
        send("abc");
        answer(1, QueueAnswer.ACCEPT.withMark(77));
        assertThat(seen[0]).isEqualTo(77);
    }

    @Test
    void shouldCountWhatDidNotFitAndWhatWasNotTaken() {
        queue.setLengthPacketsMax(2);
        for (String text : List.of("a", "b", "c")) send(text);
        assertThat(queue.fullCount()).isEqualTo(1);
        assertThat(ended(NetfilterDrop.QUEUE_FULL)).isEqualTo(1);
        assertThat(queue.procLine(4242))
                .isEqualTo("    1   4242     2 2 65531     1     0        2  1");
        queue.setFailOpen(true);
        send("d");
        assertThat(received.texts).containsExactly("d");
        assertThat(queue.fullCount()).isEqualTo(1);
        queue.unbind();
        assertThat(ended(NetfilterDrop.LISTENER_GONE)).isEqualTo(2);
        NfQueue deaf = hosts.second.bindQueue(1, _ -> false);
        send("e");
        assertThat(deaf.refusedCount()).isEqualTo(1);
        assertThat(ended(NetfilterDrop.QUEUE_REFUSED)).isEqualTo(1);
        deaf.setFailOpen(true);
        send("f");
        assertThat(received.texts).containsExactly("d", "f");
    }

    @Test
    void shouldDropWhatWaitsWhenAnyHookGoesAway() {
        var other =
                hosts.second.registerHook(
                        NfFamily.IPV6, HookPoint.FORWARD, 0, "other", (_, _) -> NfVerdict.ACCEPT);
        send("a");
        other.unregister();
        assertThat(ended(NetfilterDrop.HOOK_UNREGISTERED)).isEqualTo(1);
        assertThat(parked.getFirst().isOpen()).isFalse();
    }

    @Test
    void shouldDropWhatWaitsWhenItsDeviceGoesDown() {
        send("a");
        hosts.second.setUp("lo", false);
        assertThat(queue.waitingCount()).isEqualTo(1);
        hosts.second.setUp("eth0", false);
        assertThat(ended(NetfilterDrop.DEVICE_DOWN)).isEqualTo(1);
    }

    @Test
    void shouldShareQueuesByAddressPairAndGiveBothDirectionsTheSame() {
        var range = new QueueRange(0, 3, true, false, hosts.second.host());
        List<NfVerdict> there = new ArrayList<>();
        List<NfVerdict> back = new ArrayList<>();
        hosts.second.registerHook(
                NfFamily.IPV4,
                HookPoint.LOCAL_IN,
                -5,
                "choose",
                (skb, _) -> {
                    skb.writable();
                    int to = skb.ipv4().destination();
                    for (int from = 0x0a01_0000; from < 0x0a01_0100; from++) {
                        skb.ipv4().setSource(from);
                        skb.ipv4().setDestination(to);
                        there.add(range.choose(skb));
                        skb.ipv4().setSource(to);
                        skb.ipv4().setDestination(from);
                        back.add(range.choose(skb));
                    }
                    return NfVerdict.DROP;
                });
        send("x");
        assertThat(back).isEqualTo(there);
        for (int number = 0; number < 4; number++) {
            var verdict = new NfVerdict.Queue(number, true);
            assertThat(there.stream().filter(verdict::equals).count()).isBetween(40L, 90L);
        }
    }

    @Test
    void shouldChooseOneQueueOfOneAndRefuseNumbersThatAreNone() {
        var one = new QueueRange(7, 7, false, true, hosts.second.host());
        List<NfVerdict> said = new ArrayList<>();
        hosts.second.registerHook(
                NfFamily.IPV4,
                HookPoint.LOCAL_IN,
                -5,
                "choose",
                (skb, _) -> {
                    said.add(one.choose(skb));
                    return NfVerdict.DROP;
                });
        send("x");
        assertThat(said).containsExactly(new NfVerdict.Queue(7, false));
        assertThatThrownBy(() -> new QueueRange(3, 2, false, false, hosts.second.host()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
