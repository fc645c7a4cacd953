package sluice.conformance;

/** Told how far a comparison has come. */
@FunctionalInterface
public interface ConformanceProgress {
    /** Tells nobody. */
    ConformanceProgress NONE = (_, _, _) -> {};

    /** So many of so many files are compared; {@code name} comes next. */
    void next(int done, int total, String name);
}
