package sluice.firewall;

import java.util.List;
import java.util.Optional;

/** Which of the steps of a packet's way decided. */
final class Decisions {
    private Decisions() {}

    /**
     * The step that let a packet pass: the last one that accepted at INPUT, FORWARD or OUTPUT,
     * where filters stand; a rule before a policy.
     */
    static Optional<PathStep> accepting(List<PathStep> steps) {
        PathStep found = null;
        for (PathStep step : steps) {
            boolean filters =
                    switch (step.hook()) {
                        case "input", "forward", "output" -> !step.table().equals("nat");
                        default -> false;
                    };
            if (!filters || !step.verdict().equals("accept")) continue;
            if (found == null || found.rule() == 0 || step.rule() != 0) found = step;
        }
        return Optional.ofNullable(found);
    }
}
