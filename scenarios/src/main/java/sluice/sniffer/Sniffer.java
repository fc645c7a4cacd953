package sluice.sniffer;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sluice.bpf.PacketProgram;
import sluice.pcap.file.LinkType;

/**
 * Filter, limits and totals between a source and its sinks. Packets are pushed in by one thread;
 * nothing is allocated for one.
 */
public final class Sniffer {
    private final PacketFilters filters;
    private final SniffLimits limits;
    private final List<PacketSink> sinks;
    private final Map<LinkType, PacketProgram> programs = new HashMap<>();
    private @Nullable LinkType linkType;
    private PacketProgram program = (_, _, _, _) -> PacketProgram.KEEP_ALL;
    private long received;
    private long matched;
    private long octets;
    private long firstNanos;
    private long lastNanos;
    private long endNanos = Long.MAX_VALUE;
    private boolean over;

    /** What the user asked for. */
    public Sniffer(PacketFilters filters, SniffLimits limits, List<PacketSink> sinks) {
        this.filters = filters;
        this.limits = limits;
        this.sinks = List.copyOf(sinks);
    }

    /**
     * Takes the source's next packet.
     *
     * @return false once a limit is reached: this packet and all that follow are not looked at
     * @throws IOException if a sink cannot write
     * @throws PacketFilters.Unfit if the filter says nothing about this link type
     */
    public boolean packet(SniffedPacket packet) throws IOException, PacketFilters.Unfit {
        if (over) return false;
        if (packet.linkType != linkType) changeTo(packet.linkType);
        long time = packet.epochNanos();
        if (received == 0 && limits.durationNanos() != Long.MAX_VALUE) {
            endNanos = time + limits.durationNanos();
        }
        if (time > endNanos) {
            over = true;
            return false;
        }
        received++;
        int keep = program.run(packet.octets, packet.offset, packet.captured, packet.wireLength());
        if (keep == 0) return true;
        if (matched == 0) firstNanos = time;
        lastNanos = time;
        packet.number = ++matched;
        octets += packet.captured;
        int kept = Math.min(packet.captured, limits.snapOctets());
        if (Integer.compareUnsigned(keep, kept) < 0) kept = keep;
        for (int i = 0; i < sinks.size(); i++) sinks.get(i).packet(packet, kept);
        over = matched >= limits.packets();
        return !over;
    }

    /**
     * Tells the sinks that nothing waits at the source.
     *
     * @param epochNanos the time there
     * @throws IOException if a sink cannot write
     */
    public void idle(long epochNanos) throws IOException {
        for (int i = 0; i < sinks.size(); i++) sinks.get(i).idle(epochNanos);
    }

    private void changeTo(LinkType next) throws PacketFilters.Unfit {
        PacketProgram known = programs.get(next);
        if (known == null) {
            known = filters.program(next);
            programs.put(next, known);
        }
        program = known;
        linkType = next;
    }

    /** What has come so far. */
    public SniffTotals totals() {
        return new SniffTotals(received, matched, octets, firstNanos, lastNanos);
    }
}
