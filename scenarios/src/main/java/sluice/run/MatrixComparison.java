package sluice.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sluice.script.PointSpec;
import sluice.winstack.InterceptionPoint;

/**
 * The counted matrix beside what is written about Windows. Documents know seven points and three
 * answers; a P there (partly) agrees with anything.
 *
 * <p>Source of the cells: the articles on interception, Microsoft on each of the points, and what
 * follows from where a point stands; cells that only follow are marked so in the reference.
 */
public final class MatrixComparison {
    /** A cell on which runs and documents disagree. */
    public record Difference(
            MatrixTraffic traffic, InterceptionPoint at, char documented, String counted) {
        @Override
        public String toString() {
            return traffic.title()
                    + " at "
                    + PointSpec.word(at)
                    + ": documents say "
                    + documented
                    + ", runs say "
                    + counted;
        }
    }

    private static final InterceptionPoint[] COLUMNS = {
        InterceptionPoint.LSP,
        InterceptionPoint.TDI,
        InterceptionPoint.FILTER_HOOK,
        InterceptionPoint.WFP,
        InterceptionPoint.PROTOCOL,
        InterceptionPoint.INTERMEDIATE,
        InterceptionPoint.NDIS_HOOK
    };

    /** Y sees and can stop, y sees only, N nothing, P partly; in the order of the columns. */
    private static final Map<MatrixTraffic, String> DOCUMENTED =
            Map.ofEntries(
                    Map.entry(MatrixTraffic.TCP, "YYYYyYY"),
                    Map.entry(MatrixTraffic.UDP, "YYYYyYY"),
                    Map.entry(MatrixTraffic.RAW, "PYYYyYY"),
                    Map.entry(MatrixTraffic.PING, "NNYYyYY"),
                    Map.entry(MatrixTraffic.ARP, "NNNNyYY"),
                    Map.entry(MatrixTraffic.DHCP, "PYYYyYY"),
                    Map.entry(MatrixTraffic.NON_IP, "NNNNyYY"),
                    Map.entry(MatrixTraffic.TDI_CLIENT, "NYYYyYY"),
                    Map.entry(MatrixTraffic.TDI_BELOW, "NNYYyYY"),
                    Map.entry(MatrixTraffic.OWN_PROTOCOL, "NNNNyYY"),
                    Map.entry(MatrixTraffic.SIDE_DOOR, "NNNNNNN"),
                    Map.entry(MatrixTraffic.LOOPBACK, "YYPYNNN"),
                    Map.entry(MatrixTraffic.OWN_ADDRESS, "YYPYNNN"),
                    Map.entry(MatrixTraffic.FORWARDED, "NNYYyYY"),
                    Map.entry(MatrixTraffic.FOREIGN, "NNNNyYY"));

    private static final String OPEN_BLOCKS =
            "the hook stands in the open blocks of tcpip; another protocol has blocks of its own,"
                    + " which it would have to find and patch too";

    private MatrixComparison() {}

    /** Cells that differ, row by row. */
    public static List<Difference> of(List<MatrixRun.Row> rows) {
        List<Difference> differences = new ArrayList<>();
        for (MatrixRun.Row row : rows) {
            String documented = DOCUMENTED.getOrDefault(row.traffic(), "PPPPPPP");
            for (int i = 0; i < COLUMNS.length; i++) {
                MatrixRun.Cell cell = row.at(COLUMNS[i]);
                char letter = documented.charAt(i);
                if (!agrees(letter, cell))
                    differences.add(
                            new Difference(row.traffic(), COLUMNS[i], letter, cell.toString()));
            }
        }
        return differences;
    }

    private static boolean agrees(char documented, MatrixRun.Cell cell) {
        if (!cell.installed()) return documented == '-' || documented == 'P';
        return switch (documented) {
            case 'Y' -> cell.sees() && cell.stops();
            case 'y' -> cell.sees() && !cell.stops();
            case 'N' -> !cell.sees() && !cell.stops() && !cell.changes();
            default -> true;
        };
    }

    /** Why a difference is as it should be; empty: nobody knows. */
    public static Optional<String> reason(Difference difference) {
        boolean other =
                difference.traffic() == MatrixTraffic.NON_IP
                        || difference.traffic() == MatrixTraffic.OWN_PROTOCOL;
        if (difference.at() == InterceptionPoint.NDIS_HOOK && other)
            return Optional.of(OPEN_BLOCKS);
        return Optional.empty();
    }

    /** Kinds of traffic of the documents that are not sent here, with why. */
    public static List<String> notSent() {
        return List.of(
                "kernel WSK client: there is no Winsock Kernel here",
                "WSL1 sockets: there is no Linux subsystem here",
                "other guests by a virtual switch: there is none here",
                "IPsec-protected inbound: its peer is a driver, see the scenario of ESP");
    }
}
