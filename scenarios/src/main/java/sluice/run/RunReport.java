package sluice.run;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import sluice.edge.HostStack;
import sluice.packet.DropReason;
import sluice.packet.LedgerStats;
import sluice.packet.PlaceStats;
import sluice.report.Figures;
import sluice.report.Palette;
import sluice.report.Table;
import sluice.script.Explanation;

/** A run as a person reads it. */
public final class RunReport {
    private static final int OWNED_MAX = 20;

    private final RunResult result;
    private final Palette palette;
    private final StringBuilder out = new StringBuilder();

    private RunReport(RunResult result, Palette palette) {
        this.result = result;
        this.palette = palette;
    }

    /** The whole text, every line closed by a line feed. */
    public static String of(RunResult result, Palette palette) {
        return new RunReport(result, palette).report();
    }

    private String report() {
        line(palette.strong(result.scenario().title()));
        if (!result.scenario().question().isEmpty()) {
            line(result.scenario().question());
        }
        line("");
        result.hosts().forEach(this::layers);
        parts();
        did("programs", result.programs());
        did("traffic", result.traffic());
        did("devices", result.devices());
        did("points", result.points());
        did("loaded drivers", result.loaded());
        did("costs", result.costs());
        ways();
        owned();
        drops();
        balance();
        result.bugChecks()
                .forEach(each -> line(palette.bad("bug check ") + BugCheckReport.headline(each)));
        result.starved().forEach(starved -> line(palette.notable("starving  ") + starved));
        result.warnings().forEach(warning -> line(palette.notable("note  ") + warning));
        result.failures().forEach(failure -> line(palette.bad("failed  ") + failure));
        expectations();
        if (!result.scenario().lesson().isEmpty()) {
            line("");
            line(palette.strong(result.scenario().lesson()));
        }
        return out.toString();
    }

    private void layers(RunResult.HostResult host) {
        var table = new Table(Table.Side.LEFT, Table.Side.LEFT, Table.Side.RIGHT, Table.Side.RIGHT);
        table.row(palette.strong(host.name().toUpperCase(Locale.ROOT)), "", "in", "out");
        String last = "";
        for (RunResult.Row counted : host.layers()) {
            HostStack.LayerRow row = counted.layer();
            LayerCount count = counted.count();
            boolean counts = !row.places().isEmpty();
            table.row(
                    row.layer().equals(last) ? "" : row.layer(),
                    row.detail(),
                    counts ? Figures.grouped(count.in()) : "",
                    counts ? Figures.grouped(count.out()) : "");
            last = row.layer();
        }
        out.append(table.text());
        line("");
    }

    private void parts() {
        out.append(PartReport.text(result.parts(), palette));
    }

    private void did(String title, Iterable<RunResult.Did> all) {
        var table = new Table(Table.Side.LEFT, Table.Side.LEFT, Table.Side.LEFT);
        all.forEach(did -> table.row("  " + did.name(), "on " + did.on(), did.what()));
        if (!table.isEmpty()) {
            line(palette.strong(title));
            out.append(table.text());
            line("");
        }
    }

    /** The followed packets side by side, row by row; with more than two, one under the other. */
    private void ways() {
        if (result.ways().isEmpty()) return;
        line(palette.strong("the way of the first packet"));
        boolean beside = result.ways().size() == 2;
        for (int i = 0; i < result.ways().size(); i += beside ? 2 : 1)
            out.append(table(result.ways().subList(i, i + (beside ? 2 : 1))).text());
        line("");
    }

    private Table table(List<PacketWay> ways) {
        var sides = new Table.Side[ways.size() * 3];
        Arrays.fill(sides, Table.Side.LEFT);
        var table = new Table(sides);
        var cells = new String[sides.length];
        int rows = ways.stream().mapToInt(way -> way.rows().size()).max().orElse(0);
        for (int row = -1; row < rows; row++) {
            Arrays.fill(cells, "");
            for (int i = 0; i < ways.size(); i++) cells(ways.get(i), row, cells, i * 3);
            table.row(cells);
        }
        return table;
    }

    private void cells(PacketWay way, int row, String[] cells, int at) {
        if (row < 0) {
            cells[at] = "  " + way.traffic();
            cells[at + 1] = way.on().isEmpty() ? "sent nothing" : "on " + way.on();
        } else if (row < way.rows().size()) {
            PacketWay.Row step = way.rows().get(row);
            cells[at] = "  " + step.place();
            cells[at + 1] = step.what();
            if (step.turns()) cells[at + 2] = palette.notable("<- turns round");
        }
    }

    private void owned() {
        var table =
                new Table(
                        Table.Side.LEFT,
                        Table.Side.LEFT,
                        Table.Side.RIGHT,
                        Table.Side.LEFT,
                        Table.Side.LEFT);
        for (RunResult.Owned send : result.owned().stream().limit(OWNED_MAX).toList()) {
            String packet = "packet " + send.packetId();
            String host = "on " + send.host();
            for (RunResult.Owner owner : send.owners()) {
                table.row(
                        "  " + packet,
                        host,
                        "from " + Figures.duration(owner.sinceNanos()),
                        owner.who(),
                        owner.what());
                packet = "";
                host = "";
            }
        }
        if (table.isEmpty()) return;
        line(palette.strong("owners of kept sends"));
        out.append(table.text());
        int more = result.owned().size() - OWNED_MAX;
        if (more > 0) line("  and " + Figures.grouped(more) + " more");
        line("");
    }

    private void drops() {
        var table = new Table(Table.Side.RIGHT, Table.Side.LEFT, Table.Side.LEFT);
        Map<String, Long> seen = new TreeMap<>();
        for (PlaceStats place : result.places()) {
            for (PlaceStats.FateCount end : place.ends()) {
                if (end.fate() instanceof DropReason why) {
                    seen.merge(why.name(), end.count(), Long::sum);
                    table.row(
                            "  " + Figures.grouped(end.count()),
                            "at " + place.name(),
                            why.name() + ": " + why.text());
                }
            }
        }
        if (seen.isEmpty()) {
            line("dropped  nothing");
        } else {
            line(palette.strong("dropped"));
            out.append(table.text());
        }
    }

    private void balance() {
        LedgerStats totals = result.totals();
        line(
                "ledger   "
                        + Figures.grouped(totals.injected())
                        + " made + "
                        + Figures.grouped(totals.copied())
                        + " copied = "
                        + Figures.grouped(totals.delivered())
                        + " delivered + "
                        + Figures.grouped(totals.consumed())
                        + " used up + "
                        + Figures.grouped(totals.dropped())
                        + " dropped + "
                        + Figures.grouped(totals.held())
                        + " held");
        for (PlaceStats place : result.places()) {
            if (place.held() > 0) {
                line("  " + Figures.grouped(place.held()) + " held by " + place.name());
            }
        }
        result.imbalances().forEach(wrong -> line(palette.bad("  does not balance: ") + wrong));
        String how =
                switch (result.end()) {
                    case QUIESCENT -> "nothing is left to do";
                    case TIME_OVER -> "the time is over";
                    case CONTRACT_BROKEN -> palette.bad("stopped by a broken contract");
                    case BUDGET_EXHAUSTED ->
                            palette.bad(
                                    "stopped after "
                                            + Figures.counted(result.events(), "event")
                                            + ": the run does not come to an end");
                };
        line(
                "ended    at "
                        + Figures.duration(result.endNanos())
                        + ", "
                        + how
                        + " (last step at "
                        + Figures.duration(result.lastNanos())
                        + ")"
                        + "; seed "
                        + result.seed()
                        + (result.shuffled() ? ", order drawn from it" : ""));
    }

    private void expectations() {
        if (result.expectations().isEmpty()) {
            return;
        }
        line("");
        long met = result.expectations().stream().filter(RunResult.Checked::met).count();
        for (RunResult.Checked checked : result.expectations()) {
            String what = Explanation.expectation(checked.expectation());
            if (checked.met()) {
                line(palette.good("met      ") + what);
            } else {
                line(
                        palette.bad("FAILED   ")
                                + what
                                + "; found "
                                + checked.found()
                                + "  ("
                                + result.scenario().file()
                                + ":"
                                + checked.expectation().place()
                                + ")");
            }
        }
        long failed = result.expectations().size() - met;
        line(met + " met, " + failed + " failed");
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
