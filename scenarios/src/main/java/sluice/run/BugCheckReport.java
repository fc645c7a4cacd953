package sluice.run;

import java.util.ArrayList;
import java.util.List;
import sluice.ndis.BugCheck;
import sluice.ndis.NdisFinding;
import sluice.report.Figures;
import sluice.report.JsonText;
import sluice.winstack.WindowsHost;

/** How Windows machines ended before the run did, for a person and for a program. */
public final class BugCheckReport {
    private static final int STEPS_MAX = 16;

    private BugCheckReport() {}

    /** A machine with its bug check. */
    public record Stopped(String host, BugCheck check) {}

    /** One line about it. */
    public static String headline(Stopped stopped) {
        BugCheck check = stopped.check();
        return stopped.host()
                + " stopped at "
                + Figures.duration(check.timeNanos())
                + ": "
                + check.stopLine()
                + ", "
                + check.rule().id()
                + " by "
                + check.driver();
    }

    /** All that is known: rule and source, what the driver did where, the packet, last steps. */
    public static List<String> lines(Stopped stopped) {
        BugCheck check = stopped.check();
        List<String> lines = new ArrayList<>();
        lines.add("bug check: " + headline(stopped));
        lines.add("  rule     " + check.rule().id() + ": " + check.rule().text());
        lines.add("  source   " + check.rule().source());
        if (!check.detail().isEmpty()) lines.add("  what     " + check.detail());
        if (!check.at().isEmpty()) lines.add("  where    " + check.at());
        if (!check.history().isEmpty()) {
            lines.add("  history of packet " + check.packetId());
            check.history().forEach(step -> lines.add("    " + step));
        }
        if (!check.lastSteps().isEmpty()) {
            lines.add("  last steps of " + stopped.host());
            int from = Math.max(0, check.lastSteps().size() - STEPS_MAX);
            for (String step : check.lastSteps().subList(from, check.lastSteps().size()))
                lines.add("    " + step);
        }
        return lines;
    }

    /** The member {@code bugChecks} of an object. */
    public static void write(List<Stopped> all, JsonText json) {
        json.name("bugChecks").beginArray();
        for (Stopped stopped : all) {
            BugCheck check = stopped.check();
            json.beginObject().member("host", stopped.host());
            json.member("stop", check.stopLine()).member("rule", check.rule().id());
            json.member("text", check.rule().text()).member("source", check.rule().source());
            json.member("driver", check.driver()).member("packet", check.packetId());
            json.member("detail", check.detail()).member("at", check.at());
            json.member("timeNanos", check.timeNanos()).name("history").beginArray();
            check.history().forEach(json::value);
            json.endArray().name("lastSteps").beginArray();
            check.lastSteps().forEach(json::value);
            json.endArray().endObject();
        }
        json.endArray();
    }

    /** What the verifier of a host found and the machine survived, as sentences. */
    public static List<String> findings(WindowsHost host) {
        return host.ndis().findings().stream().map(each -> words(host, each)).toList();
    }

    private static String words(WindowsHost host, NdisFinding finding) {
        return host.host().name()
                + ": "
                + finding.driver()
                + " broke "
                + finding.rule().id()
                + " "
                + Figures.counted(finding.count(), "time")
                + ": "
                + finding.rule().text()
                + (finding.detail().isEmpty() ? "" : "; " + finding.detail());
    }
}
