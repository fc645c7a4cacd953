package sluice.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import sluice.ndis.VerifierLevel;

/**
 * How a scenario is run, beside what it says itself.
 *
 * @param seed in place of the scenario's own; given, it also draws the order of what happens at one
 *     instant
 * @param untilNanos virtual end in place of the scenario's own
 * @param classpath where the user's own drivers and hooks are
 * @param folder from which the scenario's capture files are looked up
 * @param eventsMax budget; a run that needs more is taken for a livelock
 * @param verifier level on all Windows hosts in place of the scenario's own
 */
public record RunOptions(
        OptionalLong seed,
        OptionalLong untilNanos,
        List<Path> classpath,
        Path folder,
        long eventsMax,
        Optional<VerifierLevel> verifier) {
    /** How closely drivers are held to the NDIS contract where nobody says. */
    public static final VerifierLevel VERIFIER = VerifierLevel.STANDARD;

    /** Events after which a run is taken for a livelock. */
    public static final long EVENTS_MAX = 200_000_000;

    /** As the scenario says, without own classes, files from the working folder. */
    public static final RunOptions DEFAULT =
            new RunOptions(
                    OptionalLong.empty(), OptionalLong.empty(), List.of(), Path.of(""), EVENTS_MAX);

    /** The same with the levels of the scenario. */
    public RunOptions(
            OptionalLong seed,
            OptionalLong untilNanos,
            List<Path> classpath,
            Path folder,
            long eventsMax) {
        this(seed, untilNanos, classpath, folder, eventsMax, Optional.empty());
    }

    /** Keeps the list from changing. */
    public RunOptions {
        classpath = List.copyOf(classpath);
    }

    /** The same with another seed, which also draws the order of ties. */
    public RunOptions withSeed(long other) {
        return new RunOptions(
                OptionalLong.of(other), untilNanos, classpath, folder, eventsMax, verifier);
    }

    /** The same with this level on all Windows hosts. */
    public RunOptions withVerifier(VerifierLevel level) {
        return new RunOptions(seed, untilNanos, classpath, folder, eventsMax, Optional.of(level));
    }
}
