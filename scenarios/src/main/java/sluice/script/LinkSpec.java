package sluice.script;

import java.util.List;
import sluice.nic.LinkOptions;

/**
 * A wire between two NICs, or a segment that several share.
 *
 * @param name unique in the scenario
 * @param ends two or more, each NIC on one link only
 */
public record LinkSpec(Place place, String name, List<NicRef> ends, LinkOptions options) {
    /** Keeps the ends from changing. */
    public LinkSpec {
        ends = List.copyOf(ends);
    }
}
