package sluice.attach;

import java.util.List;
import sluice.live.LiveNicStats;
import sluice.service.ServiceStats;

/**
 * How things stand at one moment.
 *
 * @param nanos since the host was attached
 * @param nic what has passed the device
 * @param services what each service has done
 * @param droppedPackets lost in the emulated host, all reasons
 */
public record AttachSample(
        long nanos, LiveNicStats nic, List<ServiceStats> services, long droppedPackets) {}
