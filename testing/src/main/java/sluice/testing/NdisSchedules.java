package sluice.testing;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import net.jqwik.api.providers.ArbitraryProvider;
import net.jqwik.api.providers.TypeUsage;

/** Makes {@code @ForAll NdisSchedule} work: jqwik finds it as a service. */
public final class NdisSchedules implements ArbitraryProvider {
    private static final int ACTIONS_MAX = 16;
    private static final int AFTER_MILLIS_MAX = 50;
    private static final int LENGTH_MAX = 4000;
    private static final int WHOLE_MAX = 1400;
    private static final int SHORTAGE_MAX = 3;
    private static final int FRAMES_MAX = 6;

    /** For jqwik. */
    public NdisSchedules() {}

    @Override
    public boolean canProvideFor(TypeUsage type) {
        return type.isOfType(NdisSchedule.class);
    }

    @Override
    public Set<Arbitrary<?>> provideFor(TypeUsage type, SubtypeProvider subtypes) {
        return Set.of(any());
    }

    /** Schedules of up to sixteen actions; most are packets, many at once. */
    public static Arbitrary<NdisSchedule> any() {
        return action().list().ofMinSize(1).ofMaxSize(ACTIONS_MAX).map(NdisSchedule::new);
    }

    private static Arbitrary<NdisAction> action() {
        Arbitrary<Integer> after =
                Arbitraries.frequencyOf(
                        Tuple.of(2, Arbitraries.just(0)),
                        Tuple.of(3, Arbitraries.integers().between(0, AFTER_MILLIS_MAX)));
        Arbitrary<Boolean> yesOrNo = Arbitraries.of(false, true);
        Arbitrary<Integer> port = Arbitraries.of(List.of(NdisStage.PORT, 53, 80, 40_000));
        Arbitrary<Integer> length =
                Arbitraries.frequencyOf(
                        Tuple.of(4, Arbitraries.integers().between(0, WHOLE_MAX)),
                        Tuple.of(1, Arbitraries.integers().between(WHOLE_MAX, LENGTH_MAX)));
        Arbitrary<NdisAction> datagram =
                Combinators.combine(after, yesOrNo, port, length).as(NdisAction.Datagram::new);
        Arbitrary<NdisAction> echo =
                Combinators.combine(after, yesOrNo, length).as(NdisAction.Echo::new);
        Arbitrary<NdisAction> arrival =
                Combinators.combine(after, AnyFrame.any()).as(NdisAction.Arrival::new);
        Arbitrary<NdisAction> reset = Combinators.combine(after, yesOrNo).as(NdisAction.Reset::new);
        Arbitrary<NdisAction> cable = Combinators.combine(after, yesOrNo).as(NdisAction.Cable::new);
        Arbitrary<NdisAction> neighbour =
                Combinators.combine(after, yesOrNo, yesOrNo).as(NdisAction.Neighbour::new);
        Arbitrary<NdisAction> pause = Combinators.combine(after, yesOrNo).as(NdisAction.Pause::new);
        Arbitrary<NdisAction> power = Combinators.combine(after, yesOrNo).as(NdisAction.Power::new);
        Arbitrary<NdisAction> binding =
                Combinators.combine(after, yesOrNo).as(NdisAction.Binding::new);
        Arbitrary<NdisAction> frames =
                Combinators.combine(after, Arbitraries.integers().between(1, FRAMES_MAX))
                        .as(NdisAction.Frames::new);
        Arbitrary<NdisAction> out = after.map(NdisAction.TakeOut::new);
        Arbitrary<NdisAction> in = after.map(NdisAction.PutIn::new);
        Arbitrary<NdisAction> shortage =
                Combinators.combine(after, Arbitraries.integers().between(1, SHORTAGE_MAX))
                        .as(NdisAction.Shortage::new);
        return Arbitraries.frequencyOf(
                Tuple.of(30, datagram),
                Tuple.of(6, echo),
                Tuple.of(4, arrival),
                Tuple.of(5, frames),
                Tuple.of(4, reset),
                Tuple.of(2, cable),
                Tuple.of(4, neighbour),
                Tuple.of(4, pause),
                Tuple.of(4, power),
                Tuple.of(4, binding),
                Tuple.of(2, out),
                Tuple.of(4, in),
                Tuple.of(2, shortage),
                Tuple.of(2, after.map(NdisAction.Cancel::new)),
                Tuple.of(1, after.map(NdisAction.SurpriseRemoval::new)));
    }
}
