package sluice.run;

import java.util.Optional;
import java.util.stream.Stream;
import sluice.script.PointSpec;
import sluice.winstack.InterceptionPoint;

/**
 * Where the filter of one column of the matrix stands in place of its own point.
 *
 * @param column the column
 * @param at the point where its filter stands
 * @param nic the adapter, if that point is on one; empty: as for all
 */
public record MatrixMove(InterceptionPoint column, InterceptionPoint at, String nic) {
    private static final String BELOW = "below:";

    /**
     * Reads {@code POINT=below:POINT}, the next point down the stack, or {@code POINT=NIC}, the
     * same point on another adapter; empty if it is neither.
     */
    public static Optional<MatrixMove> of(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) return Optional.empty();
        Optional<InterceptionPoint> column = point(text.substring(0, equals));
        String where = text.substring(equals + 1);
        if (column.isEmpty()) return Optional.empty();
        if (!where.startsWith(BELOW))
            return MatrixRun.NICS.contains(where) && column.get().isOnAdapter()
                    ? Optional.of(new MatrixMove(column.get(), column.get(), where))
                    : Optional.empty();
        return point(where.substring(BELOW.length()))
                .map(InterceptionPoint::ordinal)
                .filter(above -> above + 1 < InterceptionPoint.values().length)
                .map(above ->
                        new MatrixMove(column.get(), InterceptionPoint.values()[above + 1], ""));
    }

    private static Optional<InterceptionPoint> point(String word) {
        return Stream.of(InterceptionPoint.values())
                .filter(each ->
                        PointSpec.word(each).equals(word)
                                || MatrixReport.shortWord(each).equals(word))
                .findFirst();
    }

    /** As printed below the table. */
    @Override
    public String toString() {
        String where = column == at ? "on " + nic : "at " + PointSpec.word(at);
        return MatrixReport.shortWord(column) + " stands " + where;
    }
}
