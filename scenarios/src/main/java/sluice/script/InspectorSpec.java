package sluice.script;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import sluice.userland.InspectionProgram.EventBy;

/**
 * A program at a driver that shows it every packet.
 *
 * @param decidesFor name of the driver on the same host
 * @param event how it comes by the event that wakes it
 * @param readsOnce whether it fetches only once after each wake-up
 * @param judgeNanos what judging one packet takes it
 * @param spinNanos if above 0 it never waits, but looks again after computing so long
 * @param signalEvery packets that it gives back by shared memory before it wakes the driver
 * @param policies what it does about which frames, the first that fits; the others go on
 * @param startNanos when it starts, or {@link #BY_STEP}
 * @param priority of its thread, 1 to 31, higher first
 */
public record InspectorSpec(
        Place place,
        String name,
        String on,
        String decidesFor,
        EventBy event,
        boolean readsOnce,
        long judgeNanos,
        long spinNanos,
        int signalEvery,
        List<PointSpec> policies,
        long startNanos,
        int priority)
        implements ProgramSpec {
    /** {@link #startNanos} of one that only a step starts. */
    public static final long BY_STEP = -1;

    /** Keeps the list from changing. */
    public InspectorSpec {
        policies = List.copyOf(policies);
    }

    /** How a program ends. */
    public enum End {
        /** It closes its handle, after what it is at. */
        CLOSE,
        /** It is ended from outside, wherever it is. */
        KILL,
        /** It fails while it judges the next packet. */
        CRASH;

        /** As written in scenarios. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static End of(String word) {
            return Stream.of(values())
                    .filter(each -> each.word().equals(word))
                    .findFirst()
                    .orElse(CLOSE);
        }
    }
}
