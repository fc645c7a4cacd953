package sluice.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import sluice.edge.HostStack;
import sluice.packet.PlaceStats;
import sluice.report.Figures;
import sluice.report.Palette;
import sluice.run.BugCheckReport;
import sluice.run.PartReport;
import sluice.run.PartStats;

/**
 * A replay as a person reads it: the layers with their counts, the account of all frames, the
 * comparison.
 */
final class ReplaySummary {
    private static final int COLUMN_CHARS = 64;
    private static final int GROUPS_SHOWN_MAX = 12;

    private final Palette palette;
    private final StringBuilder out = new StringBuilder();

    private ReplaySummary(Palette palette) {
        this.palette = palette;
    }

    static String text(ReplayHeading heading, List<ReplayResult> results, Palette palette) {
        var summary = new ReplaySummary(palette);
        summary.heading(heading);
        summary.layers(results);
        List<PartStats> parts =
                results.stream().flatMap(result -> result.parts().stream()).toList();
        summary.out.append(PartReport.text(parts, palette));
        for (ReplayResult result : results)
            summary.account(result, results.size() > 1, heading.frames());
        summary.lookCloser(heading, results);
        return summary.out.toString();
    }

    private void heading(ReplayHeading heading) {
        out.append(palette.strong(heading.file()))
                .append("  ")
                .append(heading.frames())
                .append(" frames  ");
        out.append(seconds(heading.durationNanos())).append("  as ").append(heading.station());
        out.append(" (in %d of %d frames".formatted(heading.stationFrames(), heading.frames()));
        if (!heading.runnerUp().isEmpty()) out.append("; next ").append(heading.runnerUp());
        out.append(")\n");
        for (String line : heading.learned())
            out.append("  ").append(palette.faint(line)).append('\n');
        out.append('\n');
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }

    private void layers(List<ReplayResult> results) {
        List<List<String>> columns = new ArrayList<>();
        int rows = 0;
        for (ReplayResult result : results) {
            List<String> column = column(result);
            columns.add(column);
            rows = Math.max(rows, column.size());
        }
        for (int row = 0; row < rows; row++) {
            var line = new StringBuilder();
            for (int i = 0; i < columns.size(); i++) {
                String cell = row < columns.get(i).size() ? columns.get(i).get(row) : "";
                line.append(cell);
                if (i + 1 < columns.size())
                    line.append(" ".repeat(Math.max(2, COLUMN_CHARS - cell.length())));
            }
            String text = line.toString().stripTrailing();
            out.append(row == 0 ? palette.strong(text) : text).append('\n');
        }
        out.append('\n');
    }

    private static List<String> column(ReplayResult result) {
        List<String> lines = new ArrayList<>();
        lines.add("%-44s %6s %6s".formatted(result.host().toUpperCase(Locale.ROOT), "in", "out"));
        String lastLayer = "";
        for (HostStack.LayerRow row : result.layers()) {
            long in = 0;
            long out = 0;
            for (PlaceStats place : result.places()) {
                if (!row.places().contains(place.name())) continue;
                boolean nic = row.layer().equals("nic");
                in += place.enteredUp() + (nic ? place.originated() : 0);
                out += place.enteredDown() + (nic ? 0 : place.originated());
            }
            String layer = row.layer().equals(lastLayer) ? "" : row.layer();
            lastLayer = row.layer();
            boolean counted = !row.places().isEmpty();
            lines.add(
                    "%-9s %-34s %6s %6s"
                            .formatted(
                                    layer,
                                    clip(row.detail(), 34),
                                    counted ? in : "",
                                    counted ? out : ""));
        }
        return lines;
    }

    private static String clip(String text, int chars) {
        return text.length() <= chars ? text : text.substring(0, chars - 1) + "…";
    }

    private void account(ReplayResult result, boolean named, long frames) {
        if (named) out.append(palette.strong(result.host())).append(": ");
        boolean complete = result.account().total() == frames && result.imbalances().isEmpty();
        out.append(
                complete
                        ? "every frame accounted for: "
                        : palette.bad("NOT every frame is accounted for: "));
        var ends = new StringJoiner(", ");
        for (FrameAccount.Category category : FrameAccount.Category.values()) {
            long count = result.account().count(category);
            if (count > 0) ends.add(count + " " + category.words);
        }
        out.append(ends).append('\n');
        for (FrameAccount.Category category : FrameAccount.Category.values()) {
            Map<String, Long> reasons = result.account().reasons(category);
            if (reasons.isEmpty()) continue;
            out.append("  ").append(category.words).append(": ");
            var list = new StringJoiner(", ");
            reasons.forEach(
                    (reason, count) -> list.add(count + " " + result.account().text(reason)));
            out.append(list).append('\n');
        }
        for (String wrong : result.imbalances())
            out.append("  ").append(palette.bad(wrong)).append('\n');
        String stopped =
                switch (result.end()) {
                    case QUIESCENT, TIME_OVER -> "";
                    case BUDGET_EXHAUSTED -> "it was stopped: the run does not come to an end";
                    case CONTRACT_BROKEN ->
                            "a broken contract stopped it at "
                                    + Figures.duration(result.endNanos());
                };
        if (!stopped.isEmpty()) out.append("  ").append(palette.bad(stopped)).append('\n');
        for (var check : result.bugChecks()) {
            out.append("  ")
                    .append(palette.bad("bug check "))
                    .append(BugCheckReport.headline(check));
            out.append('\n');
        }
        for (String finding : result.findings())
            out.append("  ").append(palette.bad(finding)).append('\n');
        for (String refused : result.standIns().refused())
            out.append("  refused ").append(refused).append('\n');
        out.append("  the ledger: ").append(ledger(result)).append('\n');
        compared("the stack's own answers, against the recording", result.ownAnswers());
        if (!result.forwarded().isEmpty())
            compared("what it passed on, against the recording", result.forwarded());
        compared("what applications sent, as it left the NIC", result.sends());
        if (!result.plan().connections.isEmpty()) {
            compared(
                    "what its TCP sent for %d connections, against the recording"
                            .formatted(result.plan().connections.size()),
                    result.tcp());
        }
        if (result.saidAfterwards() > 0) {
            out.append("  after the recording ended the stack went on and sent ")
                    .append(result.saidAfterwards())
                    .append(" frames\n");
        }
        if (result.notCompared() > 0)
            out.append("  not compared for want of room: ")
                    .append(result.notCompared())
                    .append('\n');
        out.append('\n');
    }

    private static String ledger(ReplayResult result) {
        var totals = result.totals();
        return "%d made + %d copied = %d delivered + %d used up + %d dropped + %d held"
                .formatted(
                        totals.injected(),
                        totals.copied(),
                        totals.delivered(),
                        totals.consumed(),
                        totals.dropped(),
                        totals.held());
    }

    private void compared(String title, Comparison all) {
        Map<String, Map<Comparison.Group, Long>> groups = all.groups();
        out.append("  ").append(title).append(": ");
        var counts = new StringJoiner(", ");
        groups.forEach((verdict, group) -> counts.add(total(group) + " " + verdict));
        out.append(counts).append('\n');
        groups.forEach((verdict, group) -> {
            if (verdict.equals(Comparison.AS_RECORDED)) return;
            int shown = 0;
            for (var entry : group.entrySet()) {
                if (shown++ == GROUPS_SHOWN_MAX) {
                    out.append(
                            "    ... %d more kinds in summary.json%n"
                                    .formatted(group.size() - GROUPS_SHOWN_MAX));
                    break;
                }
                out.append("    ").append(palette.notable(verdict)).append("  ");
                out.append(entry.getKey().what()).append(": ").append(entry.getValue());
                String why = entry.getKey().why();
                if (!why.isEmpty()) out.append(palette.faint("  (" + why + ")"));
                out.append('\n');
            }
        });
    }

    private static long total(Map<Comparison.Group, Long> group) {
        return group.values().stream().mapToLong(Long::longValue).sum();
    }

    private void lookCloser(ReplayHeading heading, List<ReplayResult> results) {
        if (heading.packet() != 0) {
            for (ReplayResult result : results) {
                out.append(palette.strong("frame " + heading.packet() + " on " + result.host()))
                        .append('\n');
                if (result.story().isEmpty()) out.append("  it made no packet of its own here\n");
                for (String line : result.story()) out.append("  ").append(line).append('\n');
            }
            return;
        }
        if (heading.outFolder().isEmpty()) return;
        String host = results.size() > 1 ? "/" + results.getFirst().host() : "";
        out.append("look closer:  sluice replay ... --packet N      wireshark ");
        out.append(heading.outFolder()).append(host).append("/layers.pcapng\n");
    }
}
