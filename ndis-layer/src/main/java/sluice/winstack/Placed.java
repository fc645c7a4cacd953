package sluice.winstack;

/** Something that was put in at an interception point, until it is taken out again. */
public interface Placed {
    /** Where it stands. */
    InterceptionPoint point();

    /** Name it was put in under. */
    String name();

    /** Takes it out; once. */
    void remove();
}
