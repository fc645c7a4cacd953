package sluice.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sluice.firewall.Answer;
import sluice.firewall.CaptureRehearsal;
import sluice.firewall.HostDescription;
import sluice.firewall.NotationFault;
import sluice.firewall.RulesReader;
import sluice.firewall.RulesText;
import sluice.report.Progress;

/** {@code sluice firewall test --capture}: which rules a capture hits. */
final class FirewallCapture {
    private FirewallCapture() {}

    static ExitCode run(
            Console console,
            RulesText rules,
            RulesReader.Options options,
            HostDescription host,
            Path capture,
            @Nullable Path write,
            Optional<Answer.Verdict> expected)
            throws IOException, NotationFault {
        Inputs.requireNoFolder(capture);
        CaptureRehearsal.Outcome done;
        try (var bar = new Progress("test", console.err(), console.errIsTerminal())) {
            done = CaptureRehearsal.run(host, rules, options, capture, write, bar::report);
        }
        if (FirewallRules.complain(done.read(), console)) return ExitCode.USAGE;
        if (console.json()) json(done, console);
        else text(done, console);
        if (done.damage().isPresent()) {
            console.complain(capture + ": " + done.damage().get());
            return ExitCode.USAGE;
        }
        if (expected.isEmpty()) return ExitCode.DONE;
        Long met = done.verdicts().get(expected.get());
        return met != null && met == done.packets() ? ExitCode.DONE : ExitCode.NO;
    }

    private static void text(CaptureRehearsal.Outcome done, Console console) {
        FirewallRules.ignored(done.read(), console);
        done.notes().forEach(note -> console.out().println("note: " + note));
        var head = new StringBuilder();
        head.append(done.frames()).append(" frames, ").append(done.packets()).append(" sent:");
        for (Map.Entry<Answer.Verdict, Long> each : done.verdicts().entrySet()) {
            head.append(' ').append(each.getKey().name().toLowerCase(Locale.ROOT));
            head.append(' ').append(each.getValue());
        }
        console.out().println(head);
        done.leftOut()
                .forEach((why, count) -> console.out().println("not sent: " + count + " " + why));
        long hit = done.rules().stream().filter(rule -> rule.packets() > 0).count();
        console.out().println(console.palette().strong("rules hit: " + hit));
        for (CaptureRehearsal.RuleHits rule : done.rules())
            if (rule.packets() > 0) line(rule, console);
        console.out()
                .println(
                        console.palette()
                                .strong("rules never hit: " + (done.rules().size() - hit)));
        for (CaptureRehearsal.RuleHits rule : done.rules())
            if (rule.packets() == 0) line(rule, console);
    }

    private static void line(CaptureRehearsal.RuleHits rule, Console console) {
        console.out()
                .println(
                        "  %8d  %s%s: %s"
                                .formatted(
                                        rule.packets(),
                                        rule.name(),
                                        rule.line() == 0 ? "" : ", line " + rule.line(),
                                        rule.text()));
    }

    private static void json(CaptureRehearsal.Outcome done, Console console) {
        console.print(json -> {
            json.beginObject().member("frames", done.frames()).name("verdicts").beginObject();
            done.verdicts()
                    .forEach((verdict, count) ->
                            json.member(verdict.name().toLowerCase(Locale.ROOT), count));
            json.endObject().name("notSent").beginObject();
            done.leftOut().forEach(json::member);
            json.endObject().name("rules").beginArray();
            for (CaptureRehearsal.RuleHits rule : done.rules()) {
                json.beginObject()
                        .member("rule", rule.name())
                        .member("line", rule.line())
                        .member("text", rule.text())
                        .member("packets", rule.packets())
                        .endObject();
            }
            json.endArray().name("notes").beginArray();
            done.notes().forEach(json::value);
            json.endArray();
            FirewallRules.write("ignored", done.read().ignored(), json);
            json.endObject();
        });
    }
}
