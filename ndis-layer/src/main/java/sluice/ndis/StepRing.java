package sluice.ndis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The last things that drivers and wrapper did, kept without words until somebody asks. */
final class StepRing {
    private static final int SIZE = 8192; // a power of two
    private static final int NUMBERS = 2;
    private static final int THINGS = 3; // party, what it did, detail

    // what belongs to a step lies together, for it is written with each packet and hardly ever read
    private final long[] numbers = new long[SIZE * NUMBERS]; // time, packet
    private final @Nullable Object[] things = new @Nullable Object[SIZE * THINGS];
    private long count;

    /**
     * Notes a step.
     *
     * @param kind an enum constant: call, handler or move
     * @param detail an answer, or null
     */
    void note(long nowNanos, Party who, Object kind, long packetId, @Nullable Object detail) {
        int at = (int) (count++ & (SIZE - 1));
        numbers[at * NUMBERS] = nowNanos;
        numbers[at * NUMBERS + 1] = packetId;
        int thing = at * THINGS;
        things[thing] = who;
        things[thing + 1] = kind;
        things[thing + 2] = detail;
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
            if (numbers[at * NUMBERS + 1] == packetId) lines.addFirst(line(at, false));
        }
        return lines;
    }

    private String line(int at, boolean withPacket) {
        long packet = numbers[at * NUMBERS + 1];
        Object detail = things[at * THINGS + 2];
        String words =
                switch (things[at * THINGS + 1]) {
                    case NdisCall call -> "calls " + call.ddkName();
                    case NdisHandler handler when detail != null -> "leaves " + handler.ddkName();
                    case NdisHandler handler -> "is given it in " + handler.ddkName();
                    case NdisWatch.Moved moved -> word(moved);
                    case null -> "";
                    case Object other -> other.toString();
                };
        return String.format(
                Locale.ROOT,
                "%.6f ms  %s %s%s%s",
                numbers[at * NUMBERS] / 1e6,
                things[at * THINGS],
                words,
                detail == null ? "" : ": " + detail,
                withPacket && packet != 0 ? "  (packet " + packet + ")" : "");
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
