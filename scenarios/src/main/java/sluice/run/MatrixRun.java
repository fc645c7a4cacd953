package sluice.run;

import java.util.ArrayList;
import java.util.List;
import sluice.edge.SocketRefused;
import sluice.winstack.InterceptionPoint;
import sluice.winstack.PointFilter;
import sluice.winstack.PointFilter.Decision;
import sluice.winstack.Seen;

/**
 * Which interception point of a Windows host sees, can change and can stop which kind of traffic:
 * counted, not written down. Each cell is three runs beside a control without any filter: one that
 * looks, one that changes all it can, one that stops all it can.
 */
public final class MatrixRun {
    /** What a filter at a point can do with a kind of traffic. */
    public record Cell(boolean installed, boolean sees, boolean changes, boolean stops) {
        static final Cell NOWHERE = new Cell(false, false, false, false);

        /** As printed: s sees, c changes, x stops; a dot for nothing, a dash for no such point. */
        @Override
        public String toString() {
            if (!installed) return "-";
            if (!sees && !changes && !stops) return ".";
            return (sees ? "s" : "") + (changes ? "c" : "") + (stops ? "x" : "");
        }
    }

    /** A kind of traffic with a cell for each point, in the order of the points. */
    public record Row(MatrixTraffic traffic, List<Cell> cells) {
        /** Keeps the list from changing. */
        public Row {
            cells = List.copyOf(cells);
        }

        /** What the point can do with it. */
        public Cell at(InterceptionPoint point) {
            return cells.get(point.ordinal());
        }
    }

    /** The adapters that points on one can stand on; what is sent goes by the first. */
    public static final List<String> NICS = List.of("lan", "wan");

    private MatrixRun() {}

    /** All rows with the points on adapter {@code nic}. */
    public static List<Row> rows(String nic) throws SocketRefused {
        return rows(nic, List.of());
    }

    /** The same with filters of some columns elsewhere; of two moves of one, the last counts. */
    public static List<Row> rows(String nic, List<MatrixMove> moves) throws SocketRefused {
        List<Row> rows = new ArrayList<>();
        for (MatrixTraffic traffic : MatrixTraffic.values()) rows.add(row(traffic, nic, moves));
        return rows;
    }

    private static Row row(MatrixTraffic traffic, String nic, List<MatrixMove> moves)
            throws SocketRefused {
        try (var control = new MatrixBench(traffic)) {
            MatrixBench.Arrived arrived = control.run(null, nic, _ -> Decision.PASS);
            if (arrived.whole() == 0 || arrived.changed() > 0)
                throw new IllegalStateException(traffic + " does not arrive without a filter");
        }
        List<Cell> cells = new ArrayList<>();
        for (InterceptionPoint column : InterceptionPoint.values()) {
            MatrixMove stand = new MatrixMove(column, column, "");
            for (MatrixMove move : moves) if (move.column() == column) stand = move;
            cells.add(cell(traffic, stand.at(), stand.nic().isEmpty() ? nic : stand.nic()));
        }
        return new Row(traffic, cells);
    }

    private static Cell cell(MatrixTraffic traffic, InterceptionPoint at, String nic)
            throws SocketRefused {
        long[] seen = new long[1];
        try {
            run(
                    traffic,
                    at,
                    nic,
                    thing -> {
                        if (traffic.isIn(thing)) seen[0]++;
                        return Decision.PASS;
                    });
        } catch (IllegalStateException _) {
            return Cell.NOWHERE;
        }
        var changed =
                run(
                        traffic,
                        at,
                        nic,
                        thing ->
                                traffic.isIn(thing)
                                                && isFirstTime(traffic, thing)
                                                && PointMeter.exchange(thing)
                                        ? Decision.CHANGED
                                        : Decision.PASS);
        var stopped =
                run(traffic, at, nic, thing -> traffic.isIn(thing) ? Decision.STOP : Decision.PASS);
        return new Cell(
                true, seen[0] > 0, changed.changed() > 0, stopped.whole() + stopped.changed() == 0);
    }

    /** What turns round passes a point twice, and an exchange made twice is none. */
    private static boolean isFirstTime(MatrixTraffic traffic, Seen thing) {
        boolean atHome = traffic == MatrixTraffic.LOOPBACK || traffic == MatrixTraffic.OWN_ADDRESS;
        return !atHome || thing.direction() == Seen.Direction.OUT;
    }

    private static MatrixBench.Arrived run(
            MatrixTraffic traffic, InterceptionPoint at, String nic, PointFilter filter)
            throws SocketRefused {
        try (var bench = new MatrixBench(traffic)) {
            return bench.run(at, nic, filter);
        } catch (SocketRefused refused) {
            if (refused.status().name().equals("WSAEACCES")) return new MatrixBench.Arrived(0, 0);
            throw refused;
        }
    }
}
