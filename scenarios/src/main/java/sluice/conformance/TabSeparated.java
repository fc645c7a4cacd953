package sluice.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A table of recordings: a header line, then one line per row, fields apart by tabs. */
final class TabSeparated {
    private final Map<String, Integer> columns = new HashMap<>();
    private final List<String[]> rows = new ArrayList<>();

    private TabSeparated(List<String> lines) {
        String[] names = lines.isEmpty() ? new String[0] : lines.getFirst().split("\t", -1);
        for (int i = 0; i < names.length; i++) {
            columns.put(names[i], i);
        }
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            rows.add(line.split("\t", -1));
        }
    }

    static TabSeparated read(Path file) throws IOException {
        return new TabSeparated(Files.readAllLines(file, StandardCharsets.UTF_8));
    }

    int rowCount() {
        return rows.size();
    }

    /** The field, or an empty text where the row or the table has none. */
    String field(int row, String column) {
        Integer at = columns.get(column);
        String[] fields = rows.get(row);
        return at == null || at >= fields.length ? "" : fields[at];
    }
}
