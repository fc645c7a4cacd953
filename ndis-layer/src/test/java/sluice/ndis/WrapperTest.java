package sluice.ndis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sluice.ndis.MiniportAttributes.DESERIALIZE;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sluice.trace.ContractBroken;
import sluice.trace.Step;

class WrapperTest {
    private static final String FRAME = "0a0000000002020000000001080045";
    private static final long SECOND = 1_000_000_000L;

    // ---- serialized miniports

    @Test
    void shouldSubmitOnePacketAtATimeToSerializedMiniport() {
        var rig = new Rig(5, 5, 0, null);
        for (int i = 0; i < 3; i++)
            assertThat(rig.send(FRAME + "0" + i)).isEqualTo(NdisStatus.PENDING);
        assertThat(rig.bottom.sent).containsExactly(FRAME + "00");
        rig.bottom.complete(NdisStatus.SUCCESS);
        assertThat(rig.bottom.sent).containsExactly(FRAME + "00", FRAME + "01");
        rig.bottom.context().sendResourcesAvailable();
        assertThat(rig.bottom.sent).hasSize(3);
        rig.bottom.complete(NdisStatus.SUCCESS);
        rig.bottom.complete(NdisStatus.SUCCESS);
        assertThat(rig.completions).containsExactly("SUCCESS", "SUCCESS", "SUCCESS");
        rig.settled();
    }

    @Test
    void shouldKeepRefusedPacketAtTheHeadAndTryAgain() {
        var rig = new Rig(5, 5, 0, null);
        rig.bottom.answer = NdisStatus.RESOURCES;
        assertThat(rig.send(FRAME + "00")).isEqualTo(NdisStatus.PENDING);
        assertThat(rig.send(FRAME + "01")).isEqualTo(NdisStatus.PENDING);
        assertThat(rig.bottom.sent).isEmpty();
        rig.bottom.answer = NdisStatus.SUCCESS;
        rig.roomAgain();
        assertThat(rig.bottom.sent).containsExactly(FRAME + "00", FRAME + "01");
        assertThat(rig.completions).containsExactly("SUCCESS", "SUCCESS");
        rig.settled();
    }

    @Test
    void shouldResetSerializedMiniportThatKeepsAPacketTooLong() {
        List<Step> steps = new ArrayList<>();
        var rig = new Rig(5, 5, 0, steps::add);
        rig.send(FRAME + "00");
        rig.send(FRAME + "01");
        rig.advance(2 * SECOND);
        assertThat(rig.bottom.resets).isZero();
        rig.advance(4 * SECOND); // the window is (I, 3I] with I = 2 s
        assertThat(rig.bottom.resets).isEqualTo(1);
        assertThat(rig.completions).containsExactly("RESET_IN_PROGRESS", "REQUEST_ABORTED");
        assertThat(rig.statuses).containsExactly(NdisStatus.RESET_START, NdisStatus.RESET_END);
        assertThat(steps).filteredOn(step -> step instanceof NdisStep.Reset).hasSize(1);
        rig.settled();
    }

    @Test
    void shouldNotResetDeserializedMiniportForAPacket() {
        var rig = new Rig(5, 5, DESERIALIZE, null);
        rig.send(FRAME);
        rig.advance(20 * SECOND);
        assertThat(rig.bottom.resets).isZero();
        rig.bottom.complete(NdisStatus.SUCCESS);
        rig.settled();
    }

    @Test
    void shouldCallCompletionAfterResetABrokenContract() {
        var rig = new Rig(5, 5, 0, null);
        rig.send(FRAME);
        NdisPacket held = rig.bottom.pending.getFirst();
        rig.adapter.reset();
        assertThat(rig.completions).containsExactly("REQUEST_ABORTED");
        var miniport = rig.bottom.context();
        assertThatThrownBy(() -> miniport.sendComplete(held, NdisStatus.SUCCESS))
                .isInstanceOf(ContractBroken.class)
                .hasMessageStartingWith(Rig.LEVEL == VerifierLevel.OFF ? "S02" : "Q03");
    }

    // ---- contracts

    @Test
    void shouldNoticeSecondCompletion() {
        var rig = new Rig(5, 5, DESERIALIZE, null);
        rig.send(FRAME);
        NdisPacket held = rig.bottom.pending.getFirst();
        rig.bottom.complete(NdisStatus.SUCCESS);
        var miniport = rig.bottom.context();
        assertThatThrownBy(() -> miniport.sendComplete(held, NdisStatus.SUCCESS))
                .isInstanceOf(ContractBroken.class);
        assertThat(rig.world.contracts().all()).hasSize(1);
        assertThat(rig.completions).hasSize(1);
    }

    @Test
    void shouldNoticeDriverThatCompletesAndAnswers() {
        var rig = new Rig(5, 5, DESERIALIZE, null);
        rig.adapter.insert(0, "both", new Completer());
        assertThatThrownBy(() -> rig.send(FRAME))
                .isInstanceOf(ContractBroken.class)
                .hasMessageContaining("completed and then answered");
    }

    /** Schedules work that fails, in one of the ways there are. */
    private static final class FailsLater implements Intermediate {
        private final boolean byTimer;

        FailsLater(boolean byTimer) {
            this.byTimer = byTimer;
        }

        @Override
        public void attach(IntermediateContext context) {
            var scheduler = context.host().scheduler();
            var lane = context.host().cpu().deferred();
            if (byTimer) scheduler.timer(lane, this::fail).arm(5);
            else scheduler.schedule(5, lane, FailsLater::fail, this);
        }

        private void fail() {
            throw new IllegalStateException("later");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldPutDownToTheDriverWhatItsOwnWorkThrows(boolean byTimer) {
        var rig = new Rig(5, 5, DESERIALIZE, null);
        rig.adapter.insert(0, "other", new Completer());
        rig.adapter.insert(0, "late", new FailsLater(byTimer));
        assertThatThrownBy(() -> rig.world.runUntil(10))
                .isInstanceOf(ContractBroken.class)
                .hasMessageContaining("its scheduled work threw java.lang.IllegalStateException")
                .hasMessageContaining("offender host/ndis/late")
                .hasRootCauseMessage("later");
        assertThat(rig.world.contracts().all()).hasSize(1);
    }

    @Test
    void shouldNotPutDownToADriverWhatOtherWorkThrows() {
        var rig = new Rig(5, 5, DESERIALIZE, null);
        rig.adapter.insert(0, "hold", new FailsLater(false));
        var lane = rig.host.cpu().deferred();
        rig.host.scheduler().timer(lane, FailingStack.TASK).arm(1);
        assertThatThrownBy(() -> rig.world.runUntil(10)).hasMessage("the stack");
        assertThat(rig.world.contracts().all()).isEmpty();
    }

    @Test
    void shouldNoticeResourcesFromDeserializedMiniport() {
        var rig = new Rig(5, 5, DESERIALIZE, null);
        rig.bottom.answer = NdisStatus.RESOURCES;
        assertThatThrownBy(() -> rig.send(FRAME))
                .isInstanceOf(ContractBroken.class)
                .hasMessageStartingWith("S07");
    }

    @Test
    void shouldNoticeDriverThatKeepsALentPacket() {
        var rig = new Rig(5, 5, DESERIALIZE, null);
        rig.adapter.insert(0, "keeper", new Keeper());
        assertThatThrownBy(() -> rig.bottom.indicate(FRAME, NdisStatus.RESOURCES))
                .isInstanceOf(ContractBroken.class)
                .hasMessageStartingWith("R04");
    }

    @Test
    void shouldNameTheDriverThatThrew() {
        var rig = new Rig(5, 5, DESERIALIZE, null);
        rig.adapter.insert(0, "thrower", new Thrower());
        assertThatThrownBy(() -> rig.send(FRAME))
                .isInstanceOf(ContractBroken.class)
                .hasMessageContaining("host/ndis/thrower")
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    /** Once only what a driver threw from its send and receive was put down to it. */
    @Test
    void shouldNameTheDriverThatThrewFromAnyCallback() {
        for (Class<? extends Throwable> kind :
                java.util.List.of(
                        IllegalStateException.class,
                        StackOverflowError.class,
                        AssertionError.class,
                        NoSuchMethodError.class)) {
            var rig = new Rig(5, 5, DESERIALIZE, null);
            rig.adapter.insert(0, "late", new LateThrower(kind));
            rig.send(FRAME);
            assertThatThrownBy(() -> rig.bottom.complete(NdisStatus.SUCCESS))
                    .isInstanceOf(ContractBroken.class)
                    .hasMessageContaining("host/ndis/late")
                    .hasCauseInstanceOf(kind);

            var filtered = new Rig(5, 5, DESERIALIZE, null);
            filtered.adapter.insert(0, "light", new LightThrower(kind));
            filtered.send(FRAME);
            assertThatThrownBy(() -> filtered.bottom.complete(NdisStatus.SUCCESS))
                    .isInstanceOf(ContractBroken.class)
                    .hasMessageContaining("host/ndis/light");
        }
    }

    @Test
    void shouldNameTheDriverThatThrewWhenItWasPutIn() {
        var rig = new Rig(5, 5, DESERIALIZE, null);
        assertThatThrownBy(() -> rig.adapter.insert(0, "unready", new Unready()))
                .isInstanceOf(ContractBroken.class)
                .hasMessageContaining("host/ndis/unready");
    }

    // ---- intermediate drivers

    @Test
    void shouldLetDriverRepackageAndCompleteTheOriginal() {
        var rig = new Rig(5, 5, DESERIALIZE, null);
        var repackager = new Repackager();
        rig.adapter.insert(0, "repackager", repackager);
        rig.send(FRAME);
        assertThat(rig.bottom.sent).containsExactly(FRAME);
        rig.bottom.complete(NdisStatus.SUCCESS);
        assertThat(rig.completions).containsExactly("SUCCESS");
        assertThat(Objects.requireNonNull(repackager.pool).used()).isZero();
        rig.settled();
    }

    @Test
    void shouldGiveTwoDriversASlotAndTheThirdNone() {
        var rig = new Rig(5, 5, DESERIALIZE, null);
        List<Noter> drivers = List.of(new Noter(), new Noter(), new Noter());
        for (int i = 0; i < 3; i++) rig.adapter.insert(i, "noter" + i, drivers.get(i));
        rig.send(FRAME);
        assertThat(drivers).extracting(driver -> driver.slot).containsExactly(0, 1, -1);
        rig.bottom.complete(NdisStatus.SUCCESS);
        assertThat(drivers.get(0).found).isSameAs(drivers.get(0));
        assertThat(drivers.get(1).found).isSameAs(drivers.get(1));
        rig.settled();
    }

    @Test
    void shouldEndUnderOneReasonWhatADriverSwallows() {
        var rig = new Rig(5, 5, DESERIALIZE, null);
        var swallower = new Swallower();
        rig.adapter.insert(0, "swallower", swallower);
        rig.send(FRAME);
        swallower.status = NdisStatus.FAILURE;
        rig.send(FRAME);
        rig.bottom.indicate(FRAME, NdisStatus.SUCCESS);
        assertThat(rig.completions).containsExactly("at once SUCCESS", "at once FAILURE");
        assertThat(rig.ended(NdisDrop.COMPLETED_UNSENT)).isEqualTo(1);
        assertThat(rig.ended(NdisDrop.SEND_FAILED)).isEqualTo(1);
        assertThat(rig.ended(NdisDrop.NOT_PASSED_UP)).isEqualTo(1);
        rig.settled();
    }

    @Test
    void shouldPauseUntilNothingIsUnderWayBeforeAChange() {
        List<Step> steps = new ArrayList<>();
        var rig = new Rig(5, 5, DESERIALIZE, steps::add);
        rig.send(FRAME);
        rig.adapter.insert(0, "late", new Swallower());
        rig.run();
        assertThat(rig.adapter.drivers()).isEmpty();
        assertThat(rig.send(FRAME)).isEqualTo(NdisStatus.PAUSED);
        rig.bottom.indicate(FRAME, NdisStatus.SUCCESS);
        rig.bottom.complete(NdisStatus.SUCCESS);
        rig.run();
        assertThat(rig.adapter.drivers()).hasSize(1);
        assertThat(rig.adapter.isRunning()).isTrue();
        assertThat(rig.ended(NdisDrop.ADAPTER_PAUSED)).isEqualTo(1);
        assertThat(rig.ended(NdisDrop.RECEIVED_WHILE_PAUSED)).isEqualTo(1);
        assertThat(steps)
                .filteredOn(step -> step instanceof NdisStep.StateChanged)
                .extracting(Step::verb)
                .containsExactly("pausing", "paused", "running");
        assertThat(rig.adapter.move("late", 3)).isTrue();
        assertThat(rig.adapter.remove("nobody")).isFalse();
        rig.settled();
    }

    @Test
    void shouldRefuseSendsOfAClosedBinding() {
        org.junit.jupiter.api.Assumptions.assumeTrue(
                Rig.LEVEL == VerifierLevel.OFF, "a verifier stops the machine for that");
        var rig = new Rig(5, 5, DESERIALIZE, null);
        rig.binding.close();
        assertThat(rig.send(FRAME)).isEqualTo(NdisStatus.CLOSING);
        rig.bottom.indicate(FRAME, NdisStatus.SUCCESS);
        assertThat(rig.ended(NdisDrop.NOT_ASKED_FOR)).isEqualTo(1);
        rig.settled();
    }

    // ---- several bindings, loopback

    @Test
    void shouldShowReceivesToEveryBindingThatWantsThem() {
        var rig = new Rig(5, 5, DESERIALIZE, null);
        var capture = new Capture();
        var other =
                rig.adapter.open(capture, rig.host.place("capture", rig.protocolPlace.layering()));
        other.setPacketFilter(PacketFilters.DIRECTED, Set.of());
        rig.keep = true;
        rig.bottom.indicate("020000000001" + "020000000009" + "0800", NdisStatus.SUCCESS);
        rig.bottom.indicate("020000000007" + "020000000009" + "0800", NdisStatus.SUCCESS);
        assertThat(rig.received).hasSize(2);
        assertThat(capture.seen).isEqualTo(1);
        rig.keptAbove.forEach(rig.binding::returnPacket);
        assertThat(rig.bottom.returned).hasSize(2);
        rig.settled();
    }

    @Test
    void shouldLoopSendsToBindingsThatListen() {
        var rig = new Rig(5, 5, DESERIALIZE, null);
        rig.binding.setPacketFilter(PacketFilters.STATION, Set.of());
        var capture = new Capture();
        var other =
                rig.adapter.open(capture, rig.host.place("capture", rig.protocolPlace.layering()));
        other.setPacketFilter(PacketFilters.ALL_LOCAL, Set.of());
        rig.send(FRAME);
        assertThat(capture.seen).isEqualTo(1);
        assertThat(capture.looped).isEqualTo(1);
        NdisPacket quiet = Objects.requireNonNull(rig.pool.allocate(rig.packet(FRAME)));
        quiet.setFlags(PacketFlags.DONT_LOOPBACK);
        rig.send(quiet);
        assertThat(capture.seen).isEqualTo(1);
        assertThat(rig.received).isEmpty();
        rig.bottom.complete(NdisStatus.SUCCESS);
        rig.bottom.complete(NdisStatus.SUCCESS);
        rig.settled();
    }

    @Test
    void shouldNotSendFrameToTheAdapterItself() {
        var rig = new Rig(5, 5, DESERIALIZE, null);
        assertThat(rig.send("020000000001" + "020000000001" + "0800"))
                .isEqualTo(NdisStatus.SUCCESS);
        assertThat(rig.bottom.sent).isEmpty();
        assertThat(rig.received).hasSize(1);
        assertThat(rig.ended(NdisEnd.LOOPED_BACK)).isEqualTo(1);
        rig.settled();
    }

    private static final class Capture implements Protocol {
        int seen;
        int looped;

        @Override
        public String name() {
            return "capture";
        }

        @Override
        public void sendComplete(ProtocolBinding binding, NdisPacket packet, NdisStatus status) {}

        @Override
        public int receivePacket(ProtocolBinding binding, NdisPacket packet) {
            seen++;
            if ((packet.flags() & PacketFlags.IS_LOOPBACK_PACKET) != 0) looped++;
            return 0;
        }
    }

    private static final class Completer implements Intermediate {
        private @Nullable UpperEdge above;

        @Override
        public void attach(IntermediateContext context) {
            above = context.above();
        }

        @Override
        public NdisStatus send(LowerEdge below, NdisPacket packet) {
            Objects.requireNonNull(above).sendComplete(packet, NdisStatus.SUCCESS);
            return NdisStatus.SUCCESS;
        }
    }

    private static final class Keeper implements Intermediate {
        @Override
        public int receive(UpperEdge above, NdisPacket packet) {
            return 1;
        }
    }

    private static final class Thrower implements Intermediate {
        @Override
        public NdisStatus send(LowerEdge below, NdisPacket packet) {
            throw new IllegalStateException("on purpose");
        }
    }

    private static <T extends Throwable> RuntimeException thrown(Class<?> kind) throws T {
        try {
            @SuppressWarnings("unchecked")
            T made = (T) kind.getDeclaredConstructor().newInstance();
            throw made;
        } catch (ReflectiveOperationException impossible) {
            return new IllegalStateException(impossible);
        }
    }

    private record LateThrower(Class<?> kind) implements Intermediate {
        @Override
        public void sendComplete(UpperEdge above, NdisPacket packet, NdisStatus status) {
            throw WrapperTest.<RuntimeException>thrown(kind);
        }
    }

    private record LightThrower(Class<?> kind) implements LightweightFilter {
        @Override
        public void sendNetBufferListsComplete(FilterContext filter, NetBufferList chain) {
            throw WrapperTest.<RuntimeException>thrown(kind);
        }
    }

    private static final class Unready implements Intermediate {
        @Override
        public void attach(IntermediateContext context) {
            throw new IllegalStateException("on purpose");
        }
    }

    /** Leaves a note with every packet it passes on. */
    private static final class Noter implements Intermediate {
        int slot;
        @Nullable Object found;
        private @Nullable IntermediateContext context;

        @Override
        public void attach(IntermediateContext here) {
            context = here;
        }

        @Override
        public NdisStatus send(LowerEdge below, NdisPacket packet) {
            slot = Objects.requireNonNull(context).stackSlot(packet);
            if (slot >= 0) packet.stack().setNote(slot, this);
            return below.send(packet);
        }

        @Override
        public void sendComplete(UpperEdge above, NdisPacket packet, NdisStatus status) {
            if (slot >= 0) found = packet.stack().note(slot);
            above.sendComplete(packet, status);
        }
    }

    private static final class Swallower implements Intermediate {
        NdisStatus status = NdisStatus.SUCCESS;

        @Override
        public NdisStatus send(LowerEdge below, NdisPacket packet) {
            return status;
        }

        @Override
        public int receive(UpperEdge above, NdisPacket packet) {
            return 0;
        }
    }

    /** Uses a descriptor of its own below, as every driver had to before NDIS 5.1. */
    private static final class Repackager implements Intermediate {
        @Nullable NdisPacketPool pool;

        @Override
        public void attach(IntermediateContext context) {
            pool = context.packetPool(10);
        }

        @Override
        public NdisStatus send(LowerEdge below, NdisPacket packet) {
            NdisPacket own = Objects.requireNonNull(pool).repackage(packet);
            if (own == null) return NdisStatus.RESOURCES;
            own.setProtocolReserved(0, packet);
            NdisStatus status = below.send(own);
            if (status != NdisStatus.PENDING) own.pool().free(own);
            return status;
        }

        @Override
        public void sendComplete(UpperEdge above, NdisPacket packet, NdisStatus status) {
            var original = (NdisPacket) Objects.requireNonNull(packet.protocolReserved(0));
            packet.pool().free(packet);
            above.sendComplete(original, status);
        }
    }
}
