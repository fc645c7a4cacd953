package sluice.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sluice.firewall.Answer.Verdict;
import sluice.rules.Chain;
import sluice.rules.ChainBase;
import sluice.rules.ChainType;
import sluice.rules.Rule;
import sluice.rules.RuleFamily;
import sluice.rules.RuleHook;
import sluice.rules.RuleVerdict;
import sluice.rules.SourcePlace;
import sluice.rules.Statement;
import sluice.rules.expression.Ct;
import sluice.rules.expression.CtKey;
import sluice.rules.expression.Payload;
import sluice.rules.statement.Compare;
import sluice.rules.statement.Decide;

class FirewallHostTest {
    private final FirewallHost host;

    FirewallHostTest() throws NotationFault {
        host = new FirewallHost(HostDescription.self("192.0.2.1/24@eth0, 10.0.0.1/24@eth1"));
    }

    private Chain chain(RuleHook hook) {
        Chain chain =
                host.linux()
                        .rules()
                        .ruleset()
                        .addTable(RuleFamily.IP, "filter")
                        .addChain(hook.word(), SourcePlace.NONE);
        chain.setBase(new ChainBase(ChainType.FILTER, hook, 0, List.of()));
        return chain;
    }

    private void rule(Chain chain, String text, Statement... statements) {
        var place = new SourcePlace("rules", chain.rules().size() + 1, 1);
        chain.append(new Rule(place, text, List.of(statements), ""));
        assertThat(host.linux().rules().commit()).isEmpty();
    }

    private static Compare port(int port) {
        return new Compare(
                new Payload(Payload.Base.TRANSPORT, 2, 2),
                Compare.Relation.EQ,
                new byte[] {(byte) (port >> 8), (byte) port});
    }

    private List<Answer> send(String notation) throws NotationFault {
        List<Answer> answers = new ArrayList<>();
        for (PacketSpec spec : PacketNotation.read(notation))
            for (int i = 0; i < spec.repeat(); i++) answers.add(host.send(spec));
        return answers;
    }

    @Test
    void shouldTellWhoDeliversSendsAndLosesAPacketWithoutRules() throws NotationFault {
        assertThat(send("tcp 192.0.2.9:4000 > 192.0.2.1:22 syn").getFirst().end())
                .isEqualTo("delivered to the host itself");
        assertThat(send("in eth0 udp 192.0.2.9:4000 > 10.0.0.5:53").getFirst().end())
                .isEqualTo("sent on eth1");
        assertThat(send("out udp 192.0.2.1:4000 > 10.0.0.5:53").getFirst().end())
                .isEqualTo("sent on eth1");
        assertThat(send("in eth0 udp 127.0.0.1:1 > 192.0.2.1:53").getFirst().verdict())
                .isEqualTo(Verdict.DROP);
    }

    @Test
    void shouldNameTheRuleThatDropped() throws NotationFault {
        rule(chain(RuleHook.INPUT), "tcp dport 22 drop", port(22), new Decide(RuleVerdict.DROP));
        Answer answer = send("tcp 192.0.2.9:4000 > 192.0.2.1:22").getFirst();
        assertThat(answer.verdict()).isEqualTo(Verdict.DROP);
        assertThat(answer.headline())
                .isEqualTo("DROP by filter input rule 1, line 1: tcp dport 22 drop");
        assertThat(send("tcp 192.0.2.9:4000 > 192.0.2.1:23").getFirst().headline())
                .isEqualTo("ACCEPT by filter input policy accept");
    }

    @Test
    void shouldLetReplyFollowAPacketBothWays() throws NotationFault {
        Chain forward = chain(RuleHook.FORWARD);
        rule(
                forward,
                "ct state established accept",
                new Compare(
                        new Ct(CtKey.STATE, null),
                        Compare.Relation.EQ,
                        new byte[] {0, 0, 0, Ct.ESTABLISHED}),
                new Decide(RuleVerdict.ACCEPT));
        List<Answer> answers =
                send("in eth0 tcp 192.0.2.9:4000 > 10.0.0.5:80 ; reply ; after 1s reply x2");
        assertThat(answers)
                .extracting(Answer::connection)
                .containsExactly("NEW", "ESTABLISHED", "ESTABLISHED", "ESTABLISHED");
        assertThat(answers)
                .extracting(Answer::end)
                .containsExactly("sent on eth1", "sent on eth0", "sent on eth1", "sent on eth0");
    }

    @Test
    void shouldSayWhereANotationIsWrong() {
        assertThatThrownBy(() -> PacketNotation.read("tcp 10.0.0.5:40000 > 192.168.1.1:22 sny"))
                .isInstanceOfSatisfying(
                        NotationFault.class, e -> assertThat(e.column()).isEqualTo(37));
        assertThatThrownBy(() -> PacketNotation.read("tpc 1.2.3.4 > 5.6.7.8"))
                .hasMessageContaining("did you mean");
        assertThatThrownBy(() -> PacketNotation.read("tcp 1.2.3.4 > 5.6.7.8:99999"))
                .isInstanceOfSatisfying(
                        NotationFault.class, e -> assertThat(e.column()).isEqualTo(23));
        for (String text :
                List.of(
                        "",
                        ";",
                        "tcp",
                        "tcp 1.2.3.4",
                        "tcp 1.2.3.4 >",
                        "icmp type",
                        "x",
                        "\"",
                        "hex:0",
                        "after",
                        "{",
                        "[{}]"))
            assertThatThrownBy(() -> PacketNotation.read(text)).isInstanceOf(NotationFault.class);
    }
}
