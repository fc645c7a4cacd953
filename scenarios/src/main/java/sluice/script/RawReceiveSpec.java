package sluice.script;

import java.util.List;
import sluice.edge.IpAddress;
import sluice.winstack.RawSocket.ReceiveAll;

/**
 * A program of a Windows host that listens through a raw socket with SIO_RCVALL.
 *
 * @param address of the interface whose packets it wants
 * @param mode whether the NIC is opened for all stations' frames, or IP's own packets do
 */
public record RawReceiveSpec(
        Place place, String name, String on, IpAddress address, ReceiveAll mode)
        implements ProgramSpec {
    /** What an expectation can ask of it. */
    static final List<String> COUNTERS =
            List.of("packets", "tcp", "udp", "icmp", "foreign", "refused");
}
