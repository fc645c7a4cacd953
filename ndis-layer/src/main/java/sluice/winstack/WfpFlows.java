package sluice.winstack;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The flows of one datagram socket that have been permitted. Choice: as many as {@link #FLOWS_MAX},
 * the oldest are forgotten first and are asked about again.
 */
final class WfpFlows {
    static final int FLOWS_MAX = 256;

    /** By flow, the state of the callouts when it was permitted. */
    private final Map<WfpFlow, Integer> permitted =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<WfpFlow, Integer> eldest) {
                    return size() > FLOWS_MAX;
                }
            };

    /** Whether the flow may go on; who opens it is asked about at {@code layer}. */
    boolean permits(WfpEngine engine, WfpLayer layer, WfpFlow flow, int flags) {
        Integer since = permitted.get(flow);
        if (since != null && since == engine.version()) return true;
        int conditions = since == null ? flags : flags | WfpValues.IS_REAUTHORIZE;
        if (!engine.permits(layer, flow, conditions)) {
            permitted.remove(flow);
            return false;
        }
        permitted.put(flow, engine.version());
        return true;
    }
}
