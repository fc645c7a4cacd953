package sluice.run;

import sluice.script.Place;
import sluice.script.Problem;

/** A scenario that reads well and yet cannot be built: a wrong option, a class that is missing. */
public final class UnfitScenario extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Problem problem;

    /** What is wrong, and where in the file. */
    public UnfitScenario(Place place, String message) {
        super(message);
        this.problem = new Problem(place, message);
    }

    /** What is wrong, and where in the file. */
    public Problem problem() {
        return problem;
    }
}
