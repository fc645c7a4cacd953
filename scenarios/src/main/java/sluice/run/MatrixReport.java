package sluice.run;

import java.util.List;
import sluice.report.JsonText;
import sluice.report.Table;
import sluice.script.PointSpec;
import sluice.winstack.InterceptionPoint;

/** The visibility matrix for a person and for a program. */
public final class MatrixReport {
    private MatrixReport() {}

    /** The table, its legend, and how it compares with what is written. */
    public static String text(List<MatrixRun.Row> rows) {
        InterceptionPoint[] points = InterceptionPoint.values();
        var sides = new Table.Side[points.length + 1];
        java.util.Arrays.fill(sides, Table.Side.LEFT);
        var table = new Table(sides);
        String[] head = new String[points.length + 1];
        head[0] = "traffic of a windows host";
        for (InterceptionPoint point : points) head[point.ordinal() + 1] = shortWord(point);
        table.row(head);
        for (MatrixRun.Row row : rows) {
            String[] line = new String[points.length + 1];
            line[0] = row.traffic().title();
            for (InterceptionPoint point : points)
                line[point.ordinal() + 1] = row.at(point).toString();
            table.row(line);
        }
        var text = new StringBuilder(table.text());
        text.append("s sees, c can change, x can stop; . nothing\n");
        for (InterceptionPoint point : points)
            text.append(
                    shortWord(point).equals(PointSpec.word(point))
                            ? ""
                            : shortWord(point) + " is " + PointSpec.word(point) + "\n");
        var differences = MatrixComparison.of(rows);
        text.append("beside what is written about Windows: ")
                .append(differences.size())
                .append(" cells differ\n");
        for (var difference : differences)
            text.append("  ")
                    .append(difference)
                    .append(": ")
                    .append(MatrixComparison.reason(difference).orElse("not explained"))
                    .append('\n');
        text.append("not sent\n");
        MatrixComparison.notSent().forEach(each -> text.append("  ").append(each).append('\n'));
        return text.toString();
    }

    static String shortWord(InterceptionPoint point) {
        return switch (point) {
            case LSP -> "lsp";
            case WINSOCK_SHIM -> "shim";
            case TDI -> "tdi";
            case FILTER_HOOK -> "hook";
            case PACKET_FILTER -> "pf";
            case WFP -> "wfp";
            case PROTOCOL -> "prot";
            case NDIS_HOOK -> "open";
            case INTERMEDIATE -> "im";
            case LIGHTWEIGHT_FILTER -> "lwf";
        };
    }

    /** An object with the cells and the differences. */
    public static void write(List<MatrixRun.Row> rows, JsonText json) {
        json.beginObject().member("host", "windows").name("rows").beginArray();
        for (MatrixRun.Row row : rows) {
            json.beginObject().member("traffic", row.traffic().title());
            json.name("points").beginObject();
            for (InterceptionPoint point : InterceptionPoint.values()) {
                MatrixRun.Cell cell = row.at(point);
                json.name(PointSpec.word(point)).beginObject();
                json.member("installed", cell.installed()).member("sees", cell.sees());
                json.member("changes", cell.changes()).member("stops", cell.stops()).endObject();
            }
            json.endObject().endObject();
        }
        json.endArray().name("differences").beginArray();
        for (var difference : MatrixComparison.of(rows)) {
            json.beginObject().member("cell", difference.toString());
            json.member("reason", MatrixComparison.reason(difference).orElse("")).endObject();
        }
        json.endArray().endObject();
    }
}
