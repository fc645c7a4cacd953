package sluice.conformance.netfilter;

import java.util.List;
import sluice.world.WorldOptions;

/** A case that was written down just now, played on the emulated host. */
public final class WrittenCase {
    private static final long EVENTS_MAX = WorldOptions.DEFAULT.eventsMax();

    private WrittenCase() {}

    /**
     * Something that is not as written.
     *
     * @param step in which it was seen; -1 for what is compared at the end
     * @param aspect what differs, in a word
     * @param text the difference in a line
     * @param details further lines
     */
    public record Finding(int step, String aspect, String text, List<String> details) {}

    /** A frame in a line. */
    public static String decoded(byte[] frame) {
        return FrameDifference.decoded(frame, false);
    }

    /**
     * Plays a case with the only variant of its rules; what differs.
     *
     * @param text in the format of recorded rulesets
     * @param rules the text of the ruleset that it names
     * @param quietNanos a step ends when nothing has happened for so long
     * @param seed of what the host draws
     * @throws IllegalArgumentException if the text is no case
     */
    public static List<Finding> play(String text, String rules, long quietNanos, long seed) {
        try {
            KernelCase one = CaseReader.read(text);
            CaseRuleset.Variant variant = one.ruleset().with(rules).variants().getFirst();
            var options = new WorldOptions(seed, false, true, EVENTS_MAX);
            return CasePlayer.play(one, variant, quietNanos, options).stream()
                    .map(each ->
                            new Finding(
                                    each.step(), each.aspect().word(), each.text(), each.details()))
                    .toList();
        } catch (CaseFault fault) {
            throw new IllegalArgumentException(fault.text(), fault);
        }
    }
}
