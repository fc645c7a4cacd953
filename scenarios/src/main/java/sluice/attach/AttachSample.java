package sluice.attach;

import java.util.List;
import sluice.live.LiveNicStats;

/**
 * How things stand at one moment.
 *
 * @param nanos since the host was attached
 * @param nic what has passed the device
 * @param services what each service has done
 * @param droppedPackets lost in the emulated host, all reasons
 */
public record AttachSample(
        long nanos, LiveNicStats nic, List<Service> services, long droppedPackets) {
    /**
     * A service.
     *
     * @param name {@code udp-echo:7}
     * @param asked requests that came
     * @param answered those that were answered
     */
    public record Service(String name, long asked, long answered) {}
}
