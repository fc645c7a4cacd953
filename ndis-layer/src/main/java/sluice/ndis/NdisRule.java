package sluice.ndis;

/**
 * One rule that Windows sets for drivers, for the wrapper or for programs beside them: what has to
 * hold, what a breach means there, and where that is written.
 */
public interface NdisRule {
    /** What a breach does on Windows. */
    enum Severity {
        /** A bug check, or memory that somebody else owns by now is used. */
        FATAL,
        /** The contract is broken; the machine may live on. */
        ERROR,
        /** Against a recommendation. */
        WARNING
    }

    /** Whose contract it is. */
    enum Kind {
        /** A driver's. */
        DRIVER,
        /** The wrapper's own: a breach is a fault of the emulator. */
        EMULATOR,
        /** A user program's. */
        PROGRAM
    }

    /** Its constant's name. */
    String name();

    /** Its letter and number, such as {@code S02}. */
    default String id() {
        return name();
    }

    /** All that is to be said about it. */
    RuleText rule();

    /** What has to hold. */
    default String text() {
        return rule().text();
    }

    /** Where it is written. */
    default String source() {
        return rule().source();
    }

    /** What a breach does on Windows. */
    default Severity severity() {
        return rule().severity();
    }

    /** Whose contract it is. */
    default Kind kind() {
        return rule().kind();
    }

    /** Whether it is looked at without a verifier too. */
    default boolean always() {
        return rule().always();
    }

    /** The bug check. */
    default BugCode code() {
        return rule().code();
    }
}
