package sluice.cli;

import java.io.IOException;
import java.nio.file.Path;
import sluice.firewall.ReadRules;
import sluice.firewall.RulesOnly;
import sluice.firewall.RulesText;
import sluice.firewall.check.Finding;
import sluice.report.Figures;

/** {@code sluice firewall check}: what is wrong with rules, without packets. */
record FirewallCheckRequest(Path rules, FirewallRules.How how, boolean failOnFindings)
        implements Request {
    @Override
    public ExitCode carryOut(Console console) throws IOException {
        try {
            RulesText text = FirewallRules.read(rules, how);
            RulesOnly.Checked checked = RulesOnly.check(text, how.options());
            ReadRules read = checked.read();
            if (console.json()) json(checked, console);
            else if (!FirewallRules.complain(read, console)) text(text, checked, console);
            if (!read.loaded()) return ExitCode.USAGE;
            boolean found = !checked.findings().isEmpty() || !read.ignored().isEmpty();
            return failOnFindings && found ? ExitCode.NO : ExitCode.DONE;
        } catch (FirewallRules.Refused refused) {
            console.complain(refused.text());
            return ExitCode.USAGE;
        }
    }

    private static void text(RulesText text, RulesOnly.Checked checked, Console console) {
        FirewallRules.ignored(checked.read(), console);
        for (Finding finding : checked.findings()) console.out().println(finding.line());
        console.out()
                .println(
                        "%s (%s): %s, %s"
                                .formatted(
                                        text.name(),
                                        text.syntax().word(),
                                        Figures.counted(checked.rules(), "rule"),
                                        Figures.counted(checked.findings().size(), "finding")));
    }

    private static void json(RulesOnly.Checked checked, Console console) {
        console.print(json -> {
            json.beginObject().member("rules", checked.rules());
            FirewallRules.write("errors", checked.read().errors(), json);
            FirewallRules.write("ignored", checked.read().ignored(), json);
            json.name("findings").beginArray();
            for (Finding finding : checked.findings()) {
                json.beginObject()
                        .member("kind", finding.kind().name().toLowerCase(java.util.Locale.ROOT))
                        .member("line", finding.place().line())
                        .member("what", finding.what())
                        .member("text", finding.text());
                json.name("by");
                if (finding.by().isEmpty()) json.nullValue();
                else
                    json.beginObject()
                            .member("line", finding.by().get().place().line())
                            .member("what", finding.by().get().what())
                            .member("text", finding.by().get().text())
                            .endObject();
                json.endObject();
            }
            json.endArray().endObject();
        });
    }
}
