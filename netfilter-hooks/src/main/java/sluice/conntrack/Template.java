package sluice.conntrack;

import org.jspecify.annotations.Nullable;
import sluice.netfilter.Tracked;

/**
 * How a packet that is not tracked yet is to be tracked: what the target {@code CT} and {@code ct
 * zone set} hang on it before priority -200.
 *
 * @param helper the helper of a connection it begins, or null
 * @param proxied whether a connection it begins is opened by a {@link SynProxy}
 */
public record Template(Zone zone, @Nullable String helper, boolean proxied) implements Tracked {
    /** A template of a connection that is not proxied. */
    public Template(Zone zone, @Nullable String helper) {
        this(zone, helper, false);
    }

    /** A template that says a zone. */
    public Template(Zone zone) {
        this(zone, null);
    }
}
