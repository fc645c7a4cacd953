package sluice.rules.xtables;

/** A statement whose state has a name, by which rules share it. */
public interface Named {
    /** Kind and name. */
    String sharedName();

    /** What is shared. */
    Object shared();
}
