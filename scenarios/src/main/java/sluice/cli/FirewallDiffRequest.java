package sluice.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.firewall.AnswerText;
import sluice.firewall.CaptureDiff;
import sluice.firewall.HostDescription;
import sluice.firewall.NotationFault;
import sluice.firewall.RulesDiff;
import sluice.firewall.RulesText;
import sluice.report.Figures;
import sluice.report.Progress;

/** {@code sluice firewall diff}: packets that two rulesets treat differently. */
record FirewallDiffRequest(
        Path before,
        Path after,
        FirewallRules.How how,
        FirewallRules.Where where,
        List<String> packets,
        @Nullable Path capture)
        implements Request {
    private static final int DIFFERENCES_MAX = 20;
    private static final String SELF = "192.0.2.1/24@eth0,10.0.0.1/24@eth1";

    @Override
    public ExitCode carryOut(Console console) throws IOException {
        try {
            RulesText old = FirewallRules.read(before, how);
            RulesText now = FirewallRules.read(after, how);
            HostDescription host =
                    where.description().isPresent()
                            ? where.description().get()
                            : HostDescription.self(SELF);
            if (capture != null && !packets.isEmpty())
                throw new FirewallRules.Refused("--packet and --capture exclude each other");
            RulesDiff.Outcome done =
                    capture == null
                            ? RulesDiff.run(
                                    host,
                                    old,
                                    now,
                                    how.options(),
                                    FirewallRules.packets(packets),
                                    DIFFERENCES_MAX)
                            : play(console, host, old, now, capture);
            if (FirewallRules.complain(done.before(), console)
                    || FirewallRules.complain(done.after(), console)) return ExitCode.USAGE;
            if (console.json()) json(done, console);
            else text(done, console);
            if (done.damage().isPresent()) {
                console.complain(capture + ": " + done.damage().get());
                return ExitCode.USAGE;
            }
            return done.different().isEmpty() ? ExitCode.DONE : ExitCode.NO;
        } catch (FirewallRules.Refused refused) {
            console.complain(refused.text());
            return ExitCode.USAGE;
        } catch (NotationFault fault) {
            console.complain(fault.text());
            return ExitCode.USAGE;
        }
    }

    private RulesDiff.Outcome play(
            Console console, HostDescription host, RulesText old, RulesText now, Path file)
            throws IOException, NotationFault {
        Inputs.requireNoFolder(file);
        try (var bar = new Progress("diff", console.err(), console.errIsTerminal())) {
            return CaptureDiff.run(
                    host, old, now, how.options(), file, DIFFERENCES_MAX, bar::report);
        }
    }

    private void text(RulesDiff.Outcome done, Console console) {
        FirewallRules.ignored(done.before(), console);
        FirewallRules.ignored(done.after(), console);
        for (RulesDiff.Different each : done.different()) {
            console.out().println(console.palette().strong(each.before().packet().text()));
            console.out().println(before + ":");
            AnswerText.lines(each.before(), console.palette()).stream()
                    .skip(1)
                    .forEach(line -> console.out().println("  " + line));
            console.out().println(after + ":");
            AnswerText.lines(each.after(), console.palette()).stream()
                    .skip(1)
                    .forEach(line -> console.out().println("  " + line));
            if (each.packets() > 1)
                console.out()
                        .println(
                                Figures.counted(each.packets() - 1, "further packet")
                                        + " decided so");
            console.out().println();
        }
        done.leftOut()
                .forEach((why, count) -> console.out().println("not sent: " + count + " " + why));
        long differ = done.packets();
        String those = capture == null || differ == 0 ? "" : Figures.grouped(differ) + " of ";
        console.out()
                .println(
                        "%s, in %s%s"
                                .formatted(
                                        Figures.counted(done.different().size(), "difference"),
                                        those,
                                        Figures.counted(done.tried(), "packet")));
    }

    private static void json(RulesDiff.Outcome done, Console console) {
        console.print(json -> {
            json.beginObject().member("tried", done.tried()).name("differences").beginArray();
            for (RulesDiff.Different each : done.different()) {
                json.beginObject().name("old");
                AnswerText.write(each.before(), json);
                json.name("new");
                AnswerText.write(each.after(), json);
                json.member("packets", each.packets()).endObject();
            }
            json.endArray().name("notSent").beginObject();
            done.leftOut().forEach(json::member);
            json.endObject();
            FirewallRules.write("ignoredOld", done.before().ignored(), json);
            FirewallRules.write("ignoredNew", done.after().ignored(), json);
            json.endObject();
        });
    }
}
