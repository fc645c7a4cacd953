package sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import sluice.defer.Deferral;
import sluice.defer.Outcome;
import sluice.defer.Verdict;
import sluice.ndis.NdisStatus;
import sluice.ndis.filter.FilterDriver;
import sluice.nic.NicDrop;
import sluice.packet.Packet;

/** The laws of a send through drivers, whatever happens meanwhile. */
@BalancedLedger
class SandwichProperties {
    /** Parks every packet in both directions for somebody else to decide about. */
    private static final class Parker implements FilterDriver {
        private final ArrayDeque<Deferral> parked = new ArrayDeque<>();
        private final int slotsMax;
        private boolean attached = true;

        Parker(int slotsMax) {
            this.slotsMax = slotsMax;
        }

        @Override
        public Verdict onSend(Packet packet) {
            return attached
                    ? Verdict.pend(this::park, Verdict.drop(NicDrop.RX_RING_FULL))
                    : Verdict.PASS;
        }

        private boolean park(Deferral deferral) {
            return parked.size() < slotsMax && parked.add(deferral);
        }

        void decide(Outcome outcome) {
            Deferral next = parked.poll();
            if (next != null && next.isOpen()) next.finish(outcome);
        }

        void detach() {
            attached = false;
            while (!parked.isEmpty()) decide(Outcome.CONTINUE);
        }

        @Override
        public void onReset() {
            parked.removeIf(deferral -> !deferral.isOpen());
        }
    }

    private static final class Passthru implements FilterDriver {}

    @Provide
    Arbitrary<List<DriverAction>> actions() {
        return DriverAction.sequences(60, DriverAction.Kind.values());
    }

    @Provide
    Arbitrary<Frame> frames() {
        return AnyFrame.any();
    }

    @Property(tries = 200)
    void shouldCompleteEachSendExactlyOnceUnderAnySequence(
            @ForAll("actions") List<DriverAction> actions,
            @ForAll("frames") Frame frame,
            @ForAll long seed,
            Worlds worlds) {
        var parker = new Parker(4);
        Sandwich rig = Sandwich.in(worlds.shuffled(seed), new Passthru(), parker);
        int sends = 0;
        int inserted = 0;
        var names = new ArrayList<String>();
        for (DriverAction action : actions) {
            switch (action.kind()) {
                case SEND -> {
                    rig.above().send(frame);
                    sends++;
                }
                case RECEIVE -> rig.below().indicate(frame);
                case FINISH -> rig.atDeferred(() -> parker.decide(Outcome.CONTINUE));
                case REFUSE ->
                        rig.atDeferred(() -> parker.decide(Outcome.discard(NicDrop.LOST_ON_LINK)));
                case RESET ->
                        rig.atDeferred(
                                () -> rig.adapter().resetDriver("driver" + (action.pick() & 1)));
                case DETACH -> rig.atDeferred(parker::detach);
                case INSERT -> {
                    if (names.size() < 3) {
                        String name = "late" + inserted++;
                        names.add(name);
                        rig.adapter().insert(action.pick() % 4, name, new Passthru());
                        rig.settle();
                    }
                }
                case REMOVE -> {
                    if (!names.isEmpty())
                        rig.adapter().remove(names.remove(action.pick() % names.size()));
                    rig.settle();
                }
                case ADVANCE -> {
                    if ((action.pick() & 1) == 0) rig.below().complete(NdisStatus.SUCCESS);
                    rig.advance(action.nanos());
                }
            }
            assertThat(rig.world().ledger().check()).isEmpty();
            assertThat(rig.above().completions().size() + rig.above().pending())
                    .as("completed and pending of %d sends", sends)
                    .isEqualTo(sends);
        }
        // A change of the stack waits until all sends are over: let everything finish.
        for (int round = 0; round < 100 && rig.above().pending() > 0; round++) {
            rig.atDeferred(parker::detach);
            rig.below().completeAll(NdisStatus.SUCCESS);
            rig.advance(1_000_000_000);
        }
        assertThat(rig.above().pending()).isZero();
        assertThat(rig.above().completions()).hasSize(sends);
        rig.advance(60_000_000_000L);
        assertThat(rig.world().ledger().totals().held()).isZero();
    }

    /** A driver that only passes changes nothing that either side can see. */
    @Property(tries = 100)
    void shouldNotBeSeenIfItOnlyPasses(@ForAll("frames") Frame frame, Worlds worlds) {
        List<Sandwich> rigs =
                List.of(
                        Sandwich.in(worlds.open()),
                        Sandwich.in(worlds.open(), new Passthru()),
                        Sandwich.in(worlds.open(), new Passthru(), new Passthru()));
        for (Sandwich rig : rigs) {
            rig.above().send(frame);
            rig.below().indicate(frame);
            assertThat(rig.below().sent())
                    .extracting(Frame::octets)
                    .containsExactly(frame.octets());
            assertThat(rig.above().received())
                    .extracting(Frame::octets)
                    .containsExactly(frame.octets());
            assertThat(rig.above().completions()).isEmpty();
            rig.below().completeAll(NdisStatus.SUCCESS);
            assertThat(rig.above().answers()).containsExactly(NdisStatus.PENDING);
            assertThat(rig.above().completions()).containsExactly(NdisStatus.SUCCESS);
        }
    }

    @Example
    void shouldHoldTheSendUntilItIsDecided(Worlds worlds) {
        var parker = new Parker(1);
        Sandwich rig = Sandwich.in(worlds.open(), parker);
        Frame frame = Frame.of(new byte[60], "zeros");
        rig.above().send(frame);
        rig.above().send(frame); // no slot: dropped at once
        assertThat(rig.below().sent()).isEmpty();
        assertThat(rig.above().answers()).containsExactly(NdisStatus.PENDING, NdisStatus.FAILURE);
        rig.atDeferred(() -> parker.decide(Outcome.CONTINUE));
        assertThat(rig.below().sent()).hasSize(1);
        assertThat(rig.above().completions()).containsExactly(NdisStatus.FAILURE);
        rig.below().completeAll(NdisStatus.SUCCESS);
        assertThat(rig.above().completions())
                .containsExactly(NdisStatus.FAILURE, NdisStatus.SUCCESS);
    }
}
