package sluice.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import sluice.report.Figures;
import sluice.report.JsonText;
import sluice.report.Progress;
import sluice.report.Table;
import sluice.run.LossTest;
import sluice.run.UnfitScenario;

/** What {@code sluice losstest} was asked for. */
record LossTestRequest(LossTest.Setting setting, List<Long> packets, Path folder)
        implements Request {
    LossTestRequest {
        packets = List.copyOf(packets);
    }

    @Override
    public ExitCode carryOut(Console console) throws IOException {
        Files.createDirectories(folder);
        List<LossTest.Row> rows = new ArrayList<>();
        try (var progress = new Progress("losstest", console.err(), console.errIsTerminal())) {
            for (long count : packets) {
                progress.count(rows.size(), packets.size(), Figures.counted(count, "packet"));
                rows.add(LossTest.run(setting, count));
            }
        } catch (UnfitScenario unfit) {
            console.complain("the loss test cannot be set up so: " + unfit.getMessage());
            return ExitCode.USAGE;
        }
        String json = json(rows);
        Files.writeString(folder.resolve("loss.csv"), csv(rows));
        Files.writeString(folder.resolve("loss.json"), json + "\n");
        Files.writeString(folder.resolve("loss.svg"), LossPlot.svg(rows));
        if (console.json()) {
            console.out().println(json);
        } else {
            console.out().print(table(rows));
            console.out().print(words(rows));
            console.out()
                    .println(
                            "look closer: " + folder.resolve("loss.svg") + ", loss.csv, loss.json");
        }
        // below the limit the records are the reference's, and above it all losses are the buffer's
        boolean explained =
                rows.stream().allMatch(row -> row.different() == 0 && row.lostElsewhere() == 0);
        return explained ? ExitCode.DONE : ExitCode.NO;
    }

    private static String table(List<LossTest.Row> rows) {
        var table =
                new Table(
                        Table.Side.RIGHT,
                        Table.Side.RIGHT,
                        Table.Side.RIGHT,
                        Table.Side.RIGHT,
                        Table.Side.RIGHT,
                        Table.Side.LEFT);
        table.row("sent", "captured", "lost", "loss", "first lost", "captured of each kind");
        for (LossTest.Row row : rows) {
            table.row(
                    Figures.grouped(row.sent()),
                    Figures.grouped(row.same() + row.different()),
                    Figures.grouped(row.lost()),
                    percent(row.rate()),
                    row.firstMissing() == 0 ? "-" : Figures.grouped(row.firstMissing()),
                    kinds(row));
        }
        return table.text();
    }

    private static String kinds(LossTest.Row row) {
        var kinds = new StringJoiner(", ");
        for (LossTest.Kind kind : row.kinds()) {
            kinds.add(
                    "%s %s of %s"
                            .formatted(
                                    kind.name(),
                                    Figures.grouped(kind.captured()),
                                    Figures.grouped(kind.sent())));
        }
        return kinds.toString();
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.3f %%", 100 * share);
    }

    private String words(List<LossTest.Row> rows) {
        long different = rows.stream().mapToLong(LossTest.Row::different).sum();
        long elsewhere = rows.stream().mapToLong(LossTest.Row::lostElsewhere).sum();
        var text = new StringBuilder();
        text.append(
                different == 0
                        ? "each captured record is the reference's in type, lengths, MACs, IPs and all octets\n"
                        : Figures.counted(different, "record") + " not in the reference\n");
        boolean anything = rows.stream().anyMatch(row -> row.lost() > 0);
        text.append(
                !anything
                        ? "nothing was lost\n"
                        : elsewhere == 0
                                ? "each lost packet found the kernel buffer full\n"
                                : Figures.counted(elsewhere, "packet")
                                        + " lost elsewhere than at the kernel buffer\n");
        text.append(
                "the kernel buffer of %s octets holds %s packets; one came each %s to a board of cost %s%n"
                        .formatted(
                                Figures.grouped(setting.kernelOctets()),
                                Figures.grouped(setting.slots()),
                                Figures.duration(setting.intervalNanos()),
                                setting.cost()));
        for (LossTest.Row row : rows) {
            double drained = row.drained();
            if (Double.isNaN(drained)) continue;
            text.append(
                    String.format(
                            Locale.ROOT,
                            "of %s packets, from the first lost one on %.1f %% were captured: slots / (1 - d/a) foretells the first loss at %s, it was %s%n",
                            Figures.grouped(row.sent()),
                            100 * drained,
                            Figures.grouped(Math.round(setting.slots() / (1 - drained))),
                            Figures.grouped(row.firstMissing())));
        }
        return text.toString();
    }

    private static String csv(List<LossTest.Row> rows) {
        var text =
                new StringBuilder("sent,captured,lost,loss,first_lost,different,lost_elsewhere\n");
        for (LossTest.Row row : rows) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%d,%d,%d,%.6f,%d,%d,%d%n",
                            row.sent(),
                            row.same() + row.different(),
                            row.lost(),
                            row.rate(),
                            row.firstMissing(),
                            row.different(),
                            row.lostElsewhere()));
        }
        return text.toString();
    }

    private String json(List<LossTest.Row> rows) {
        var text = new StringBuilder();
        var json = new JsonText(text);
        json.beginObject().member("cost", setting.cost());
        json.member("kernelOctets", setting.kernelOctets()).member("slots", setting.slots());
        json.member("intervalNanos", setting.intervalNanos());
        json.name("rows").beginArray();
        for (LossTest.Row row : rows) {
            json.beginObject().member("sent", row.sent()).member("same", row.same());
            json.member("different", row.different()).member("lost", row.lost());
            json.member("firstMissing", row.firstMissing());
            json.member("lostElsewhere", row.lostElsewhere());
            json.name("kinds").beginArray();
            for (LossTest.Kind kind : row.kinds()) {
                json.beginObject().member("name", kind.name()).member("sent", kind.sent());
                json.member("captured", kind.captured()).endObject();
            }
            json.endArray().endObject();
        }
        json.endArray().endObject();
        return text.toString();
    }
}
