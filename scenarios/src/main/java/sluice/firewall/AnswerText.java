package sluice.firewall;

import java.util.ArrayList;
import java.util.List;
import sluice.report.JsonText;
import sluice.report.Palette;

/** Answers for people and for programs. */
public final class AnswerText {
    private AnswerText() {}

    /**
     * An answer in lines: packet, verdict, and each step of the way; below a rule that copies, the
     * way of the copy.
     *
     * <pre>
     * tcp 203.0.113.5:4000 > 192.0.2.1:22 syn
     * DROP by filter INPUT rule 7, line 41: -p tcp --dport 22 -j DROP
     *   connection   NEW
     *   prerouting   raw PREROUTING      policy accept
     *   input        filter INPUT        rule 7, line 41 drop: -p tcp --dport 22 -j DROP
     *   end          dropped
     * </pre>
     */
    public static List<String> lines(Answer answer, Palette palette) {
        List<String> lines = new ArrayList<>();
        lines.add(palette.faint(answer.packet().text()));
        String verdict = answer.verdict().name();
        String head = answer.headline().substring(verdict.length());
        String painted =
                answer.verdict() == Answer.Verdict.ACCEPT
                        ? palette.good(verdict)
                        : palette.bad(verdict);
        lines.add(painted + head);
        if (!answer.connection().isEmpty()) lines.add(row("connection", answer.connection()));
        List<String> path = path(answer.path());
        for (int i = 0; i < path.size(); i++) {
            lines.add(path.get(i));
            for (Answer.Branch copy : answer.copies())
                if (copy.behind() == i) lines.addAll(branch(copy));
        }
        for (Answer.Branch copy : answer.copies())
            if (copy.behind() >= path.size()) lines.addAll(branch(copy));
        if (!answer.translation().isEmpty()) lines.add(row("translated", answer.translation()));
        lines.add(row("end", answer.end()));
        return lines;
    }

    private static List<String> path(List<PathStep> steps) {
        int width = 0;
        for (PathStep step : steps) width = Math.max(width, name(step).length());
        List<String> lines = new ArrayList<>();
        for (PathStep step : steps) {
            String name = name(step) + " ".repeat(width - name(step).length());
            lines.add(row(step.hook(), name + "  " + what(step)));
        }
        return lines;
    }

    /** The way of a copy, set in below the rule that made it. */
    private static List<String> branch(Answer.Branch copy) {
        List<String> lines = new ArrayList<>();
        lines.add("    copy");
        for (String line : path(copy.path())) lines.add("    " + line);
        lines.add("    " + row("end", copy.end()));
        return lines;
    }

    private static String row(String title, String text) {
        return "  %-12s %s".formatted(title, text);
    }

    private static String name(PathStep step) {
        boolean ip = step.family().startsWith("ip");
        return (ip ? "" : step.family() + " ") + step.table() + " " + step.chain();
    }

    private static String what(PathStep step) {
        if (step.rule() == 0) return "policy " + step.verdict();
        String line = step.line() == 0 ? "" : ", line " + step.line();
        return "rule %d%s %s: %s".formatted(step.rule(), line, step.verdict(), step.text());
    }

    /** An answer as a JSON object. */
    public static void write(Answer answer, JsonText json) {
        json.beginObject()
                .member("packet", answer.packet().text())
                .member("verdict", answer.verdict().name().toLowerCase(java.util.Locale.ROOT));
        json.name("by");
        if (answer.decision().isPresent()) write(answer.decision().get(), json);
        else json.nullValue();
        json.member("connection", answer.connection())
                .member("translation", answer.translation())
                .member("end", answer.end());
        json.name("path").beginArray();
        for (PathStep step : answer.path()) write(step, json);
        json.endArray().name("copies").beginArray();
        for (Answer.Branch copy : answer.copies()) {
            json.beginObject().member("behind", copy.behind()).name("path").beginArray();
            for (PathStep step : copy.path()) write(step, json);
            json.endArray().member("end", copy.end()).endObject();
        }
        json.endArray().endObject();
    }

    private static void write(PathStep step, JsonText json) {
        json.beginObject()
                .member("hook", step.hook())
                .member("family", step.family())
                .member("table", step.table())
                .member("chain", step.chain());
        if (step.rule() != 0)
            json.member("rule", step.rule())
                    .member("line", step.line())
                    .member("text", step.text());
        json.member("verdict", step.verdict()).endObject();
    }
}
