package sluice.cli;

import java.io.IOException;

/**
 * One thing that the command line can ask for, with all its arguments; equal requests ask for the
 * same.
 */
interface Request {
    /**
     * Carries it out. What was asked for goes to the console's output, what went wrong to its error
     * stream, one line each.
     *
     * @throws IOException if input cannot be read or output not be written; the caller says so and
     *     ends with {@link ExitCode#USAGE}
     */
    ExitCode carryOut(Console console) throws IOException;
}
