package sluice.replay;

import java.util.HashMap;
import java.util.Map;

/**
 * Why frames that the station should have sent did not leave: what our stack did with them, as a
 * sentence. Bounded: of further frames nothing is known.
 */
final class Unsent {
    private final Map<Long, String> reasons = new HashMap<>();
    private final Map<Long, Long> beginnings;

    /**
     * @param beginnings the first piece of each later piece of a datagram that is sent whole
     */
    Unsent(Map<Long, Long> beginnings) {
        this.beginnings = beginnings;
    }

    /** The first reason of a frame stays. */
    void add(long frame, String why) {
        if (reasons.size() < Comparison.LISTED_MAX) reasons.putIfAbsent(frame, why);
    }

    /** The sentence, or empty if none is known. */
    String why(long frame) {
        return reasons.getOrDefault(beginnings.getOrDefault(frame, frame), "");
    }
}
