package sluice.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sluice.edge.SocketRefused;
import sluice.run.MatrixComparison;
import sluice.run.MatrixMove;
import sluice.run.MatrixReport;
import sluice.run.MatrixRun;

/** {@code sluice matrix}. */
@Command(
        name = "matrix",
        description = {
            "Which interception point sees, can change and can stop which kind of traffic: each"
                    + " cell is",
            "counted from runs, and held beside what is written about the real system."
        })
final class MatrixCommand implements Asking {
    private static final String WINDOWS = "windows";

    @Option(
            names = "--host",
            paramLabel = "KIND",
            required = true,
            description = "Whose points: windows.")
    private String host = WINDOWS;

    @Option(
            names = "--on",
            paramLabel = "NIC",
            description = {
                "Which adapter the points on an adapter stand on: lan, by which all is sent"
                        + " (default),",
                "or wan, by which only what is forwarded arrives."
            })
    private String nic = MatrixRun.NICS.getFirst();

    @Option(
            names = "--move",
            paramLabel = "POINT=WHERE",
            description = {
                "Count a column with its filter elsewhere: POINT=below:POINT at the next point down,",
                "as in tdi=below:lsp, or POINT=NIC on another adapter; several times."
            })
    private List<String> moves = new ArrayList<>();

    @Override
    public Request request() {
        return new Ask(host, nic, List.copyOf(moves));
    }

    record Ask(String host, String nic, List<String> moves) implements Request {
        @Override
        public ExitCode carryOut(Console console) {
            if (!host.equals(WINDOWS)) {
                console.complain("no matrix of \"" + host + "\"; expected --host windows");
                return ExitCode.USAGE;
            }
            if (!MatrixRun.NICS.contains(nic)) {
                console.complain(
                        "no adapter \""
                                + nic
                                + "\"; expected one of "
                                + String.join(", ", MatrixRun.NICS));
                return ExitCode.USAGE;
            }
            List<MatrixMove> elsewhere = new ArrayList<>();
            for (String move : moves) {
                Optional<MatrixMove> read = MatrixMove.of(move);
                if (read.isEmpty()) {
                    console.complain(
                            "--move: \""
                                    + move
                                    + "\" is neither POINT=below:POINT with a point below that, nor"
                                    + " POINT=NIC with a point on an adapter");
                    return ExitCode.USAGE;
                }
                elsewhere.add(read.get());
            }
            List<MatrixRun.Row> rows;
            try {
                rows = MatrixRun.rows(nic, elsewhere);
            } catch (SocketRefused refused) {
                throw new IllegalStateException(refused);
            }
            if (console.json()) console.print(json -> MatrixReport.write(rows, json));
            else console.out().print(MatrixReport.text(rows));
            if (!console.json()) elsewhere.forEach(console.out()::println);
            boolean moved = !nic.equals(MatrixRun.NICS.getFirst()) || !elsewhere.isEmpty();
            boolean explained =
                    MatrixComparison.of(rows).stream()
                            .allMatch(each -> MatrixComparison.reason(each).isPresent());
            return moved || explained ? ExitCode.DONE : ExitCode.NO;
        }
    }
}
