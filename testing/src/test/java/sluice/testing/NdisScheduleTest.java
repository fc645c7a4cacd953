package sluice.testing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sluice.ndis.BindContext;
import sluice.ndis.Intermediate;
import sluice.ndis.IntermediateContext;
import sluice.ndis.LowerEdge;
import sluice.ndis.NdisDriver;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisPacketPool;
import sluice.ndis.NdisStatus;
import sluice.ndis.PacketFilters;
import sluice.ndis.Protocol;
import sluice.ndis.ProtocolBinding;
import sluice.ndis.UpperEdge;
import sluice.samples.windows.Passthru;
import sluice.testing.NdisAction.Arrival;
import sluice.testing.NdisAction.Binding;
import sluice.testing.NdisAction.Cable;
import sluice.testing.NdisAction.Cancel;
import sluice.testing.NdisAction.Datagram;
import sluice.testing.NdisAction.Echo;
import sluice.testing.NdisAction.Frames;
import sluice.testing.NdisAction.Neighbour;
import sluice.testing.NdisAction.Pause;
import sluice.testing.NdisAction.Power;
import sluice.testing.NdisAction.PutIn;
import sluice.testing.NdisAction.Reset;
import sluice.testing.NdisAction.Shortage;
import sluice.testing.NdisAction.SurpriseRemoval;
import sluice.testing.NdisAction.TakeOut;
import sluice.trace.Layering;
import sluice.winstack.SimMiniport;

/** A schedule breaks a driver that is wrong, and says how in few words and as a scenario. */
class NdisScheduleTest {
    /** Completes the sends to one port itself, and then once more with everybody else's. */
    public record TwiceDone(int port) implements Intermediate {
        @Override
        public void sendComplete(UpperEdge above, NdisPacket packet, NdisStatus status) {
            above.sendComplete(packet, status);
            if (status == NdisStatus.SUCCESS) above.sendComplete(packet, status);
        }
    }

    /** Keeps what goes to a port and never says how it ended. */
    public static final class Forgetful implements Intermediate {
        private static final int FRAME_OCTETS_MIN = 38;

        @Override
        public int attributes() {
            return sluice.ndis.MiniportAttributes.INTERMEDIATE
                    | sluice.ndis.MiniportAttributes.DESERIALIZE;
        }

        @Override
        public NdisStatus send(LowerEdge below, NdisPacket packet) {
            boolean kept = packet.lengthOctets() >= FRAME_OCTETS_MIN && packet.u16(36) == 53;
            return kept ? NdisStatus.PENDING : below.send(packet);
        }
    }

    /** Does not ask whether there is a descriptor. */
    public static final class Trusting implements Intermediate {
        private @Nullable NdisPacketPool pool;

        @Override
        public void attach(IntermediateContext here) {
            pool = here.packetPool(64);
        }

        @Override
        public NdisStatus send(LowerEdge below, NdisPacket packet) {
            NdisPacketPool from = requireNonNull(pool);
            NdisPacket own = requireNonNull(from.repackage(packet));
            own.setProtocolReserved(0, packet);
            NdisStatus status = below.send(own);
            if (status != NdisStatus.PENDING) from.free(own);
            return status;
        }

        @Override
        public void sendComplete(UpperEdge above, NdisPacket packet, NdisStatus status) {
            var original = (NdisPacket) requireNonNull(packet.protocolReserved(0));
            requireNonNull(pool).free(packet);
            above.sendComplete(original, status);
        }
    }

    /** Properties that must fail, run by the tests below and by nobody else. */
    static final class Wrong {
        private static Supplier<NdisDriver> driver = Passthru::new;

        @Property(
                tries = 300,
                seed = "1",
                edgeCases = EdgeCasesMode.NONE,
                shrinking = ShrinkingMode.FULL)
        void keepsTheContract(@ForAll NdisSchedule schedule) {
            schedule.play(driver);
        }
    }

    private static String failure(Supplier<NdisDriver> driver) {
        Wrong.driver = driver;
        try {
            return FailingProperty.messageOf(Wrong.class);
        } finally {
            Wrong.driver = Passthru::new;
        }
    }

    @Test
    void shouldShrinkACompletionTooManyToTheOnePacketItTakes() {
        String said = failure(() -> new TwiceDone(53));
        assertThat(said)
                .contains("S02")
                .contains("0x0000007C")
                .contains("NdisScheduleTest.java:")
                .containsPattern(
                        "with the driver on a schedule\n    1\\d ms  [^\n]*\n\nas a scenario")
                .contains("options: {port: 53}}]")
                .contains("- bug-check: {on: win, rule: S02}");
    }

    @Test
    void shouldFindASendThatIsNeverCompleted() {
        String said = failure(Forgetful::new);
        assertThat(said).contains("udp 0 octets, win to lin:53");
        assertThat(said.lines().filter(line -> line.contains("- udp: {from"))).hasSize(1);
    }

    @Test
    void shouldFindWhoDoesNotThinkOfMemory() {
        var packet = new Datagram(1, true, 9, 0);
        var lacking = new NdisSchedule(List.of(packet, new Shortage(1, 3), packet));
        var enough = new NdisSchedule(List.of(packet, packet));
        assertThat(enough.run(Trusting::new).clean()).isTrue();
        var played = lacking.run(Trusting::new);
        assertThat(played.bugCheck().orElseThrow().rule().id()).isEqualTo("DRIVER_THREW");
    }

    @Test
    void shouldGiveTheWholeScenario() {
        var schedule =
                new NdisSchedule(
                        List.of(
                                new Datagram(5, true, 9, 1500),
                                new Echo(10, false, 56),
                                new Arrival(1, Frame.of(new byte[20], "zeros")),
                                new Reset(1, true),
                                new Cable(1, false),
                                new Neighbour(1, true, false),
                                new Shortage(0, 1),
                                new TakeOut(3),
                                new PutIn(4),
                                new Neighbour(1, true, true),
                                new Neighbour(1, false, true),
                                new Pause(1, true),
                                new Pause(1, false),
                                new Power(1, true),
                                new Power(1, false),
                                new Binding(1, false),
                                new Binding(1, true),
                                new Frames(1, 3),
                                new Cancel(1),
                                new SurpriseRemoval(1)));
        assertThat(schedule.scenario(new TwiceDone(9)))
                .isEqualTo(
                        """
                        title: TwiceDone on a schedule
                        # A protocol of the kit's sent frames too; that cannot be said here.
                        hosts:
                          win:
                            kind: windows
                            verifier: strict
                            nics:
                              - name: lan
                                mac: "02:00:00:00:00:01"
                                transmit-slots: 4
                                addresses: [192.0.2.1/24]
                                drivers: [{class: sluice.testing.NdisScheduleTest$TwiceDone, name: driver, options: {port: 9}}]
                          lin:
                            kind: linux
                            nics: [{mac: "02:00:00:00:00:02", addresses: [192.0.2.2/24]}]
                        links:
                          - {between: [win/lan, lin], name: cable, rate: 100Mbit, queue: 1000}
                        programs:
                          - udp-sink: {on: win, port: 9}
                          - udp-sink: {name: far-sink, on: lin, port: 9}
                        traffic:
                          - udp: {from: win, to: "192.0.2.2:9", length: 1500, start: 15ms}
                          - ping: {from: lin, to: 192.0.2.1, length: 56, start: 25ms}
                          - frame: {into: win/lan, hex: "0200000000010000000000000000000000000000", start: 26ms} # zeros
                        steps:
                          - {at: 27ms, reset: {on: win/lan, driver: driver}}
                          - {at: 28ms, link: {name: cable, state: down}}
                          - {at: 29ms, insert-driver: {on: win/lan, driver: passthru, name: neighbour}}
                          - {at: 29ms, fault: {on: win, by: driver, times: 1}}
                          - {at: 32ms, remove-driver: {on: win/lan, name: driver}}
                          - {at: 36ms, insert-driver: {on: win/lan, class: sluice.testing.NdisScheduleTest$TwiceDone, name: driver, options: {port: 9}}}
                          - {at: 37ms, insert-driver: {on: win/lan, driver: lwf-count, name: filter}}
                          - {at: 38ms, remove-driver: {on: win/lan, name: filter}}
                          - {at: 39ms, pause: {on: win/lan}}
                          - {at: 40ms, restart: {on: win/lan}}
                          - {at: 41ms, power: {on: win/lan, state: D3}}
                          - {at: 42ms, power: {on: win/lan, state: D0}}
                          - {at: 43ms, unbind: {on: win/lan}}
                          - {at: 44ms, bind: {on: win/lan}}
                          - {at: 46ms, cancel: {on: win/lan}}
                          - {at: 47ms, surprise-remove: {on: win/lan}}
                        expect:
                          - dropped: {on: win, at-least: 0}
                        """);
    }

    @Test
    void shouldNotAccuseTcpipOfLengthsThatADriverHadLowered() {
        // It was believed that the largest frame is asked for once; the driver that lowers it goes.
        var schedule =
                new NdisSchedule(
                        List.of(
                                new Datagram(0, true, 9, 0),
                                new TakeOut(0),
                                new Datagram(0, true, 9, 1469)));
        var played =
                schedule.run(() ->
                        new sluice.bump.PppoeDriver(sluice.bump.PppoeRole.HOST, NdisStage.WIN, ""));
        assertThat(played.rules()).isEmpty();
        assertThat(played.clean()).isTrue();
    }

    /** Believed: who sends in a reset is refused, and that is all. True: tcpip breaks Q07 by it. */
    @Test
    void shouldNotAccuseTcpipOfSendingWhileTheNicIsReset() {
        var schedule = new NdisSchedule(List.of(new Reset(5, false), new Datagram(0, true, 9, 10)));
        var played =
                schedule.run(
                        NdisBed.ofMiniport(nic -> new SlowlyReset(new SimMiniport(nic, false))));
        assertThat(played.rules()).isEmpty();
        assertThat(played.clean()).isTrue();
    }

    @Test
    void shouldFindAMiniportThatCompletesTwice() {
        var schedule = new NdisSchedule(List.of(new Datagram(5, true, 9, 10)));
        schedule.playMiniport(nic -> new SimMiniport(nic, false));
        assertThatThrownBy(
                        () -> schedule.playMiniport(nic -> new Hasty(new SimMiniport(nic, false))))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("S01")
                .hasMessageContaining("udp 10 octets");
    }

    /** Answers SUCCESS though the NIC has it still. */
    private static final class Hasty extends SlowlyReset {
        Hasty(sluice.ndis.Miniport inner) {
            super(inner);
        }

        @Override
        public NdisStatus send(NdisPacket packet) {
            var _ = super.send(packet);
            return NdisStatus.SUCCESS;
        }
    }

    @Test
    void shouldFindAProtocolThatGivesNothingBack() {
        var schedule = new NdisSchedule(List.of(new Echo(5, true, 10), new TakeOut(20)));
        schedule.playProtocol(() -> new sluice.samples.windows.ImPassthru("lan", "above"));
        assertThatThrownBy(() -> schedule.playProtocol(Careless::new))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("ping 10 octets");
    }

    /** A protocol that keeps every frame and gives none back. */
    private static final class Careless implements Protocol {
        @Override
        public String name() {
            return "careless";
        }

        @Override
        public NdisStatus bindAdapter(BindContext bind) {
            var binding =
                    bind.open(bind.adapter().host().place("careless", Layering.ETHERNET)).binding();
            if (binding == null) return NdisStatus.FAILURE;
            binding.setPacketFilter(PacketFilters.PROMISCUOUS, Set.of());
            return NdisStatus.SUCCESS;
        }

        @Override
        public void sendComplete(ProtocolBinding binding, NdisPacket packet, NdisStatus status) {}

        @Override
        public int receivePacket(ProtocolBinding binding, NdisPacket packet) {
            return packet.outOfBand().status() == NdisStatus.RESOURCES ? 0 : 1;
        }
    }

    @Test
    void shouldLeaveOutWhatCannotBe() {
        var taken = new TakeOut(1);
        var put = new PutIn(1);
        var schedule =
                new NdisSchedule(
                        List.of(put, new Cable(1, true), taken, taken, new Reset(1, true), put));
        assertThat(schedule.actions()).containsExactly(taken, put);
    }
}
