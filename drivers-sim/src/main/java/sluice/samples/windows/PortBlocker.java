package sluice.samples.windows;

import sluice.defer.Verdict;
import sluice.ndis.filter.FilterDriver;
import sluice.ndis.filter.Frames;
import sluice.packet.Packet;

/**
 * How are sends to one UDP port refused? The sender sees a failed completion, the trace sees
 * BLOCKED_PORT.
 *
 * @param port the destination port
 */
public record PortBlocker(int port) implements FilterDriver {
    private static final Verdict BLOCKED = Verdict.drop(SampleDrop.BLOCKED_PORT);

    @Override
    public Verdict onSend(Packet packet) {
        return Frames.isUdp(packet) && Frames.destinationPort(packet) == port
                ? BLOCKED
                : Verdict.PASS;
    }
}
