package sluice.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Optional;
import sluice.trace.ContractBroken;

/** The program. */
public final class Main {
    /**
     * Which outputs are terminals, said by the launcher: {@code out}, {@code err}, both or none.
     */
    private static final String TERMINAL_PROPERTY = "sluice.terminal";

    private static final int BUFFER_OCTETS = 1 << 16;

    private Main() {}

    /** Carries out the command line and ends the process with its {@link ExitCode}. */
    public static void main(String[] args) {
        String terminals = System.getProperty(TERMINAL_PROPERTY, "");
        if (WholeProgram.isElsewhere() && !isEnoughFor(args, terminals)) {
            WholeProgram.main(args);
        }
        var watched = new WatchedOutput(new FileOutputStream(FileDescriptor.out));
        var out =
                new PrintStream(
                        new BufferedOutputStream(watched, BUFFER_OCTETS),
                        false,
                        StandardCharsets.UTF_8);
        var err =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        var streams =
                new Streams(
                        System.in, out, err, terminals.contains("out"), terminals.contains("err"));
        ExitCode code = run(args, streams);
        out.flush();
        Optional<IOException> failure = watched.failure();
        if (failure.isPresent() && !WatchedOutput.isReaderGone(failure.get())) {
            err.println("sluice: the output could not be written: " + failure.get().getMessage());
            code = ExitCode.USAGE;
        }
        err.flush();
        Runtime.getRuntime().halt(code.code());
    }

    /** Whether the short class path will do: a plain short command without a progress bar. */
    private static boolean isEnoughFor(String[] args, String terminals) {
        Optional<Invocation> plain = ShortParser.parse(args);
        if (plain.isEmpty()) {
            return false;
        }
        return !(terminals.contains("err")
                && plain.get().request() instanceof DecodeRequest decode
                && decode.isLong());
    }

    /**
     * Carries out one command line with the given streams, taken as no terminals. Nothing escapes:
     * whatever goes wrong is a line on {@code err} and a code.
     *
     * @return the exit code, one of {@link ExitCode}'s
     */
    public static int run(String[] args, InputStream in, PrintStream out, PrintStream err) {
        return run(args, Streams.plain(in, out, err)).code();
    }

    static ExitCode run(String[] args, Streams streams) {
        try {
            Optional<Invocation> plain = ShortParser.parse(args);
            if (plain.isPresent()) {
                return carryOut(plain.get(), streams);
            }
            return switch (FullParser.parse(args, streams)) {
                case FullParser.Asked(Invocation invocation) -> carryOut(invocation, streams);
                case FullParser.Answered(ExitCode code) -> code;
            };
        } catch (Console.OutputClosed _) {
            return ExitCode.DONE;
        } catch (ContractBroken breach) { // by a driver while it was put in or taken out
            streams.err().println("sluice: contract broken: " + breach.getMessage());
            return ExitCode.BREACH;
        } catch (Throwable bug) { // the last line of defence: no stack trace reaches a user
            return BugReport.tell(args, bug, streams.err());
        } finally {
            streams.out().flush();
        }
    }

    private static ExitCode carryOut(Invocation invocation, Streams streams) {
        var console = new Console(streams, invocation.options());
        if (invocation.options().log() != GlobalOptions.DEFAULT.log()) {
            LogToStderr.useLevel(invocation.options().log());
        }
        try {
            return invocation.request().carryOut(console);
        } catch (IOException failure) {
            console.complain(explained(failure));
            return ExitCode.USAGE;
        }
    }

    /** What the operating system said, in words, with the file it said it about. */
    private static String explained(IOException failure) {
        String detail =
                failure.getMessage() == null
                        ? failure.getClass().getSimpleName()
                        : failure.getMessage();
        return switch (failure) {
            case NoSuchFileException missing -> missing.getFile() + ": no such file";
            case AccessDeniedException denied -> denied.getFile() + ": permission denied";
            case FileAlreadyExistsException file ->
                    file.getFile() + ": a file; expected a folder or a new name";
            case NotDirectoryException folder -> folder.getFile() + ": not a folder";
            case FileSystemException other ->
                    other.getFile()
                            + ": "
                            + (other.getReason() == null ? detail : other.getReason());
            default -> detail;
        };
    }
}
