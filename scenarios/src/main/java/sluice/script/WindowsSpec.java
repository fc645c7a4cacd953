package sluice.script;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import sluice.ndis.VerifierLevel;

/**
 * What only Windows hosts have.
 *
 * @param preset name of the generation; empty: the newest
 * @param verifier how much of the driver contract is looked at; empty: as the run says
 * @param points policies at interception points, in the order in which they are put in
 * @param loopback the Microsoft Loopback Adapter, if it is installed
 * @param sendBufferOctets what a socket may have on its way before a send waits; empty: the
 *     generation's
 */
public record WindowsSpec(
        String preset,
        Optional<VerifierLevel> verifier,
        List<PointSpec> points,
        Optional<LoopbackAdapter> loopback,
        OptionalInt sendBufferOctets) {
    /** An adapter that no NIC is behind. */
    public record LoopbackAdapter(Place place, String name, List<Prefix> addresses) {
        /** Keeps the list from changing. */
        public LoopbackAdapter {
            addresses = List.copyOf(addresses);
        }
    }

    /** Nothing said. */
    public static final WindowsSpec NONE =
            new WindowsSpec("", Optional.empty(), List.of(), Optional.empty(), OptionalInt.empty());

    /** Keeps the list from changing. */
    public WindowsSpec {
        points = List.copyOf(points);
    }
}
