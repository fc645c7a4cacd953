package sluice.run;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import sluice.report.Figures;
import sluice.report.JsonText;
import sluice.report.Palette;
import sluice.report.Table;

/** What drivers and hooks did, for a person and for a program. */
public final class PartReport {
    private PartReport() {}

    /** A table with a heading, or nothing where no driver or hook was asked for. */
    public static String text(List<PartStats> parts, Palette palette) {
        if (parts.isEmpty()) {
            return "";
        }
        var table =
                new Table(
                        Table.Side.LEFT,
                        Table.Side.LEFT,
                        Table.Side.RIGHT,
                        Table.Side.RIGHT,
                        Table.Side.RIGHT,
                        Table.Side.RIGHT,
                        Table.Side.RIGHT,
                        Table.Side.LEFT);
        table.row(
                palette.strong("drivers, hooks"),
                "",
                "seen",
                "passed",
                "changed",
                "pended",
                "dropped",
                "");
        for (PartStats part : parts) {
            table.row(
                    part.kind() + " " + part.name(),
                    "on " + part.host(),
                    Figures.grouped(part.seen()),
                    Figures.grouped(part.passed()),
                    Figures.grouped(part.changed()),
                    Figures.grouped(part.pended()),
                    Figures.grouped(part.droppedCount()),
                    reasons(part.dropped()));
        }
        return table.text() + "\n";
    }

    private static String reasons(Map<String, Long> dropped) {
        var reasons = new StringJoiner(", ");
        dropped.forEach((reason, count) -> reasons.add(Figures.grouped(count) + " " + reason));
        return reasons.toString();
    }

    /** The member {@code parts} of an object: an array with an object for each. */
    public static void write(List<PartStats> parts, JsonText json) {
        json.name("parts").beginArray();
        for (PartStats part : parts) {
            json.beginObject().member("kind", part.kind()).member("host", part.host());
            json.member("name", part.name()).member("seen", part.seen());
            json.member("passed", part.passed()).member("changed", part.changed());
            json.member("pended", part.pended()).name("dropped").beginObject();
            part.dropped().forEach(json::member);
            json.endObject().endObject();
        }
        json.endArray();
    }
}
