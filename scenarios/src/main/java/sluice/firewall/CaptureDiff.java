package sluice.firewall;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sluice.pcap.file.CaptureDamage;
import sluice.pcap.file.FileProgress;

/** Looks for packets of a capture that two rulesets treat differently. */
public final class CaptureDiff {
    private CaptureDiff() {}

    /**
     * Plays a capture to both, each on a host of its own that remembers what came before.
     *
     * @param most how many pairs of deciding rules are told apart
     */
    public static RulesDiff.Outcome run(
            HostDescription host,
            RulesText before,
            RulesText after,
            RulesReader.Options options,
            Path capture,
            int most,
            FileProgress progress)
            throws IOException, NotationFault {
        try (var pair = new RulesetPair(host, before, after, options)) {
            if (!pair.beforeRules().loaded() || !pair.afterRules().loaded())
                return RulesDiff.Outcome.of(pair.beforeRules(), pair.afterRules(), 0, List.of());
            Map<String, RulesDiff.Different> found = new LinkedHashMap<>();
            Map<String, Long> left = new LinkedHashMap<>();
            long[] sent = new long[1];
            long begin = pair.before().nowNanos();
            Optional<CaptureDamage> damage =
                    CaptureFrames.read(
                            capture,
                            progress,
                            captured -> {
                                String obstacle = CaptureFrames.obstacle(host, captured);
                                if (!obstacle.isEmpty()) {
                                    left.merge(obstacle, 1L, Long::sum);
                                    return;
                                }
                                sent[0]++;
                                long when = begin + captured.sinceFirstNanos();
                                pair.before().waitUntil(when);
                                pair.after().waitUntil(when);
                                Answer one = CaptureFrames.send(pair.before(), host, captured);
                                Answer other = CaptureFrames.send(pair.after(), host, captured);
                                RulesDiff.Different different =
                                        pair.compared(one, other).orElse(null);
                                if (different == null) return;
                                String rules = different.rules();
                                if (found.size() < most || found.containsKey(rules))
                                    found.merge(rules, different, (a, _) -> a.andOneMore());
                            });
            return new RulesDiff.Outcome(
                    pair.beforeRules(),
                    pair.afterRules(),
                    sent[0],
                    List.copyOf(found.values()),
                    left,
                    damage);
        }
    }
}
