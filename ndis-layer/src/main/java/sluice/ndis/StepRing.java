package sluice.ndis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The last things that drivers and wrapper did, kept without words until somebody asks. */
final class StepRing {
    private static final int SIZE = 8192; // a power of two

    private final long[] times = new long[SIZE];
    private final long[] packets = new long[SIZE];
    private final @Nullable Party[] parties = new @Nullable Party[SIZE];
    private final @Nullable Object[] what = new @Nullable Object[SIZE];
    private final @Nullable Object[] details = new @Nullable Object[SIZE];
    private long count;

    /**
     * Notes a step.
     *
     * @param kind an enum constant: call, handler or move
     * @param detail an answer, or null
     */
    void note(long nowNanos, Party who, Object kind, long packetId, @Nullable Object detail) {
        int at = (int) (count++ & (SIZE - 1));
        times[at] = nowNanos;
        packets[at] = packetId;
        parties[at] = who;
        what[at] = kind;
        details[at] = detail;
    }

    /** The last {@code most} steps, oldest first. */
    List<String> last(int most) {
        List<String> lines = new ArrayList<>();
        for (long i = Math.max(0, count - Math.min(most, SIZE)); i < count; i++)
            lines.add(line((int) (i & (SIZE - 1)), true));
        return lines;
    }

    /** What is known of one packet, oldest first, at most the last {@code most} steps. */
    List<String> of(long packetId, int most) {
        List<String> lines = new ArrayList<>();
        for (long i = count - 1; i >= Math.max(0, count - SIZE) && lines.size() < most; i--) {
            int at = (int) (i & (SIZE - 1));
            if (packets[at] == packetId) lines.addFirst(line(at, false));
        }
        return lines;
    }

    private String line(int at, boolean withPacket) {
        String words =
                switch (what[at]) {
                    case NdisCall call -> "calls " + call.ddkName();
                    case NdisHandler handler when details[at] != null ->
                            "leaves " + handler.ddkName();
                    case NdisHandler handler -> "is given it in " + handler.ddkName();
                    case NdisWatch.Moved moved -> word(moved);
                    case null, default -> String.valueOf(what[at]);
                };
        return String.format(
                Locale.ROOT,
                "%.6f ms  %s %s%s%s",
                times[at] / 1e6,
                parties[at],
                words,
                details[at] == null ? "" : ": " + details[at],
                withPacket && packets[at] != 0 ? "  (packet " + packets[at] + ")" : "");
    }

    private static String word(NdisWatch.Moved moved) {
        return switch (moved) {
            case MADE -> "allocates it";
            case FREED -> "frees it";
            case SENT -> "sends it on";
            case PENDED -> "keeps it";
            case ANSWERED -> "is through with it";
            case COMPLETED -> "completes it";
            case REQUEUED -> "queues it again";
            case INDICATED -> "passes it up";
            case KEPT -> "keeps it for reading";
            case RETURNED -> "returns it";
            case LENT -> "is lent it";
            case ABORTED -> "loses it";
        };
    }
}
