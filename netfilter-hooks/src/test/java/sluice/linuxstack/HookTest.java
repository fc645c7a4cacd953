package sluice.linuxstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sluice.defer.Deferral;
import sluice.defer.Outcome;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.UdpSocket;
import sluice.edge.SocketStatus;
import sluice.linuxstack.TwoHosts.Received;
import sluice.netfilter.HookPoint;
import sluice.netfilter.HookRegistration;
import sluice.netfilter.NetfilterDrop;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfQueue;
import sluice.netfilter.NfVerdict;
import sluice.nic.LinkOptions;
import sluice.packet.Fate;
import sluice.trace.ContractBroken;
import sluice.world.WorldOptions;

class HookTest {
    private TwoHosts hosts;
    private final Received received = new Received();
    private final List<String> order = new ArrayList<>();
    private UdpSocket socket;

    @BeforeEach
    void open() throws Exception {
        hosts = new TwoHosts(WorldOptions.DEFAULT, null, LinkOptions.PERFECT);
        hosts.second.sockets().udp(IpAddress.ANY4, 7, received);
        socket = hosts.first.sockets().udp(IpAddress.ANY4, 0, new Received());
    }

    private HookRegistration hook(HookPoint point, int priority, String name, NfVerdict verdict) {
        return hook(
                hosts.second,
                point,
                priority,
                name,
                (_, _) -> {
                    order.add(name);
                    return verdict;
                });
    }

    private static HookRegistration hook(
            LinuxHost host, HookPoint point, int priority, String name, NfHook hook) {
        return host.registerHook(NfFamily.IPV4, point, priority, name, hook);
    }

    private SocketStatus send() {
        SocketStatus status = TwoHosts.send(socket, "10.0.0.2", 7, "x");
        settle();
        return status;
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

    @Test
    void shouldRunByPriorityAndOfEqualOnesTheLastRegisteredFirst() {
        hook(HookPoint.LOCAL_IN, 0, "a", NfVerdict.ACCEPT);
        hook(HookPoint.LOCAL_IN, 0, "b", NfVerdict.ACCEPT);
        hook(HookPoint.LOCAL_IN, -300, "early", NfVerdict.ACCEPT);
        hook(HookPoint.PRE_ROUTING, 300, "before", NfVerdict.ACCEPT);
        hook(HookPoint.LOCAL_IN, 50, "late", NfVerdict.ACCEPT);
        send();
        assertThat(order).containsExactly("before", "early", "b", "a", "late");
        assertThat(received.texts).containsExactly("x");
    }

    @Test
    void shouldTellTheSenderOfADropAtLocalOut() {
        hook(hosts.first, HookPoint.LOCAL_OUT, 0, "no", (_, _) -> NfVerdict.DROP);
        assertThat(send().name()).isEqualTo("EPERM");
        assertThat(ended(NetfilterDrop.DROPPED_BY_HOOK)).isEqualTo(1);
    }

    @Test
    void shouldEndARepeatWithoutEnd() {
        hook(HookPoint.LOCAL_IN, 0, "again", NfVerdict.REPEAT);
        send();
        assertThat(ended(NetfilterDrop.REPEATED_WITHOUT_END)).isEqualTo(1);
        assertThat(received.texts).isEmpty();
    }

    @Test
    void shouldSurviveAHookThatThrowsAndMarkTheRun() {
        hook(
                hosts.second,
                HookPoint.LOCAL_IN,
                0,
                "broken",
                (_, _) -> {
                    throw new IllegalStateException("oops");
                });
        send();
        assertThat(ended(NetfilterDrop.HOOK_OOPS)).isEqualTo(1);
        assertThat(hosts.world.contracts().all()).hasSize(1);
        assertThat(hosts.world.contracts().all().getFirst().offender()).isEqualTo("broken");
    }

    /** Once a hook that called itself without end ended the whole program. */
    @Test
    void shouldSurviveAHookThatFailsWithAnError() {
        hook(
                hosts.second,
                HookPoint.LOCAL_IN,
                0,
                "broken",
                (_, _) -> {
                    throw new StackOverflowError();
                });
        send();
        assertThat(ended(NetfilterDrop.HOOK_OOPS)).isEqualTo(1);
        assertThat(hosts.world.contracts().all().getFirst().offender()).isEqualTo("broken");
    }

    @Test
    void shouldNoticeAHookThatEndsAPacketAndSaysAccept() {
        hook(
                hosts.second,
                HookPoint.LOCAL_IN,
                0,
                "thief",
                (skb, _) -> {
                    skb.end(NetfilterDrop.DROPPED_BY_HOOK);
                    return NfVerdict.ACCEPT;
                });
        send();
        assertThat(hosts.world.contracts().all().getFirst().rule()).isEqualTo("N05");
    }

    @Test
    void shouldDropWithoutListenerUnlessTheVerdictHasBypass() {
        HookRegistration closed =
                hook(HookPoint.LOCAL_IN, 0, "closed", new NfVerdict.Queue(1, false));
        assertThat(send()).isEqualTo(SocketStatus.OK);
        assertThat(ended(NetfilterDrop.NO_QUEUE_LISTENER)).isEqualTo(1);
        closed.unregister();
        hook(HookPoint.LOCAL_IN, 0, "open", new NfVerdict.Queue(1, true));
        hook(HookPoint.LOCAL_IN, 1, "next", NfVerdict.ACCEPT);
        send();
        assertThat(order).containsExactly("closed", "open", "next");
        assertThat(received.texts).containsExactly("x");
    }

    @Test
    void shouldDropWhatDoesNotFitIntoAQueueOrLetItPassIfFailOpen() {
        List<Deferral> parked = new ArrayList<>();
        NfQueue queue = hosts.second.bindQueue(1, parked::add, 1, false);
        hook(HookPoint.LOCAL_IN, 0, "q", new NfVerdict.Queue(1, false));
        send();
        send();
        assertThat(ended(NetfilterDrop.QUEUE_FULL)).isEqualTo(1);
        queue.unbind();
        assertThat(ended(NetfilterDrop.LISTENER_GONE)).isEqualTo(1);
        hosts.second.bindQueue(1, parked::add, 1, true);
        send();
        send();
        assertThat(received.texts).hasSize(1);
        assertThat(parked).hasSize(2);
    }

    @Test
    void shouldDropWhatAnUnregisteredHookHadParked() {
        List<Deferral> parked = new ArrayList<>();
        hosts.second.bindQueue(1, parked::add);
        HookRegistration mine = hook(HookPoint.LOCAL_IN, 0, "q", new NfVerdict.Queue(1, false));
        hook(HookPoint.PRE_ROUTING, 0, "other", NfVerdict.ACCEPT);
        send();
        mine.unregister();
        mine.unregister();
        assertThat(ended(NetfilterDrop.HOOK_UNREGISTERED)).isEqualTo(1);
        assertThat(parked.getFirst().isOpen()).isFalse();
        assertThatThrownBy(() -> parked.getFirst().finish(Outcome.CONTINUE))
                .isInstanceOf(ContractBroken.class);
    }

    /** Once a parked packet went on with the hooks that stood there when it was parked. */
    @Test
    void shouldGoOnBehindTheNumberOfItsHookInTheListAsItIsThen() {
        List<Deferral> parked = new ArrayList<>();
        hosts.second.bindQueue(1, parked::add);
        hook(HookPoint.LOCAL_IN, 0, "q", new NfVerdict.Queue(1, false));
        send();
        hook(HookPoint.LOCAL_IN, 5, "later", NfVerdict.ACCEPT);
        parked.getFirst().finish(Outcome.CONTINUE);
        settle();
        assertThat(order).containsExactly("q", "later");
        assertThat(received.texts).containsExactly("x");
        send();
        hook(HookPoint.LOCAL_IN, -5, "earlier", NfVerdict.ACCEPT);
        parked.get(1).finish(Outcome.CONTINUE); // hook 1 is the one that queued it, again
        settle();
        assertThat(order).containsExactly("q", "later", "q", "q");
        parked.get(2).finish(Outcome.CONTINUE);
        settle();
        assertThat(received.texts).containsExactly("x", "x");
    }

    @Test
    void shouldSurviveASinkThatFinishesAndThenRefuses() {
        hosts.second.bindQueue(
                1,
                deferral -> {
                    deferral.finish(Outcome.CONTINUE);
                    return false;
                });
        hook(HookPoint.LOCAL_IN, 0, "q", new NfVerdict.Queue(1, false));
        send();
        assertThat(received.texts).containsExactly("x");
        assertThat(ended(NetfilterDrop.QUEUE_REFUSED)).isZero();
    }

    @Test
    void shouldRouteAgainWhenAHookChangesTheDestination() throws Exception {
        var home = new Received();
        hosts.first.sockets().udp(IpAddress.ANY4, 7, home);
        hook(
                hosts.first,
                HookPoint.LOCAL_OUT,
                0,
                "turn round",
                (skb, state) -> {
                    if (skb.ipv4().destination() == skb.ipv4().source()) return NfVerdict.ACCEPT;
                    int old = skb.ipv4().destination();
                    skb.writable();
                    skb.ipv4().setDestination(0x0a000001);
                    skb.udp().addressChanged(old, 0x0a000001);
                    return NfVerdict.ACCEPT;
                });
        send();
        assertThat(home.texts).containsExactly("x");
        assertThat(received.texts).isEmpty();
    }
}
