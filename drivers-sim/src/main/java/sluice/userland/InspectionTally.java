package sluice.userland;

/** Counters of an inspecting driver as they run; {@link InspectionCounts} says what each means. */
final class InspectionTally {
    long shownSends;
    long shownReceives;
    long forwarded;
    long changed;
    long dropped;
    long sendsLost;
    long receivesLost;
    long unseen;
    long refusedPended;
    long released;
    long rejected;
    long signals;

    InspectionCounts counts(long reads, long writes) {
        return new InspectionCounts(
                shownSends,
                shownReceives,
                forwarded,
                changed,
                dropped,
                sendsLost,
                receivesLost,
                unseen,
                refusedPended,
                released,
                rejected,
                reads,
                writes,
                signals);
    }
}
