package sluice.replay;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of every recorded frame: each ends in one category under one reason, and the sum is
 * the number of frames.
 */
final class FrameAccount {
    /** The categories, in the order in which a person wants them. */
    enum Category {
        SENT("sent from its socket"),
        DELIVERED("delivered"),
        USED("used by the stack"),
        SAID("said by the stack itself"),
        FORWARDED("forwarded"),
        OTHER_STATION("for other stations"),
        HELD("held at the end"),
        DROPPED("dropped"),
        REFUSED("refused by its socket"),
        NOT_EMULATED("not emulated"),
        NOT_REACHED("not reached");

        final String words;

        Category(String words) {
            this.words = words;
        }
    }

    private final Map<Category, Map<String, Long>> counts = new EnumMap<>(Category.class);
    private final Map<String, String> texts = new HashMap<>();

    void add(Category category, String reason) {
        add(category, reason, reason);
    }

    /** One more frame; {@code text} says the reason in words. */
    void add(Category category, String reason, String text) {
        texts.putIfAbsent(reason, text);
        add(category, reason, 1);
    }

    /** So many more frames. */
    void add(Category category, String reason, long frames) {
        if (frames == 0) return;
        counts.computeIfAbsent(category, _ -> new TreeMap<>()).merge(reason, frames, Long::sum);
    }

    long count(Category category) {
        return counts.getOrDefault(category, Map.of()).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    Map<String, Long> reasons(Category category) {
        return counts.getOrDefault(category, Map.of());
    }

    /** A reason in words. */
    String text(String reason) {
        return texts.getOrDefault(reason, reason);
    }

    long total() {
        long total = 0;
        for (Category category : Category.values()) total += count(category);
        return total;
    }
}
