package sluice.linuxstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sluice.defer.Deferral;
import sluice.defer.Outcome;
import sluice.edge.IpAddress;
import sluice.edge.SocketStatus;
import sluice.linuxstack.TwoHosts.Received;
import sluice.netfilter.HookPoint;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfPriority;
import sluice.netfilter.NfVerdict;
import sluice.nic.LinkOptions;
import sluice.trace.StepText;
import sluice.world.World.RunEnd;
import sluice.world.WorldOptions;

class UdpEchoTest {
    private final List<String> trace = new ArrayList<>();

    private TwoHosts hosts() {
        return new TwoHosts(
                WorldOptions.DEFAULT, step -> trace.add(StepText.line(step)), LinkOptions.PERFECT);
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.2,0.0.0.0", "fd00::2,::"})
    void shouldEchoOverTheWire(String to, String any) throws Exception {
        var hosts = hosts();
        var received = new Received();
        TwoHosts.echo(hosts.second, IpAddress.require(any), 7);
        var socket = hosts.first.sockets().udp(IpAddress.require(any), 0, received);
        assertThat(TwoHosts.send(socket, to, 7, "hello")).isEqualTo(SocketStatus.OK);
        assertThat(hosts.world.runUntil(60_000_000_000L)).isNotEqualTo(RunEnd.BUDGET_EXHAUSTED);
        assertThat(received.texts).as(String.join("\n", trace)).containsExactly("hello");
        assertThat(hosts.world.ledger().check()).isEmpty();
        assertThat(hosts.world.ledger().totals().held()).isZero();
    }

    @Test
    void shouldResumeAQueuedPacketBehindItsHook() throws Exception {
        var hosts = hosts();
        var received = new Received();
        List<Deferral> parked = new ArrayList<>();
        hosts.second.bindQueue(7, parked::add);
        List<String> order = new ArrayList<>();
        hosts.second.registerHook(
                NfFamily.IPV4,
                HookPoint.LOCAL_IN,
                NfPriority.FILTER.value(),
                "queueing",
                (_, _) -> {
                    order.add("queueing");
                    return new NfVerdict.Queue(7, false);
                });
        hosts.second.registerHook(
                NfFamily.IPV4,
                HookPoint.LOCAL_IN,
                NfPriority.SECURITY.value(),
                "later",
                (_, _) -> {
                    order.add("later");
                    return NfVerdict.ACCEPT;
                });
        TwoHosts.echo(hosts.second, IpAddress.ANY4, 7);
        var socket = hosts.first.sockets().udp(IpAddress.ANY4, 0, received);
        TwoHosts.send(socket, "10.0.0.2", 7, "hello");
        hosts.world.runUntil(1_000_000_000L);
        assertThat(parked).hasSize(1);
        assertThat(received.texts).isEmpty();
        assertThat(order).containsExactly("queueing");
        parked.getFirst().finish(Outcome.CONTINUE);
        hosts.world.runUntil(2_000_000_000L);
        assertThat(order).containsExactly("queueing", "later");
        assertThat(received.texts).containsExactly("hello");
        assertThat(hosts.world.ledger().check()).isEmpty();
    }
}
