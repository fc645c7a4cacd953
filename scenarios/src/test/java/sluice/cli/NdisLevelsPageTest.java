package sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import sluice.ndis.IrqlRule;
import sluice.ndis.NdisCall;
import sluice.ndis.NdisHandler;

/** The page of levels says what the code says; written anew with -Dsluice.renew=true. */
class NdisLevelsPageTest {
    private static final String INTRODUCTION =
            """
            # Levels, locks and memory of Windows drivers

            The lanes of a machine stand for its interrupt request levels (`sluice.ndis.Irql`): interrupt routines run at `DIRQL`, deferred
            work, timers and interrupts' second halves at `DISPATCH`, threads, programs and work items at `PASSIVE`. A spin lock raises its
            holder to `DISPATCH`. While a verifier is on, the wrapper raises whoever it calls in those handlers of NDIS 5 that Windows calls at
            `DISPATCH` only, such as `ProtocolReceivePacket`. What a test does between two events has no level and is never too low.

            A driver makes what it misuses by `DriverContext.objects()`: spin locks, timers, events, work items, tagged memory, memory shared
            with its device, its interrupt. Work items run in threads of the system's, one for each that waits, so that `sleep` and
            `NdisEvent.await` in them really wait. `Ndis.failResourcesBy` refuses allocations for tests.

            ## Rules

            | rule | what has to hold | bug check | source |
            |---|---|---|---|
            """;

    private static final String CALLS =
            """

            ## Functions and where they may be called

            | function | lowest | highest |
            |---|---|---|
            """;

    private static final String HANDLERS =
            """

            ## Handlers and where they are called at most

            | handler | highest |
            |---|---|
            """;

    private static final String DIFFERS =
            """

            ## Differs

            - A lock that is held is waited for in vain: simulated processors never run at the same time, so whoever finds it held holds it
              himself, or somebody returned with it. That is `I04` at once, with a verifier or without. A processor that comes while another
              held the lock is charged the time.
            - `I11` has a limit of 10 s of charged time: choice.
            - Raw arrays of freed memory (`NdisMemory.octets`) are poisoned; a later read of them is not found, it reads `0xDD`.
            """;

    @Test
    void shouldListEveryFunctionWithItsLevels() throws IOException {
        var text = new StringBuilder(INTRODUCTION);
        for (IrqlRule rule : IrqlRule.values())
            text.append(
                    "| `%s` | %s | %s | %s |%n"
                            .formatted(rule.id(), rule.text(), rule.code(), rule.source()));
        text.append(CALLS);
        for (NdisCall call : NdisCall.values())
            text.append(
                    "| `%s` | %s | %s |%n"
                            .formatted(call.ddkName(), call.lowest(), call.highest()));
        text.append(HANDLERS);
        for (NdisHandler handler : NdisHandler.values())
            text.append("| `%s` | %s |%n".formatted(handler.ddkName(), handler.highest()));
        text.append(DIFFERS);
        Path page =
                Path.of(System.getProperty("sluice.root", ".."), "docs/reference/ndis-levels.md");
        if (Boolean.getBoolean("sluice.renew")) Files.writeString(page, text);
        else assertThat(Files.readString(page)).isEqualTo(text.toString());
    }
}
