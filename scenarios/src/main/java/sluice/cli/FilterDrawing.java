package sluice.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import sluice.pcap.filter.Filter;
import sluice.pcap.filter.FilterStep;

/**
 * Drawings of what a filter asks: as a graph for Graphviz, or as a picture in which the steps stand
 * below each other in the program's order and arcs go down at the right, solid for yes and dashed
 * for no.
 */
final class FilterDrawing {
    private static final int ROW = 34;
    private static final int BOX = 24;
    private static final int LEFT = 12;
    private static final int CHARACTER = 7;
    private static final int ARC_MAX = 260;

    private FilterDrawing() {}

    /** True if the ending of {@code file} names a drawing. */
    static boolean canDraw(Path file) {
        return isDot(file) || file.toString().endsWith(".svg");
    }

    private static boolean isDot(Path file) {
        return file.toString().endsWith(".dot");
    }

    /** The drawing that the ending of {@code file} names. */
    static String draw(Filter filter, Path file) {
        return isDot(file) ? dot(filter) : svg(filter);
    }

    /** What a step that ends the program does. */
    static String ending(int octets) {
        return octets == 0
                ? "reject"
                : "accept: keep " + Integer.toUnsignedString(octets) + " octets";
    }

    private static String words(FilterStep step) {
        return switch (step) {
            case FilterStep.Ask(_, String question, _, _) -> question + "?";
            case FilterStep.Keep(_, int octets) -> ending(octets);
        };
    }

    private static String dot(Filter filter) {
        StringBuilder text = new StringBuilder("digraph filter {\n");
        text.append("  label=\"").append(escaped(filter.expression())).append("\";\n");
        text.append("  node [shape=box];\n");
        for (FilterStep step : filter.steps()) {
            text.append(
                    "  n%d [label=\"%d: %s\"];\n"
                            .formatted(step.at(), step.at(), escaped(words(step))));
            if (step instanceof FilterStep.Ask(int at, _, int yes, int no)) {
                text.append("  n%d -> n%d [label=\"yes\"];\n".formatted(at, yes));
                text.append("  n%d -> n%d [label=\"no\", style=dashed];\n".formatted(at, no));
            }
        }
        return text.append("}\n").toString();
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private static String svg(Filter filter) {
        List<FilterStep> steps = filter.steps();
        Map<Integer, Integer> rows = new HashMap<>();
        int longest = filter.expression().length();
        for (FilterStep step : steps) {
            rows.put(step.at(), rows.size());
            longest = Math.max(longest, words(step).length() + 6);
        }
        int right = LEFT + CHARACTER * Math.min(longest, 200) + 20;
        int height = ROW * (steps.size() + 1) + 20;
        StringBuilder text = new StringBuilder();
        text.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="monospace" font-size="12">
                <rect width="100%%" height="100%%" fill="white"/>
                <text x="%d" y="22">%s</text>
                """
                        .formatted(
                                right + ARC_MAX + 20, height, LEFT, marked(filter.expression())));
        for (FilterStep step : steps) {
            int top = top(rows, step.at());
            text.append(
                    "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\" stroke=\"black\"/>\n"
                            .formatted(LEFT, top, right - LEFT, BOX, colour(step)));
            text.append(
                    "<text x=\"%d\" y=\"%d\">%d: %s</text>\n"
                            .formatted(LEFT + 6, top + 16, step.at(), marked(words(step))));
            if (step instanceof FilterStep.Ask(int at, _, int yes, int no)) {
                text.append(arc(right, top(rows, at) + 8, top(rows, yes) + 12, "#1a7f37", ""));
                String dashes = " stroke-dasharray=\"5 3\"";
                text.append(arc(right, top(rows, at) + 16, top(rows, no) + 12, "#b42318", dashes));
            }
        }
        return text.append("</svg>\n").toString();
    }

    private static int top(Map<Integer, Integer> rows, int at) {
        return ROW * (rows.getOrDefault(at, 0) + 1);
    }

    private static String colour(FilterStep step) {
        return switch (step) {
            case FilterStep.Ask _ -> "#f6f8fa";
            case FilterStep.Keep(_, int octets) -> octets == 0 ? "#ffebe9" : "#dafbe1";
        };
    }

    private static String arc(int x, int from, int to, String colour, String dashes) {
        int out = x + Math.min(ARC_MAX, 20 + (to - from) / 3);
        return String.format(
                Locale.ROOT,
                "<path d=\"M%d %d C%d %d %d %d %d %d\" fill=\"none\" stroke=\"%s\"%s/>%n",
                x,
                from,
                out,
                from,
                out,
                to,
                x,
                to,
                colour,
                dashes);
    }

    private static String marked(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
