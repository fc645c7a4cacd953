package sluice.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows of cells set in columns of equal width, two spaces apart. Names stand left, figures right;
 * trailing spaces are left out.
 */
public final class Table {
    /** Which side of its column a cell leans on. */
    public enum Side {
        LEFT,
        RIGHT
    }

    private static final String GAP = "  ";
    private final List<Side> sides;
    private final List<List<String>> rows = new ArrayList<>();

    /** A table whose columns lean as told, from the left. */
    public Table(Side... sides) {
        this.sides = List.of(sides);
    }

    /** Adds a row; cells that are missing on the right are empty. */
    public Table row(String... cells) {
        if (cells.length > sides.size()) {
            throw new IllegalArgumentException(
                    cells.length + " cells in a table of " + sides.size() + " columns");
        }
        rows.add(List.of(cells));
        return this;
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The rows as text, one line each, every line closed by a line feed. */
    public String text() {
        int[] widths = widths();
        var text = new StringBuilder();
        for (List<String> row : rows) {
            int start = text.length();
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                String padding = " ".repeat(widths[column] - shownLength(cell));
                boolean right = sides.get(column) == Side.RIGHT;
                text.append(column == 0 ? "" : GAP).append(right ? padding + cell : cell + padding);
            }
            int end = text.length();
            while (end > start && text.charAt(end - 1) == ' ') {
                end--;
            }
            text.setLength(end);
            text.append('\n');
        }
        return text.toString();
    }

    private int[] widths() {
        int[] widths = new int[sides.size()];
        for (List<String> row : rows) {
            for (int column = 0; column < row.size(); column++) {
                widths[column] = Math.max(widths[column], shownLength(row.get(column)));
            }
        }
        return widths;
    }

    /** Columns that a cell takes on a terminal: its code points without escape sequences. */
    private static int shownLength(String cell) {
        int length = 0;
        for (int i = 0; i < cell.length(); i++) {
            if (cell.charAt(i) == '\u001b') {
                int end = cell.indexOf('m', i);
                i = end < 0 ? cell.length() : end;
            } else if (!Character.isLowSurrogate(cell.charAt(i))) {
                length++;
            }
        }
        return length;
    }
}
