package sluice.cli;

import java.util.List;
import java.util.Locale;
import sluice.run.LossTest;

/** The loss over the number of packets, as a drawing. */
final class LossPlot {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int TOP = 30;
    private static final int BOTTOM = 50;

    private LossPlot() {}

    static String svg(List<LossTest.Row> rows) {
        double most = rows.stream().mapToDouble(LossTest.Row::rate).max().orElse(0);
        // at least one percent, so that nothing lost is a line at the bottom
        double top = Math.max(0.01, Math.ceil(most * 100) / 100);
        double first =
                Math.log10((double) rows.stream().mapToLong(LossTest.Row::sent).min().orElse(1));
        double last =
                Math.log10((double) rows.stream().mapToLong(LossTest.Row::sent).max().orElse(10));
        double span = Math.max(last - first, 1);
        var text = new StringBuilder();
        text.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">
                <rect width="100%%" height="100%%" fill="white"/>
                <text x="%d" y="18">Loss of the embedded sniffer over the packets sent</text>
                <path d="M%d %d V%d H%d" fill="none" stroke="black"/>
                """
                        .formatted(WIDTH, HEIGHT, LEFT, LEFT, TOP, HEIGHT - BOTTOM, WIDTH - RIGHT));
        for (int i = 0; i <= 4; i++) {
            double share = top * i / 4;
            text.append(
                    String.format(
                            Locale.ROOT,
                            "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.2f %%</text>\n",
                            LEFT - 6,
                            y(share, top) + 4,
                            share * 100));
        }
        var line = new StringBuilder();
        for (LossTest.Row row : rows) {
            double x =
                    LEFT
                            + (Math.log10((double) row.sent()) - first)
                                    / span
                                    * (WIDTH - LEFT - RIGHT - 20);
            double y = y(row.rate(), top);
            line.append(
                    String.format(Locale.ROOT, "%s%.1f %.1f", line.isEmpty() ? "M" : " L", x, y));
            text.append(
                    String.format(
                            Locale.ROOT,
                            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"#b42318\"/>\n",
                            x,
                            y));
            text.append(
                    String.format(
                            Locale.ROOT,
                            "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>\n",
                            x,
                            HEIGHT - BOTTOM + 18,
                            row.sent()));
        }
        text.append("<path d=\"").append(line).append("\" fill=\"none\" stroke=\"#b42318\"/>\n");
        text.append(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">packets</text>\n"
                        .formatted((LEFT + WIDTH) / 2, HEIGHT - 10));
        return text.append("</svg>\n").toString();
    }

    private static double y(double share, double top) {
        return HEIGHT - BOTTOM - share / top * (HEIGHT - BOTTOM - TOP);
    }
}
