package sluice.pcap.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a conversion wrote and what it could not carry over.
 *
 * @param packetCount packets written
 * @param otherLinkTypeCount packets left out, since pcap holds one link type and theirs is another
 * @param mergedInterfaceCount interfaces beyond the first whose packets can no longer be told apart
 * @param commentCount comments left out
 * @param otherOptionCount other options of packets, interfaces and sections left out
 * @param roundedTimeCount packets whose time lost digits
 * @param alteredTimeCount packets whose time the format cannot hold, written as the nearest it can
 * @param missingTimeCount packets without a time, written with time 0
 * @param passedBlocks blocks that are neither packets nor descriptions, left out
 * @param linkTypeFlags upper bits of pcap's link type field left out, 0 if there were none
 * @param damage why the source ended early, if it did
 */
public record ConversionResult(
        long packetCount,
        long otherLinkTypeCount,
        long mergedInterfaceCount,
        long commentCount,
        long otherOptionCount,
        long roundedTimeCount,
        long alteredTimeCount,
        long missingTimeCount,
        PassedBlocks passedBlocks,
        int linkTypeFlags,
        Optional<CaptureDamage> damage) {

    /** True if everything was carried over and the source was read to its proper end. */
    public boolean isComplete() {
        return losses().isEmpty() && damage.isEmpty();
    }

    /** What was lost, a line each, for people. */
    public List<String> losses() {
        List<String> lines = new ArrayList<>();
        add(lines, otherLinkTypeCount, "packets of another link type left out");
        add(lines, mergedInterfaceCount, "further interfaces not told apart");
        add(lines, commentCount, "comments left out");
        add(lines, otherOptionCount, "other options left out");
        add(lines, roundedTimeCount, "times rounded");
        add(lines, alteredTimeCount, "times outside what the format can hold");
        add(lines, missingTimeCount, "packets without a time, written with time 0");
        add(lines, passedBlocks.nameResolutionCount(), "name resolution blocks left out");
        add(lines, passedBlocks.statisticsCount(), "interface statistics blocks left out");
        add(lines, passedBlocks.secretsCount(), "decryption secrets blocks left out");
        add(lines, passedBlocks.customCount(), "custom blocks left out");
        add(lines, passedBlocks.unknownCount(), "blocks of unknown type left out");
        if (linkTypeFlags != 0) {
            lines.add("frame check sequence bits %08x left out".formatted(linkTypeFlags));
        }
        return List.copyOf(lines);
    }

    private static void add(List<String> lines, long count, String what) {
        if (count > 0) {
            lines.add(DamageText.grouped(count) + " " + what);
        }
    }
}
