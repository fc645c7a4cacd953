package sluice.benchmarks.conntrack;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is compared with: the flows of {@link Flows} under both directions in a HashMap. */
final class FlowMap {
    private record Key(int source, int destination, int ports) {}

    private final Map<Key, Object> map = new HashMap<>();
    private final int far;

    FlowMap(int far) {
        this.far = far;
    }

    private Key forth(int flow) {
        return new Key(Flows.address(flow), far, Flows.port(flow) << 16 | Flows.PORT);
    }

    private Key back(int flow) {
        return new Key(far, Flows.address(flow), Flows.PORT << 16 | Flows.port(flow));
    }

    void add(int flow) {
        var connection = new Object();
        map.put(forth(flow), connection);
        map.put(back(flow), connection);
    }

    @Nullable Object find(int flow) {
        return map.get(forth(flow));
    }

    @Nullable Object remove(int flow) {
        map.remove(forth(flow));
        return map.remove(back(flow));
    }
}
