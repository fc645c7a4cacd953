package sluice.script;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * A hook function on a Linux host.
 *
 * @param name unique on its host: what steps and reports call it
 * @param priority lower runs first; the kernel's numbers ({@code enum nf_ip_hook_priorities})
 * @param options in the order of the file
 */
public record HookSpec(
        Place place,
        String name,
        Part part,
        HookPoint point,
        int priority,
        SequencedMap<String, String> options) {
    /** Keeps the options from changing. */
    public HookSpec {
        options = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(options));
    }

    /** The number behind a name of {@link Notation#PRIORITY}. */
    static int priority(String text) {
        return switch (text) {
            case "raw" -> -300;
            case "mangle" -> -150;
            case "nat-dst" -> -100;
            case "filter" -> 0;
            case "security" -> 50;
            case "nat-src" -> 100;
            default -> Math.clamp(Long.parseLong(text), Integer.MIN_VALUE, Integer.MAX_VALUE);
        };
    }
}
