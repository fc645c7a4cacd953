package sluice.ndis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import sluice.defer.Deferral;
import sluice.defer.Outcome;
import sluice.defer.Verdict;
import sluice.ndis.filter.FilterDriver;
import sluice.packet.DropReason;
import sluice.packet.Packet;
import sluice.trace.StepText;
import sluice.world.WorldOptions;

/**
 * Every send is completed exactly once, whatever happens between: the wrapper is played against a
 * naive model, a set of the packets that are out. No packet is lost or forged, no contract broken.
 */
class SendLawsProperties {
    private static final int ACTS_MAX = 60;
    private static final int DRIVERS_MAX = 5;
    private static final int IDS = 3;

    /** Serialized drivers that park let one packet on a round, and may stand below one another. */
    private static final int ROUNDS_MAX = (ACTS_MAX + 1) * (DRIVERS_MAX + 1);

    /** What may happen; {@code pick} chooses among several. */
    record Act(Kind kind, int pick) {}

    enum Kind {
        SEND,
        RECEIVE,
        RETURN,
        COMPLETE,
        ROOM,
        FINISH,
        DISCARD,
        RESET_NIC,
        RESET_DRIVER,
        INSERT,
        REMOVE,
        MOVE,
        CANCEL,
        PAUSE,
        RESTART,
        SLEEP,
        WAKE,
        ANSWER,
        ADVANCE
    }

    /** The kinds of miniport. */
    enum Bottom {
        SERIALIZED,
        DESERIALIZED,
        NDIS_6
    }

    /** The rig's miniport of NDIS 6 does not wait in a pause or a reset, as a verifier asks. */
    @Provide
    Arbitrary<Bottom> bottoms() {
        return Rig.LEVEL == VerifierLevel.OFF
                ? Arbitraries.of(Bottom.class)
                : Arbitraries.of(Bottom.SERIALIZED, Bottom.DESERIALIZED);
    }

    @Provide
    Arbitrary<List<Act>> acts() {
        Arbitrary<Kind> kinds =
                Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(3, Arbitraries.of(Kind.class)),
                        net.jqwik.api.Tuple.of(
                                4, Arbitraries.of(Kind.SEND, Kind.COMPLETE, Kind.FINISH)));
        return Combinators.combine(kinds, Arbitraries.integers().between(0, 255))
                .as(Act::new)
                .list()
                .ofMaxSize(ACTS_MAX);
    }

    @Property(tries = 400)
    void shouldCompleteEverySendExactlyOnce(
            @ForAll("acts") List<Act> acts, @ForAll("bottoms") Bottom bottom, @ForAll long seed) {
        var game = new Game(bottom, WorldOptions.DEFAULT.withShuffle(seed));
        acts.forEach(game::play);
        game.finish();
    }

    @Property(tries = 60)
    void shouldWriteTheSameTraceForTheSameSeed(
            @ForAll("acts") List<Act> acts, @ForAll("bottoms") Bottom bottom, @ForAll long seed) {
        assertThat(trace(acts, bottom, seed)).isEqualTo(trace(acts, bottom, seed));
    }

    private static String trace(List<Act> acts, Bottom bottom, long seed) {
        var text = new StringBuilder();
        var game =
                new Game(
                        bottom,
                        WorldOptions.DEFAULT.withShuffle(seed),
                        step -> StepText.appendJson(text, step));
        acts.forEach(game::play);
        game.finish();
        return text.toString();
    }

    /** The rig, drivers that park, and the model. */
    private static final class Game {
        private final Rig rig;
        private final List<Deferral> parked = new ArrayList<>();
        private final Set<Long> out = new HashSet<>();
        private int completionsSeen;
        private int names;

        Game(Bottom bottom, WorldOptions options) {
            this(bottom, options, null);
        }

        Game(
                Bottom bottom,
                WorldOptions options,
                sluice.trace.@org.jspecify.annotations.Nullable TraceSink trace) {
            int attributes = bottom == Bottom.SERIALIZED ? 0 : MiniportAttributes.DESERIALIZE;
            rig = new Rig(5, bottom == Bottom.NDIS_6 ? 6 : 5, attributes, trace, options);
            rig.keep = true;
        }

        void play(Act act) {
            switch (act.kind) {
                case SEND -> send(act.pick);
                case RECEIVE -> {
                    if (rig.adapter.power() != DevicePower.D0) return; // the device sleeps
                    boolean lend = act.pick % 4 == 0;
                    rig.bottom.indicate(
                            "0a000000000102000000000208000102",
                            lend ? NdisStatus.RESOURCES : NdisStatus.SUCCESS);
                }
                case RETURN -> {
                    if (!rig.keptAbove.isEmpty()) {
                        int at = act.pick % rig.keptAbove.size();
                        rig.binding.returnPacket(rig.keptAbove.remove(at));
                    }
                }
                case COMPLETE -> {
                    if (!rig.bottom.pending.isEmpty())
                        rig.bottom.complete(
                                act.pick % 3 == 0 ? NdisStatus.FAILURE : NdisStatus.SUCCESS);
                }
                case ROOM -> rig.roomAgain();
                case FINISH -> decide(act.pick, Outcome.CONTINUE);
                case DISCARD -> decide(act.pick, Outcome.discard(NO));
                case RESET_NIC -> rig.adapter.reset();
                case RESET_DRIVER -> {
                    var drivers = rig.adapter.drivers();
                    if (!drivers.isEmpty())
                        rig.adapter.resetDriver(drivers.get(act.pick % drivers.size()).name());
                }
                case INSERT -> {
                    if (rig.adapter.drivers().size() < DRIVERS_MAX)
                        rig.adapter.insert(act.pick % 3, "d" + names++, driver(act.pick));
                }
                case REMOVE -> {
                    var drivers = rig.adapter.drivers();
                    if (!drivers.isEmpty())
                        rig.adapter.remove(drivers.get(act.pick % drivers.size()).name());
                }
                case MOVE -> {
                    var drivers = rig.adapter.drivers();
                    if (!drivers.isEmpty())
                        rig.adapter.move(
                                drivers.get(act.pick % drivers.size()).name(), act.pick % 5);
                }
                case CANCEL -> rig.binding.cancelSends("id " + act.pick % IDS);
                case PAUSE -> rig.adapter.pause();
                case RESTART -> rig.adapter.restart();
                case SLEEP -> {
                    if (out.isEmpty()) rig.adapter.setPower(DevicePower.D3);
                }
                case WAKE -> rig.adapter.setPower(DevicePower.D0);
                case ANSWER ->
                        rig.bottom.answer =
                                switch (act.pick % 4) {
                                    case 0 -> NdisStatus.SUCCESS;
                                    case 1 -> NdisStatus.FAILURE;
                                    case 2 ->
                                            rig.bottom.five.attributes() == 0
                                                    ? NdisStatus.RESOURCES
                                                    : NdisStatus.PENDING;
                                    default -> NdisStatus.PENDING;
                                };
                case ADVANCE -> rig.advance(act.pick * 40_000_000L);
            }
            observe();
        }

        private void send(int pick) {
            if (rig.adapter.power() != DevicePower.D0) return; // it was told so
            Packet data = rig.packet("0a0000000001020000000002080001%02x".formatted(pick));
            out.add(data.id());
            NdisPacket packet = Objects.requireNonNull(rig.pool.allocate(data));
            if (pick % 5 == 0) packet.scatter(pick % 16, 3);
            packet.setCancelId("id " + pick % IDS);
            rig.send(packet);
        }

        private void decide(int pick, Outcome outcome) {
            parked.removeIf(deferral -> !deferral.isOpen());
            if (!parked.isEmpty()) parked.remove(pick % parked.size()).finish(outcome);
        }

        /** Each completion must be of a packet that is out, and takes it off. */
        private void observe() {
            for (; completionsSeen < rig.completedIds.size(); completionsSeen++)
                assertThat(out.remove(rig.completedIds.get(completionsSeen))).isTrue();
            assertThat(rig.world.ledger().check()).isEmpty();
            assertThat(rig.world.contracts().all())
                    .filteredOn(breach -> !breach.rule().equals("Q08")) // it wants to be timed
                    .isEmpty();
            assertThat(rig.binding.sendsOut()).isEqualTo(out.size());
            if (rig.adapter.state() == AdapterState.PAUSED)
                assertThat(rig.adapter.underWay()).isZero();
        }

        void finish() {
            rig.bottom.answer = NdisStatus.SUCCESS;
            rig.adapter.setPower(DevicePower.D0);
            rig.adapter.restart();
            for (int round = 0; round < ROUNDS_MAX && !quiet(); round++) {
                for (Deferral deferral : List.copyOf(parked))
                    if (deferral.isOpen()) deferral.finish(Outcome.CONTINUE);
                while (!rig.bottom.pending.isEmpty()) rig.bottom.complete(NdisStatus.SUCCESS);
                rig.roomAgain();
                while (!rig.keptAbove.isEmpty())
                    rig.binding.returnPacket(rig.keptAbove.removeFirst());
                observe();
            }
            assertThat(out).isEmpty();
            assertThat(rig.adapter.isRunning()).isTrue();
            rig.settled();
        }

        private boolean quiet() {
            rig.run();
            observe();
            return rig.world.ledger().alive().isEmpty()
                    && rig.adapter.underWay() == 0
                    && rig.adapter.isRunning();
        }

        private NdisDriver driver(int pick) {
            return switch (pick % 6) {
                case 0 -> new Intermediate() {};
                case 1 -> new Light();
                case 2 -> new Park(false, 3);
                case 3 -> new Park(true, 2);
                case 4 -> new Hasty();
                default -> new Raw();
            };
        }

        /** Parks some sends and receives, refuses when full. */
        private final class Park implements FilterDriver {
            private final boolean serialized;
            private final Verdict verdict;

            Park(boolean serialized, int slots) {
                this.serialized = serialized;
                this.verdict =
                        Verdict.pend(
                                deferral -> {
                                    parked.removeIf(one -> !one.isOpen());
                                    return parked.size() < slots && parked.add(deferral);
                                },
                                Verdict.drop(NO));
            }

            @Override
            public Verdict onSend(Packet packet) {
                return verdict;
            }

            @Override
            public Verdict onReceive(Packet packet) {
                return packet.id() % 2 == 0 ? verdict : Verdict.PASS;
            }

            @Override
            public int attributes() {
                return serialized ? 0 : MiniportAttributes.INTERMEDIATE;
            }
        }

        /** Finishes inside the offer, and refuses afterwards every other time. */
        private static final class Hasty implements FilterDriver {
            private int turn;

            @Override
            public Verdict onSend(Packet packet) {
                return Verdict.pend(
                        deferral -> {
                            boolean finishes = turn++ % 3 != 0;
                            if (finishes) deferral.finish(Outcome.CONTINUE);
                            return turn % 2 == 0 && finishes;
                        },
                        Verdict.PASS);
            }

            @Override
            public Verdict onReceive(Packet packet) {
                return onSend(packet);
            }
        }
    }

    private static final class Raw implements Intermediate {
        @Override
        public NdisStatus send(LowerEdge below, NdisPacket packet) {
            return below.send(packet);
        }

        @Override
        public void sendComplete(UpperEdge above, NdisPacket packet, NdisStatus status) {
            above.sendComplete(packet, status);
        }

        @Override
        public int receive(UpperEdge above, NdisPacket packet) {
            return above.indicateReceive(packet);
        }
    }

    private static final class Light implements LightweightFilter {
        @Override
        public void sendNetBufferLists(FilterContext filter, NetBufferList chain) {
            filter.send(chain);
        }

        @Override
        public void returnNetBufferLists(FilterContext filter, NetBufferList chain) {
            filter.returnLists(chain);
        }
    }

    private static final DropReason NO = new No();

    private record No() implements DropReason {
        @Override
        public String name() {
            return "NO";
        }

        @Override
        public String area() {
            return "test";
        }

        @Override
        public String text() {
            return "the test said no";
        }
    }
}
