package sluice.run;

import java.util.Collections;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * What a driver or hook did in a run, in packets.
 *
 * @param kind {@code driver} or {@code hook}
 * @param host on which host
 * @param name its name there
 * @param seen came to it
 * @param passed went on from it, or were accepted by it
 * @param changed of those that went on: with other octets than they had come with
 * @param pended kept for later, or queued
 * @param dropped how many ended there by reason
 */
public record PartStats(
        String kind,
        String host,
        String name,
        long seen,
        long passed,
        long changed,
        long pended,
        SequencedMap<String, Long> dropped) {
    /** Keeps the map from changing. */
    public PartStats {
        dropped = Collections.unmodifiableSequencedMap(new TreeMap<>(dropped));
    }

    /** All that ended there. */
    public long droppedCount() {
        return dropped.values().stream().mapToLong(Long::longValue).sum();
    }
}
