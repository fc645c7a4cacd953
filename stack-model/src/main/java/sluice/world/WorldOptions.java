package sluice.world;

/**
 * How a world runs.
 *
 * @param seed root of all random streams
 * @param shuffled whether events of one instant and level run in an order drawn from the seed
 * @param audit whether packet objects are never used again, so that every use after the end is
 *     found
 * @param eventsMax budget of the run; more is taken for a livelock
 */
public record WorldOptions(long seed, boolean shuffled, boolean audit, long eventsMax) {
    /** Seed 0, events in order, audited, a billion events. */
    public static final WorldOptions DEFAULT = new WorldOptions(0, false, true, 1_000_000_000L);

    /** The same with another seed, and the order of ties drawn from it. */
    public WorldOptions withShuffle(long otherSeed) {
        return new WorldOptions(otherSeed, true, audit, eventsMax);
    }

    /** The same without the audit of packet objects: nothing is allocated per packet. */
    public WorldOptions unaudited() {
        return new WorldOptions(seed, shuffled, false, eventsMax);
    }
}
