package sluice.ring;

import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;

/**
 * Both rings beside lists that do the same without indices: any sequence of offers, claims, polls,
 * drains and flushes has the same answers, the same records in the same order, and the same
 * refusals.
 */
class RingProperties {
    @Property(tries = 400)
    void byteRingActsAsAListOfRecords(@ForAll("byteChains") ActionChain<RingModels.Pair> chain) {
        chain.run();
    }

    @Property(tries = 400)
    void slotRingActsAsAListOfRecords(@ForAll("slotChains") ActionChain<RingModels.Pair> chain) {
        chain.run();
    }

    @Provide
    Arbitrary<ActionChain<RingModels.Pair>> byteChains() {
        return Combinators.combine(
                        Arbitraries.integers().between(16, 200), batches(), starts(), lengths())
                .flatAs((capacity, batch, start, length) ->
                        chain(() -> new RingModels.BytePair(capacity, batch, start & -4L), length));
    }

    @Provide
    Arbitrary<ActionChain<RingModels.Pair>> slotChains() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 9), batches(), starts(), lengths())
                .flatAs((slots, batch, start, length) ->
                        chain(
                                () -> new RingModels.SlotPair(slots, length + 1, batch, start),
                                length));
    }

    private static Arbitrary<Integer> batches() {
        return Arbitraries.of(1, 1, 2, 5, 1000);
    }

    private static Arbitrary<Integer> lengths() {
        return Arbitraries.integers().between(0, 90);
    }

    /** Mostly where the indices pass from the largest to the smallest long, or from -1 to 0. */
    private static Arbitrary<Long> starts() {
        return Arbitraries.integers()
                .between(-300, 8)
                .flatMap(near -> Arbitraries.of(0L, (long) near, Long.MAX_VALUE + near));
    }

    private static Arbitrary<ActionChain<RingModels.Pair>> chain(
            Supplier<RingModels.Pair> start, int lengthMax) {
        return ActionChain.startWith(start)
                .withAction(6, new Offer(lengthMax))
                .withAction(2, new Claim(lengthMax))
                .withAction(4, new Poll())
                .withAction(2, new Drain())
                .withAction(1, new Flush())
                .withMaxTransformations(120);
    }

    record Offer(int lengthMax) implements Action.Independent<RingModels.Pair> {
        @Override
        public Arbitrary<Transformer<RingModels.Pair>> transformer() {
            return Arbitraries.integers()
                    .between(0, lengthMax)
                    .map(n -> Transformer.mutate("offer " + n, pair -> pair.offer(n)));
        }
    }

    record Claim(int lengthMax) implements Action.Independent<RingModels.Pair> {
        @Override
        public Arbitrary<Transformer<RingModels.Pair>> transformer() {
            return Combinators.combine(
                            Arbitraries.integers().between(0, lengthMax),
                            Arbitraries.integers().between(-1, lengthMax))
                    .as((claimed, used) ->
                            Transformer.mutate(
                                    "claim " + claimed + " and use " + used,
                                    pair -> pair.claim(claimed, Math.min(claimed, used))));
        }
    }

    record Poll() implements Action.Independent<RingModels.Pair> {
        @Override
        public Arbitrary<Transformer<RingModels.Pair>> transformer() {
            return Arbitraries.just(Transformer.mutate("poll", RingModels.Pair::poll));
        }
    }

    record Drain() implements Action.Independent<RingModels.Pair> {
        @Override
        public Arbitrary<Transformer<RingModels.Pair>> transformer() {
            return Arbitraries.integers()
                    .between(-1, 6)
                    .map(limit -> Transformer.mutate("drain " + limit, pair -> pair.drain(limit)));
        }
    }

    record Flush() implements Action.Independent<RingModels.Pair> {
        @Override
        public Arbitrary<Transformer<RingModels.Pair>> transformer() {
            return Arbitraries.just(Transformer.mutate("flush", RingModels.Pair::flush));
        }
    }
}
