package sluice.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** Our own bug: the stack trace goes into a file, one line to the user. */
final class BugReport {
    private BugReport() {}

    static ExitCode tell(String[] args, Throwable bug, PrintStream err) {
        String what = bug.getClass().getSimpleName();
        try {
            Path report = Files.createTempFile("sluice-report-", ".txt");
            Files.writeString(report, text(args, bug));
            err.println(
                    "sluice: internal error ("
                            + what
                            + "), a bug of ours; the report is "
                            + report);
        } catch (IOException | RuntimeException unwritable) {
            err.println(
                    "sluice: internal error ("
                            + what
                            + "), a bug of ours; no report could be written: "
                            + unwritable.getMessage());
        }
        return ExitCode.BUG;
    }

    private static String text(String[] args, Throwable bug) {
        var trace = new StringWriter();
        bug.printStackTrace(new PrintWriter(trace));
        return """
        Sluice %s
        Java %s (%s), %s %s %s
        command line: %s

        %s\
        """
                .formatted(
                        Version.TEXT,
                        System.getProperty("java.runtime.version"),
                        System.getProperty("java.vendor"),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        System.getProperty("os.arch"),
                        String.join(" ", args),
                        trace);
    }
}
