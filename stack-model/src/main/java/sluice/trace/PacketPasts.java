package sluice.trace;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What happened to the packets of a run, as lines; the last ones only. For verifiers. */
public final class PacketPasts {
    private static final int PACKETS_MAX = 4096;
    private static final int LINES_MAX = 40;

    private final Map<Long, List<String>> byId =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, List<String>> eldest) {
                    return size() > PACKETS_MAX;
                }
            };

    /** An empty past. */
    public PacketPasts() {}

    /** Something happened to a packet. */
    public void note(long packetId, long nowNanos, String what) {
        List<String> lines = byId.computeIfAbsent(packetId, _ -> new ArrayList<>());
        if (lines.size() == LINES_MAX) lines.removeFirst();
        lines.add(String.format(Locale.ROOT, "%.6f ms  %s", nowNanos / 1e6, what));
    }

    /** What is known of a packet, oldest first. */
    public List<String> of(long packetId) {
        return List.copyOf(byId.getOrDefault(packetId, List.of()));
    }
}
