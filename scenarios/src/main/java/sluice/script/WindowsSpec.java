package sluice.script;

import java.util.List;
import java.util.Optional;
import sluice.ndis.VerifierLevel;

/**
 * What only Windows hosts have.
 *
 * @param preset name of the generation; empty: the newest
 * @param verifier how much of the driver contract is looked at; empty: as the run says
 * @param points policies at interception points, in the order in which they are put in
 */
public record WindowsSpec(String preset, Optional<VerifierLevel> verifier, List<PointSpec> points) {
    /** Nothing said. */
    public static final WindowsSpec NONE = new WindowsSpec("", Optional.empty(), List.of());

    /** Keeps the list from changing. */
    public WindowsSpec {
        points = List.copyOf(points);
    }
}
