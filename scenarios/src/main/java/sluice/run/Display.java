package sluice.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import sluice.pcap.file.LinkType;
import sluice.report.Figures;
import sluice.sniffer.NewestSink;
import sluice.sniffer.PacketFilters;
import sluice.sniffer.SniffLimits;
import sluice.sniffer.SniffTotals;
import sluice.sniffer.SniffedPacket;
import sluice.sniffer.Sniffer;

/**
 * What a capture of a scenario shows: the newest packets, decoded, and totals of all. It does not
 * grow.
 */
final class Display implements CapturedHandler {
    private final NewestSink newest;
    private final Sniffer sniffer;
    private final SniffedPacket packet = new SniffedPacket();

    private final LinkType linkType;

    Display(int lines, LinkType linkType) {
        this.linkType = linkType;
        newest = new NewestSink(lines, true);
        sniffer = new Sniffer(PacketFilters.ALL, SniffLimits.NONE, List.of(newest));
    }

    @Override
    public void captured(
            long timeNanos, byte[] octets, int offset, int capturedOctets, int wireOctets) {
        packet.set(linkType, timeNanos, octets, offset, capturedOctets, wireOctets);
        try {
            sniffer.packet(packet);
        } catch (PacketFilters.Unfit unfit) {
            throw new IllegalStateException(unfit); // there is no filter
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // it writes nothing
        }
    }

    /** How many of the lines it shows have these words. */
    long linesWith(String words) {
        return newest.lines().stream().filter(line -> line.contains(words)).count();
    }

    /** What it shows, in words. */
    String did() {
        SniffTotals totals = sniffer.totals();
        return "shows the newest "
                + Figures.grouped(newest.lines().size())
                + " of "
                + Figures.grouped(totals.matched())
                + ", from "
                + Figures.duration(totals.firstNanos())
                + " on for "
                + Figures.duration(totals.durationNanos());
    }
}
