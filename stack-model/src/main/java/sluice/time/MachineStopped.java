package sluice.time;

/**
 * Unwinds what a machine was doing when it stopped for good (a bug check). Not a failure of the
 * run: the scheduler ends the machine's work here and goes on with the others'.
 *
 * <p>An {@link Error}, so that a driver's {@code catch (Exception)} does not swallow it. Without a
 * stack trace: whoever stopped the machine says why and where.
 */
public final class MachineStopped extends Error {
    private static final long serialVersionUID = 1L;

    /** The machine of this name has stopped. */
    public MachineStopped(String machine) {
        super(machine + " has stopped", null, false, false);
    }
}
