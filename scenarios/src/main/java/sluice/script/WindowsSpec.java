package sluice.script;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import sluice.ndis.VerifierLevel;
import sluice.vmbridge.VmNet;

/**
 * What only Windows hosts have.
 *
 * @param preset name of the generation; empty: the newest
 * @param verifier how much of the driver contract is looked at; empty: as the run says
 * @param points policies at interception points, in the order in which they are put in
 * @param loopback the Microsoft Loopback Adapter, if it is installed
 * @param bridge a virtual network for guests, if there is one
 * @param sendBufferOctets what a socket may have on its way before a send waits; empty: the
 *     generation's
 * @param kernelGuard whether the wrapper's tables are guarded, as on 64-bit Windows
 */
public record WindowsSpec(
        String preset,
        Optional<VerifierLevel> verifier,
        List<PointSpec> points,
        Optional<LoopbackAdapter> loopback,
        Optional<VmBridge> bridge,
        OptionalInt sendBufferOctets,
        boolean kernelGuard) {
    /** Name of the capture device for what turns round above NDIS. */
    public static final String LOOPBACK_DEVICE = "NPF_Loopback";

    /**
     * A virtual network of a virtual machine monitor.
     *
     * @param name of its port
     * @param adapter what it is bridged to; empty: what it picks
     * @param order in which it tries adapters
     */
    public record VmBridge(Place place, String name, String adapter, VmNet.Order order) {}

    /** An adapter that no NIC is behind. */
    public record LoopbackAdapter(Place place, String name, List<Prefix> addresses) {
        /** Keeps the list from changing. */
        public LoopbackAdapter {
            addresses = List.copyOf(addresses);
        }
    }

    /** Nothing said. */
    public static final WindowsSpec NONE =
            new WindowsSpec(
                    "",
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    OptionalInt.empty(),
                    false);

    /** Keeps the list from changing. */
    public WindowsSpec {
        points = List.copyOf(points);
    }
}
