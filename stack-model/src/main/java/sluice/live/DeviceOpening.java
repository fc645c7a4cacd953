package sluice.live;

/**
 * What came of opening a real device: a refusal is an ordinary answer, not an exception.
 *
 * @param <D> the device
 */
public sealed interface DeviceOpening<D> {
    /** It is open and the caller's, to be closed. */
    record Opened<D>(D device) implements DeviceOpening<D> {}

    /** It is not, and nothing is left open. */
    record Refused<D>(DeviceProblem problem) implements DeviceOpening<D> {}
}
