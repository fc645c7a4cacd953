/**
 * The command line. A command is a {@link sluice.cli.Request}: a value that can be carried out,
 * whoever made it. The picocli classes ({@code ...Command}) describe all of them, their help,
 * errors and completion; {@link sluice.cli.ShortParser} reads the plain form of the frequent short
 * ones without picocli, which costs more to start than the work itself. A test holds the two
 * against each other.
 *
 * <p>The one way in is {@link sluice.cli.Main#run}. Exit codes are {@link sluice.cli.ExitCode}.
 */
@NullMarked
package sluice.cli;

import org.jspecify.annotations.NullMarked;
