package sluice.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import sluice.edge.SocketStatus;
import sluice.netfilter.HookPoint;
import sluice.netfilter.HookState;
import sluice.netfilter.NetfilterDrop;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Skb;
import sluice.packet.wire.Ipv4View;
import sluice.packet.wire.OctetSequence;
import sluice.packet.wire.UdpView;
import sluice.testing.QueueListener.Answer;

/** The bench as somebody uses it who has written a hook. */
@BalancedLedger
class HookBenchTest {
    private static final byte[] QUESTION = "who is there?".getBytes(US_ASCII);
    private static final int IP_OFFSET = 14;
    private static final int UDP_OFFSET = 34;

    /** The hook under test: telnet may not pass. */
    private record BlockTelnet() implements NfHook {
        @Override
        public NfVerdict evaluate(Skb skb, HookState state) {
            return skb.isUdp() && skb.udp().destinationPort() == 23
                    ? NfVerdict.DROP
                    : NfVerdict.ACCEPT;
        }
    }

    /** Another: asks a program about everything. */
    private record AskProgram(boolean bypass) implements NfHook {
        @Override
        public NfVerdict evaluate(Skb skb, HookState state) {
            return new NfVerdict.Queue(7, bypass);
        }
    }

    @Test
    void shouldShowWhatTheHookSaidAndWhatBecameOfThePackets(Worlds worlds) {
        var bench = HookBench.in(worlds.open(), HookPoint.FORWARD, new BlockTelnet());
        bench.forward(23, QUESTION);
        bench.forward(24, QUESTION);
        bench.deliver(23, QUESTION); // past another point: not the hook's business
        assertThat(bench.verdicts()).containsExactly(NfVerdict.DROP, NfVerdict.ACCEPT);
        assertThat(bench.left("eth1")).hasSize(1);
        byte[] left = bench.left("eth1").getFirst().toArray();
        var ip = new Ipv4View(left, IP_OFFSET);
        assertThat(ip.source()).isEqualTo(HookBench.STATION.v4());
        assertThat(ip.destination()).isEqualTo(HookBench.FAR_STATION.v4());
        assertThat(ip.ttl()).isEqualTo(63);
        assertThat(new UdpView(left, UDP_OFFSET).destinationPort()).isEqualTo(24);
        assertThat(bench.delivered()).containsExactly(OctetSequence.copyOf(QUESTION));
        assertThat(bench.left("eth0")).isEmpty();
        assertThat(bench.ended(NetfilterDrop.DROPPED_BY_HOOK)).isEqualTo(1);
    }

    @Test
    void shouldTellTheProgramOfASendThatTheHookDropped(Worlds worlds) {
        var bench = HookBench.in(worlds.open(), HookPoint.LOCAL_OUT, new BlockTelnet());
        assertThat(bench.send(24, QUESTION)).isEqualTo(SocketStatus.OK);
        assertThat(bench.send(23, QUESTION).name()).isEqualTo("EPERM");
        assertThat(bench.left("eth1")).hasSize(1);
    }

    @Test
    void shouldAskTheHookOnceAtEveryPointOfEachWay(Worlds worlds) {
        for (HookPoint point : HookPoint.IP) {
            var bench = HookBench.in(worlds.open(), point, (_, _) -> NfVerdict.ACCEPT);
            bench.deliver(7, QUESTION);
            int delivering = bench.verdicts().size();
            bench.forward(7, QUESTION);
            int forwarding = bench.verdicts().size() - delivering;
            bench.send(7, QUESTION);
            int sending = bench.verdicts().size() - delivering - forwarding;
            String counts =
                    switch (point) {
                        case PRE_ROUTING -> "1 1 0";
                        case LOCAL_IN -> "1 0 0";
                        case FORWARD -> "0 1 0";
                        case LOCAL_OUT -> "0 0 1";
                        case POST_ROUTING -> "0 1 1";
                        case INGRESS, EGRESS -> "of a device";
                    };
            assertThat(delivering + " " + forwarding + " " + sending)
                    .as(point.name())
                    .isEqualTo(counts);
        }
    }

    @Test
    void shouldPlayTheScriptOfAQueue(Worlds worlds) {
        var bench = HookBench.in(worlds.open(), HookPoint.LOCAL_IN, new AskProgram(false));
        QueueListener listener = bench.listen(7, Answer.ACCEPT, Answer.DROP, Answer.REFUSE);
        for (int port = 1; port <= 5; port++) bench.deliver(port, QUESTION);
        assertThat(listener.seen()).hasSize(5);
        assertThat(listener.held()).isEqualTo(2); // the script has ended
        assertThat(bench.delivered()).hasSize(1);
        assertThat(bench.ended(ProbeDrop.DROPPED_BY_SCRIPT)).isEqualTo(1);
        assertThat(bench.ended(NetfilterDrop.QUEUE_REFUSED)).isEqualTo(1);
        assertThat(listener.finish(Answer.ACCEPT)).isTrue();
        assertThat(listener.finish(Answer.DROP)).isTrue();
        assertThat(listener.finish(Answer.ACCEPT)).isFalse();
        assertThat(bench.delivered()).hasSize(2);
        assertThat(bench.ended(ProbeDrop.DROPPED_BY_SCRIPT)).isEqualTo(2);
    }

    @Test
    void shouldShowAFullQueueThatLetsPass(Worlds worlds) {
        var bench = HookBench.in(worlds.open(), HookPoint.FORWARD, new AskProgram(false));
        QueueListener listener = bench.listen(7, 1, true);
        bench.forward(7, QUESTION);
        bench.forward(7, QUESTION);
        assertThat(listener.held()).isEqualTo(1);
        assertThat(bench.left("eth1")).hasSize(1);
        listener.finish(Answer.ACCEPT);
        assertThat(bench.left("eth1")).hasSize(2);
    }

    @Test
    void shouldShowAQueueWithoutListener(Worlds worlds) {
        var closed = HookBench.in(worlds.open(), HookPoint.FORWARD, new AskProgram(false));
        closed.forward(7, QUESTION);
        assertThat(closed.left("eth1")).isEmpty();
        assertThat(closed.ended(NetfilterDrop.NO_QUEUE_LISTENER)).isEqualTo(1);
        var open = HookBench.in(worlds.open(), HookPoint.FORWARD, new AskProgram(true));
        open.forward(7, QUESTION);
        assertThat(open.left("eth1")).hasSize(1);
    }

    @Test
    void shouldRefuseADeviceThatIsNotThere() {
        var bench = HookBench.at(HookPoint.FORWARD, new BlockTelnet());
        assertThatThrownBy(() -> bench.left("eth2")).hasMessage("no device eth2");
    }
}
