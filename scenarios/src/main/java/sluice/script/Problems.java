package sluice.script;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Gathers what is wrong, up to a bound that no honest file reaches. */
final class Problems {
    private static final int PROBLEMS_MAX = 200;
    private final List<Problem> found = new ArrayList<>();

    void add(Place place, String message) {
        if (found.size() < PROBLEMS_MAX) {
            found.add(new Problem(place, message));
        } else if (found.size() == PROBLEMS_MAX) {
            found.add(
                    new Problem(
                            place,
                            "too many problems; those after the first "
                                    + PROBLEMS_MAX
                                    + " are not listed"));
        }
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** In the order of the file; at one place in the order found. */
    List<Problem> inOrder() {
        return found.stream().sorted(Comparator.comparing(Problem::place)).toList();
    }
}
