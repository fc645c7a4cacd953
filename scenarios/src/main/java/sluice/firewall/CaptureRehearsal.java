package sluice.firewall;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sluice.pcap.file.CaptureDamage;
import sluice.pcap.file.FileProgress;
import sluice.pcap.file.InterfaceOptions;
import sluice.pcap.file.LinkType;
import sluice.pcap.file.PcapngOption;
import sluice.pcap.file.PcapngWriter;
import sluice.pcap.file.TimeResolution;
import sluice.rules.Chain;
import sluice.rules.Rule;
import sluice.rules.RuleEvent;
import sluice.rules.Table;

/** The frames of a capture, sent through rules at the times at which they were captured. */
public final class CaptureRehearsal {
    private static final int NANOS_PER_SECOND = 1_000_000_000;

    private final FirewallHost host;
    private final HostDescription description;
    private final IdentityHashMap<Rule, Long> hits = new IdentityHashMap<>();
    private final Map<Answer.Verdict, Long> verdicts = new LinkedHashMap<>();
    private final Map<String, Long> left = new LinkedHashMap<>();
    private long frames;
    private @Nullable PcapngWriter writer;
    private int outInterface;

    private CaptureRehearsal(FirewallHost host, HostDescription description) {
        this.host = host;
        this.description = description;
        for (Answer.Verdict verdict : Answer.Verdict.values()) verdicts.put(verdict, 0L);
    }

    /**
     * A rule and how many packets it matched.
     *
     * @param name {@code rule 3 of filter INPUT}
     */
    public record RuleHits(String name, int line, String text, long packets) {}

    /**
     * What came of a capture.
     *
     * @param rules all rules in order
     * @param leftOut frames that were not sent, by the reason
     * @param damage why reading ended early, or empty
     */
    public record Outcome(
            ReadRules read,
            long frames,
            Map<Answer.Verdict, Long> verdicts,
            List<RuleHits> rules,
            Map<String, Long> leftOut,
            Optional<CaptureDamage> damage,
            List<String> notes) {
        /** Packets that met with a verdict. */
        public long packets() {
            return verdicts.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * Sends a capture through rules.
     *
     * @param write where the frames go with their verdicts, or null
     * @throws IOException if a file cannot be read or written
     * @throws NotationFault if the host cannot be made
     */
    public static Outcome run(
            HostDescription description,
            RulesText rules,
            RulesReader.Options options,
            Path capture,
            @Nullable Path write,
            FileProgress progress)
            throws IOException, NotationFault {
        try (var host = new FirewallHost(description)) {
            ReadRules read = RulesReader.load(host.linux(), rules, options);
            var work = new CaptureRehearsal(host, description);
            if (!read.loaded())
                return new Outcome(
                        read, 0, work.verdicts, List.of(), Map.of(), Optional.empty(), List.of());
            Optional<CaptureDamage> damage;
            if (write == null) damage = work.play(capture, progress);
            else {
                try (PcapngWriter out =
                        PcapngWriter.create(
                                write, List.of(PcapngWriter.application("sluice firewall")))) {
                    work.writer = out;
                    work.outInterface =
                            out.addInterface(
                                    InterfaceOptions.of(LinkType.ETHERNET)
                                            .withResolution(TimeResolution.NANOS));
                    damage = work.play(capture, progress);
                }
            }
            return new Outcome(
                    read,
                    work.frames,
                    work.verdicts,
                    work.allRules(),
                    work.left,
                    damage,
                    host.notes());
        }
    }

    private Optional<CaptureDamage> play(Path capture, FileProgress progress)
            throws IOException, NotationFault {
        long begin = host.nowNanos();
        return CaptureFrames.read(
                capture,
                progress,
                captured -> {
                    frames++;
                    host.waitUntil(begin + captured.sinceFirstNanos());
                    write(captured, one(captured));
                });
    }

    private void write(CaptureFrames.Captured captured, String comment) throws IOException {
        PcapngWriter out = writer;
        if (out == null) return;
        out.write(
                outInterface,
                Math.floorDiv(captured.epochNanos(), NANOS_PER_SECOND),
                Math.floorMod(captured.epochNanos(), NANOS_PER_SECOND),
                captured.octets(),
                0,
                captured.octets().length,
                captured.wireLengthOctets(),
                List.of(PcapngOption.comment(comment)));
    }

    /** What became of a frame, in a line. */
    private String one(CaptureFrames.Captured captured) throws NotationFault {
        String obstacle = CaptureFrames.obstacle(description, captured);
        if (!obstacle.isEmpty()) return leave(obstacle);
        Answer answer = CaptureFrames.send(host, description, captured);
        verdicts.merge(answer.verdict(), 1L, Long::sum);
        for (RuleEvent event : host.events()) {
            Rule rule = event.rule();
            if (rule != null) hits.merge(rule, 1L, Long::sum);
        }
        return answer.headline();
    }

    private String leave(String reason) {
        left.merge(reason, 1L, Long::sum);
        return "not sent: " + reason;
    }

    private List<RuleHits> allRules() {
        List<RuleHits> all = new ArrayList<>();
        for (Table table : host.linux().rules().ruleset().tables()) {
            for (Chain chain : table.chains()) {
                int index = 0;
                for (Rule rule : chain.rules()) {
                    index++;
                    String name = "%s %s rule %d".formatted(table.name(), chain.name(), index);
                    all.add(
                            new RuleHits(
                                    name,
                                    rule.place().line(),
                                    rule.text(),
                                    hits.getOrDefault(rule, 0L)));
                }
            }
        }
        return all;
    }
}
