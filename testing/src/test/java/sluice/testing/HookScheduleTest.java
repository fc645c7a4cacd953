package sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import sluice.netfilter.ContractRule;
import sluice.netfilter.HookPoint;
import sluice.netfilter.HookState;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Skb;
import sluice.packet.Octets;
import sluice.samples.linux.Careless;
import sluice.testing.HookAction.Answer;
import sluice.testing.HookAction.Datagram;
import sluice.testing.HookAction.Echo;
import sluice.testing.HookAction.PutIn;
import sluice.testing.HookAction.TakeOut;
import sluice.testing.HookAction.Way;

/** A schedule breaks a hook that is wrong, and says how in few words and as a scenario. */
class HookScheduleTest {
    /** Sends DNS elsewhere; forgets that others may see the same octets, and the checksum. */
    public record Hasty(int port, boolean writable) implements NfHook {
        @Override
        public NfVerdict evaluate(Skb skb, HookState state) {
            if (!skb.isUdp()) return NfVerdict.ACCEPT;
            int at = skb.transportOffset() + 2;
            if (Octets.u16(skb.octets(), at) == 53)
                Octets.put16(writable ? skb.writable() : skb.octets(), at, port);
            return NfVerdict.ACCEPT;
        }
    }

    /** Properties that must fail, run by the tests below and by nobody else. */
    static final class Wrong {
        private static Supplier<NfHook> hook = () -> (_, _) -> NfVerdict.ACCEPT;

        @Property(
                tries = 300,
                seed = "1",
                edgeCases = EdgeCasesMode.NONE,
                shrinking = ShrinkingMode.FULL)
        void keepsTheContract(@ForAll HookSchedule schedule) {
            schedule.play(hook);
        }
    }

    private static String failure(Supplier<NfHook> hook) {
        Wrong.hook = hook;
        try {
            return FailingProperty.messageOf(Wrong.class);
        } finally {
            Wrong.hook = () -> (_, _) -> NfVerdict.ACCEPT;
        }
    }

    private static Datagram dns(Way way) {
        return new Datagram(1, way, 53, 0);
    }

    @Test
    void shouldFindWhatIsWrittenIntoSharedOctets() {
        var schedule = new HookSchedule(HookPoint.FORWARD, List.of(dns(Way.THROUGH)));
        assertThat(schedule.run(() -> new Hasty(9, false)).rules()).containsExactly("N09");
    }

    @Test
    void shouldFindAForgottenChecksum() {
        var schedule = new HookSchedule(HookPoint.FORWARD, List.of(dns(Way.THROUGH)));
        assertThat(schedule.run(() -> new Hasty(9, true)).rules()).containsExactly("N15");
    }

    @Test
    void shouldShrinkToTheOneDatagramItTakes() {
        String said = failure(() -> new Hasty(9, true));
        assertThat(said)
                .contains("N15")
                .containsPattern(
                        "with the hook at \\w+\n    11 ms  udp 0 octets, \\w+ to \\w+:53\n")
                .contains("options: {port: 9, writable: true}}]")
                .contains("- breach: {rule: N15, by: hook}");
        assertThat(said.lines().filter(line -> line.contains("- udp: {from"))).hasSize(1);
    }

    @Test
    void shouldGiveTheWholeScenario() {
        var schedule =
                new HookSchedule(
                        HookPoint.LOCAL_IN,
                        List.of(
                                new Datagram(5, Way.IN, 9, 1500),
                                new Echo(10, Way.OUT, 56),
                                new Answer(1, 2, true),
                                new TakeOut(3),
                                new PutIn(4)));
        assertThat(schedule.scenario(new Hasty(9, true)))
                .isEqualTo(
                        """
                        title: Hasty on a schedule
                        hosts:
                          station:
                            kind: linux
                            nics: [{mac: "02:00:00:00:00:02", addresses: [192.0.2.2/24]}]
                            routes: [{to: default, via: 192.0.2.1}]
                          router:
                            kind: linux
                            forwarding: true
                            verifier: on
                            nics:
                              - {mac: "02:00:00:00:00:01", addresses: [192.0.2.1/24]}
                              - {mac: "02:00:00:00:01:01", addresses: [198.51.100.1/24]}
                            hooks: [{class: sluice.testing.HookScheduleTest$Hasty, name: hook, point: INPUT, options: {port: 9, writable: true}}]
                          far:
                            kind: linux
                            nics: [{mac: "02:00:00:00:01:02", addresses: [198.51.100.2/24]}]
                            routes: [{to: default, via: 198.51.100.1}]
                        links:
                          - {between: [station, router/eth0], name: left}
                          - {between: [router/eth1, far], name: right}
                        programs:
                          - udp-sink: {on: router, port: 9}
                          - udp-sink: {name: far-sink, on: far, port: 9}
                        traffic:
                          - udp: {from: station, to: "192.0.2.1:9", length: 1500, start: 15ms}
                          - ping: {from: router, to: 198.51.100.2, length: 56, start: 25ms}
                        steps:
                          - {at: 26ms, finish-queued: {on: router, hook: hook, verdict: drop, count: 2}}
                          - {at: 29ms, finish-queued: {on: router, hook: hook, verdict: continue}}
                          - {at: 29ms, unregister-hook: {on: router, name: hook}}
                          - {at: 33ms, register-hook: {on: router, class: sluice.testing.HookScheduleTest$Hasty, name: hook, point: INPUT, options: {port: 9, writable: true}}}
                        expect:
                          - dropped: {on: router, at-least: 0}
                        """);
    }

    @Test
    void shouldAnswerWhatTheHookQueues() {
        var schedule =
                new HookSchedule(
                        HookPoint.LOCAL_IN,
                        List.of(
                                new Datagram(1, Way.IN, 9, 10),
                                new Datagram(1, Way.IN, 9, 10),
                                new Datagram(1, Way.IN, 9, 10),
                                new Answer(1, 1, true),
                                new Answer(1, 1, false),
                                new TakeOut(1),
                                new Datagram(1, Way.IN, 9, 10)));
        HookPlay played = schedule.run(() -> (_, _) -> new NfVerdict.Queue(3, false));
        assertThat(played.verdicts()).hasSize(3);
        assertThat(played.clean()).isTrue();
        assertThat(played.delivered()).isEqualTo(3); // one went on, one with the hook, one without
    }

    @Test
    void shouldLeaveOutWhatCannotBe() {
        var taken = new TakeOut(1);
        var put = new PutIn(1);
        var schedule = new HookSchedule(HookPoint.FORWARD, List.of(put, taken, taken, put, put));
        assertThat(schedule.actions()).containsExactly(taken, put);
    }

    @Test
    void shouldSayThatOptionsAreNotKnown() {
        var schedule = new HookSchedule(HookPoint.FORWARD, List.of(dns(Way.THROUGH)));
        assertThat(schedule.scenario((_, _) -> NfVerdict.DROP)).contains("options of the hook");
        assertThatThrownBy(() ->
                        schedule.play(() -> new Careless(ContractRule.N19), Map.of("rule", "N19")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("options: {rule: \"N19\"}")
                .hasMessageNotContaining("are not known");
    }
}
