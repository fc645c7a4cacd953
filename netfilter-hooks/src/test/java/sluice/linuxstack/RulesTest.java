package sluice.linuxstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sluice.edge.IpAddress;
import sluice.edge.SocketStatus;
import sluice.linuxstack.TwoHosts.Received;
import sluice.netfilter.NfQueue;
import sluice.nic.LinkOptions;
import sluice.rules.Chain;
import sluice.rules.ChainBase;
import sluice.rules.ChainType;
import sluice.rules.Counter;
import sluice.rules.Rule;
import sluice.rules.RuleEvent;
import sluice.rules.RuleFamily;
import sluice.rules.RuleHook;
import sluice.rules.RuleVerdict;
import sluice.rules.SourcePlace;
import sluice.rules.Statement;
import sluice.rules.Table;
import sluice.rules.expression.Constant;
import sluice.rules.expression.Meta;
import sluice.rules.expression.MetaKey;
import sluice.rules.expression.Payload;
import sluice.rules.statement.Compare;
import sluice.rules.statement.Decide;
import sluice.rules.statement.QueueTo;
import sluice.rules.statement.Reject;
import sluice.rules.statement.SetPayload;
import sluice.world.WorldOptions;

/** Rules made by hand on a host, and datagrams that meet them. */
class RulesTest {
    private final Received received = new Received();
    private final Received sender = new Received();
    private final List<RuleEvent> events = new ArrayList<>();
    private TwoHosts hosts;
    private LinuxUdpSocket socket;
    private Table table;

    @BeforeEach
    void open() throws Exception {
        hosts = new TwoHosts(WorldOptions.DEFAULT, null, LinkOptions.PERFECT);
        hosts.second.sockets().udp(IpAddress.ANY4, 7, received);
        hosts.second.sockets().udp(IpAddress.ANY4, 8, received);
        socket = hosts.first.sharedUdp(IpAddress.ANY4, 0, sender);
        table = hosts.second.rules().ruleset().addTable(RuleFamily.INET, "t");
        hosts.second.rules().trace(events::add);
    }

    private Chain base(String name, RuleHook hook, boolean drops) {
        Chain chain = table.addChain(name, SourcePlace.NONE);
        chain.setBase(new ChainBase(ChainType.FILTER, hook, 0, List.of()));
        chain.setDropsAtEnd(drops);
        return chain;
    }

    private static Rule rule(Statement... statements) {
        return new Rule(SourcePlace.NONE, "", List.of(statements), "");
    }

    private static Statement udpTo(int port) {
        return new Compare(
                new Payload(Payload.Base.TRANSPORT, 2, 2),
                Compare.Relation.EQ,
                Constant.number(port, 2).octets());
    }

    private static Statement isUdp() {
        return new Compare(new Meta(MetaKey.L4PROTO), Compare.Relation.EQ, new byte[] {17});
    }

    private void commit() {
        assertThat(hosts.second.rules().commit()).isEmpty();
    }

    private SocketStatus send(int port) {
        SocketStatus status = TwoHosts.send(socket, "10.0.0.2", port, "x");
        hosts.run(100);
        assertThat(hosts.world.ledger().check()).isEmpty();
        return status;
    }

    @Test
    void shouldDropByPolicyWhatNoRuleAccepts() {
        Chain input = base("input", RuleHook.INPUT, true);
        var counter = new Counter();
        input.append(rule(isUdp(), udpTo(7), counter, new Decide(RuleVerdict.ACCEPT)));
        commit();
        send(7);
        send(8);
        assertThat(received.texts).hasSize(1);
        assertThat(counter.packets()).isEqualTo(1);
        assertThat(counter.octets()).isEqualTo(29);
        assertThat(input.policyCounter().packets()).isEqualTo(1);
        assertThat(events).extracting(RuleEvent::ruleIndex).containsExactly(0, -1);
        hosts.second.rules().clear();
        send(8);
        assertThat(received.texts).hasSize(2);
    }

    @Test
    void shouldComeBackFromAJumpAndNotFromAGoto() {
        Chain input = base("input", RuleHook.INPUT, false);
        Chain user = table.addChain("user", SourcePlace.NONE);
        var behind = new Counter();
        user.append(rule(isUdp(), udpTo(7), new Decide(RuleVerdict.RETURN)));
        user.append(rule(new Decide(RuleVerdict.goTo("last"))));
        table.addChain("last", SourcePlace.NONE).append(rule(new Counter()));
        input.append(rule(isUdp(), new Decide(RuleVerdict.jump("user"))));
        input.append(rule(behind));
        commit();
        send(7);
        send(8);
        assertThat(received.texts).hasSize(2);
        assertThat(behind.packets()).isEqualTo(2);
        input.replace(0, rule(isUdp(), new Decide(RuleVerdict.goTo("user"))));
        commit();
        send(7);
        assertThat(behind.packets()).isEqualTo(2);
    }

    @Test
    void shouldAnswerWhatItRejects() throws Exception {
        base("input", RuleHook.INPUT, false)
                .append(rule(isUdp(), udpTo(7), new Reject(Reject.Kind.ICMPX, 1)));
        commit();
        assertThat(socket.connect(IpAddress.require("10.0.0.2"), 7).ok()).isTrue();
        send(7);
        assertThat(received.texts).isEmpty();
        assertThat(sender.errors).hasSize(1);
    }

    @Test
    void shouldPutChecksumsRightWhenItWrites() {
        base("pre", RuleHook.PREROUTING, false)
                .append(
                        rule(
                                isUdp(),
                                udpTo(9),
                                new SetPayload(
                                        new Payload(Payload.Base.TRANSPORT, 2, 2),
                                        Constant.number(7, 2))));
        commit();
        send(9);
        assertThat(received.texts).containsExactly("x");
    }

    @Test
    void shouldShareQueuesAsTheQueuesThemselvesDo() {
        base("input", RuleHook.INPUT, false)
                .append(rule(isUdp(), new QueueTo(0, 3, null, false, false)));
        commit();
        List<NfQueue> queues = new ArrayList<>();
        for (int i = 0; i < 4; i++) queues.add(hosts.second.bindQueue(i, _ -> true));
        for (int i = 0; i < 3; i++) send(7);
        assertThat(queues).extracting(NfQueue::waitingCount).containsOnlyOnce(3);
        assertThat(received.texts).isEmpty();
    }

    @Test
    void shouldQueueByANumberAndDropWhatHasNone() {
        base("input", RuleHook.INPUT, false)
                .append(
                        rule(
                                isUdp(),
                                new QueueTo(
                                        0,
                                        0xffff,
                                        new Payload(Payload.Base.TRANSPORT, 2, 2),
                                        false,
                                        false)));
        commit();
        NfQueue seventh = hosts.second.bindQueue(7, _ -> true);
        send(7);
        send(8);
        assertThat(seventh.waitingCount()).isEqualTo(1);
        assertThat(received.texts).isEmpty();
    }

    @Test
    void shouldRefuseACircleAndAJumpToNowhere() {
        Chain a = table.addChain("a", SourcePlace.NONE);
        a.append(rule(new Decide(RuleVerdict.jump("b"))));
        assertThat(hosts.second.rules().commit()).isPresent();
        table.addChain("b", SourcePlace.NONE).append(rule(new Decide(RuleVerdict.jump("a"))));
        assertThat(hosts.second.rules().commit().orElseThrow().text()).contains("itself");
        table.addChain("b", SourcePlace.NONE).flush();
        commit();
    }
}
