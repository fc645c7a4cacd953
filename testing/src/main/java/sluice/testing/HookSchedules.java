package sluice.testing;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import net.jqwik.api.providers.ArbitraryProvider;
import net.jqwik.api.providers.TypeUsage;
import sluice.netfilter.HookPoint;
import sluice.testing.HookAction.Way;

/** Makes {@code @ForAll HookSchedule} work: jqwik finds it as a service. */
public final class HookSchedules implements ArbitraryProvider {
    private static final int ACTIONS_MAX = 12;
    private static final int AFTER_MILLIS_MAX = 50;
    private static final int LENGTH_MAX = 4000;
    private static final int WHOLE_MAX = 1400;
    private static final int ANSWERS_MAX = 4;

    /** For jqwik. */
    public HookSchedules() {}

    @Override
    public boolean canProvideFor(TypeUsage type) {
        return type.isOfType(HookSchedule.class);
    }

    @Override
    public Set<Arbitrary<?>> provideFor(TypeUsage type, SubtypeProvider subtypes) {
        return Set.of(any());
    }

    /** Schedules of up to a dozen actions; most are packets. */
    public static Arbitrary<HookSchedule> any() {
        return Combinators.combine(
                        Arbitraries.of(HookPoint.IP),
                        action().list().ofMinSize(1).ofMaxSize(ACTIONS_MAX))
                .as(HookSchedule::new);
    }

    private static Arbitrary<HookAction> action() {
        Arbitrary<Integer> after = Arbitraries.integers().between(1, AFTER_MILLIS_MAX);
        Arbitrary<Way> way = Arbitraries.of(Way.class);
        Arbitrary<Integer> port = Arbitraries.of(List.of(HookStage.PORT, 53, 80, 40_000));
        Arbitrary<Integer> length =
                Arbitraries.frequencyOf(
                        Tuple.of(4, Arbitraries.integers().between(0, WHOLE_MAX)),
                        Tuple.of(1, Arbitraries.integers().between(WHOLE_MAX, LENGTH_MAX)));
        Arbitrary<HookAction> datagram =
                Combinators.combine(after, way, port, length).as(HookAction.Datagram::new);
        Arbitrary<HookAction> echo =
                Combinators.combine(after, way, length).as(HookAction.Echo::new);
        Arbitrary<HookAction> arrival =
                Combinators.combine(after, AnyFrame.any()).as(HookAction.Arrival::new);
        Arbitrary<HookAction> answer =
                Combinators.combine(
                                after,
                                Arbitraries.integers().between(1, ANSWERS_MAX),
                                Arbitraries.of(false, true))
                        .as(HookAction.Answer::new);
        Arbitrary<HookAction> out = after.map(HookAction.TakeOut::new);
        Arbitrary<HookAction> in = after.map(HookAction.PutIn::new);
        return Arbitraries.frequencyOf(
                Tuple.of(8, datagram),
                Tuple.of(3, echo),
                Tuple.of(3, arrival),
                Tuple.of(3, answer),
                Tuple.of(1, out),
                Tuple.of(1, in));
    }
}
