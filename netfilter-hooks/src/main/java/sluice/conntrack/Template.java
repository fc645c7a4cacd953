package sluice.conntrack;

import org.jspecify.annotations.Nullable;
import sluice.netfilter.Tracked;

/**
 * How a packet that is not tracked yet is to be tracked: what the target {@code CT} and {@code ct
 * zone set} hang on it before priority -200.
 *
 * @param helper the helper of a connection it begins, or null
 */
public record Template(Zone zone, @Nullable String helper) implements Tracked {
    /** A template that says a zone. */
    public Template(Zone zone) {
        this(zone, null);
    }
}
