package sluice.script;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * A driver on a Windows host.
 *
 * @param name unique on its host: what steps and reports call it
 * @param options in the order of the file
 */
public record DriverSpec(
        Place place, String name, Part part, SequencedMap<String, String> options) {
    /** Keeps the options from changing. */
    public DriverSpec {
        options = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(options));
    }
}
