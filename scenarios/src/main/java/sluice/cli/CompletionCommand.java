package sluice.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** {@code sluice completion}. */
@Command(
        name = "completion",
        description = "Print a completion script for bash and zsh: source <(sluice completion).")
final class CompletionCommand implements Asking {
    @Override
    public Request request() {
        return new Ask();
    }

    record Ask() implements Request {
        @Override
        public ExitCode carryOut(Console console) {
            console.out().print(AutoComplete.bash("sluice", FullParser.model()));
            return ExitCode.DONE;
        }
    }
}
