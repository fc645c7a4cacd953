package sluice.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import sluice.firewall.AnswerText;
import sluice.firewall.HostDescription;
import sluice.firewall.NotationFault;
import sluice.firewall.RulesDiff;
import sluice.firewall.RulesText;
import sluice.report.Figures;

/** {@code sluice firewall diff}: packets that two rulesets treat differently. */
record FirewallDiffRequest(
        Path before,
        Path after,
        FirewallRules.How how,
        FirewallRules.Where where,
        List<String> packets)
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
            RulesDiff.Outcome done =
                    RulesDiff.run(
                            host,
                            old,
                            now,
                            how.options(),
                            FirewallRules.packets(packets),
                            DIFFERENCES_MAX);
            if (FirewallRules.complain(done.before(), console)
                    || FirewallRules.complain(done.after(), console)) return ExitCode.USAGE;
            if (console.json()) json(done, console);
            else text(done, console);
            return done.different().isEmpty() ? ExitCode.DONE : ExitCode.NO;
        } catch (FirewallRules.Refused refused) {
            console.complain(refused.text());
            return ExitCode.USAGE;
        } catch (NotationFault fault) {
            console.complain(fault.text());
            return ExitCode.USAGE;
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
            console.out().println();
        }
        console.out()
                .println(
                        "%s, in %s"
                                .formatted(
                                        Figures.counted(done.different().size(), "difference"),
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
                json.endObject();
            }
            json.endArray().endObject();
        });
    }
}
