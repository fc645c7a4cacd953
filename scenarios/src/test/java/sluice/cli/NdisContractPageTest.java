package sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import sluice.ndis.IrqlRule;
import sluice.ndis.LifecycleRule;
import sluice.ndis.NdisRule;
import sluice.ndis.ReceiveRule;
import sluice.ndis.RequestRule;
import sluice.ndis.SendRule;
import sluice.userland.UserRule;

/**
 * The page of the driver contract says what the code says: a rule is looked for if the code names
 * it, and proved if a test of drivers that break rules does. Written anew with -Dsluice.renew=true.
 */
class NdisContractPageTest {
    private static final Path ROOT = Path.of(System.getProperty("sluice.root", ".."));

    private static final String INTRODUCTION =
            """
            # The driver contract

            What NDIS and Windows expect of drivers, of the wrapper, and of programs that drivers work with. A Windows host holds its drivers to
            it: some rules always, since nothing can go on from a breach; the others while its verifier is on (`NdisOptions.verified`).

            | level | fatal rules | errors with a bug check | other errors | warnings |
            |---|---|---|---|---|
            | off | those looked for always stop the machine | | | |
            | standard | stop the machine | stop the machine | entered in the book | listed (`Ndis.findings`) |
            | strict | stop the machine | stop the machine | stop the machine | entered in the book |

            A machine that is stopped ends with a bug check: code and parameters, the rule, the driver and its line, the packet and who held it
            when, the last steps. Its programs are unwound, its NICs are off, its packets end under `MACHINE_STOPPED`; the other machines go on,
            and `sluice` ends with status 3, as it does when the book has an entry. With `BreachPolicy.THROW`, which is what a host without
            options has, the breach is thrown out of the run instead.

            Numbers of bug checks are those of Windows; where it has none for a rule, a stop is 0xC4 with the parameter 0, which is a choice.

            """;

    private static final String HOW =
            """
            ## How it is found

            Each driver is given a descriptor of its own over the wrapper's record: live while the driver has the packet, dead with a note while
            somebody else has it, and the same object when the packet comes back. So a touch is found in a timer too, whoever runs it. What a
            driver writes to its descriptor counts when it calls the wrapper. All calls, handlers and changes of hands are told to the rules;
            those that are about time are looked at every five seconds while something is outstanding, so they are late by up to that.
            A freed descriptor stays dead until its pool has got back 64 more, then it is used again; a strict verifier never does that.

            A strict verifier also gives the packet another array when it leaves a driver's hands, and fills the old one with `0xdd`: who
            writes to it later is found by the next call, who reads reads rubbish. Octets in a chain of buffers stay where they are.

            Differs: an intermediate driver in the short form (`Intermediate`) is one layer and may pass the same descriptor on at any depth; the
            wrapper raises the level for it when it passes up in a thread. The rules of two edges hold for drivers that have them.
            """;

    private static String sources(String part, String named) {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().contains(part))
                    .filter(file -> file.getFileName().toString().matches(named))
                    .filter(file -> !file.toString().contains("target"))
                    .map(NdisContractPageTest::read)
                    .collect(Collectors.joining());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <R extends Enum<R> & NdisRule> void section(
            StringBuilder text,
            String title,
            R[] rules,
            String code,
            String mutants,
            List<String> counts) {
        text.append("## ").append(title).append("\n\n");
        text.append("| rule | what has to hold | severity | bug check | looked for | source |\n");
        text.append("|---|---|---|---|---|---|\n");
        int looked = 0;
        int proved = 0;
        for (R rule : rules) {
            String constant = rule.getDeclaringClass().getSimpleName() + "." + rule.name();
            boolean looks = named(code, constant);
            boolean proves = looks && named(mutants, constant);
            if (looks) looked++;
            if (proves) proved++;
            String how = rule.always() ? "always" : looks ? "by the verifier" : "not yet";
            text.append(
                    "| `%s` | %s%s | %s | %s | %s%s | %s |\n"
                            .formatted(
                                    rule.id(),
                                    rule.text(),
                                    rule.kind() == NdisRule.Kind.EMULATOR ? " (emulator)" : "",
                                    rule.severity().name().toLowerCase(Locale.ROOT),
                                    rule.code(),
                                    how,
                                    proves || !looks ? "" : ", no mutant",
                                    rule.source()));
        }
        text.append('\n');
        counts.add("| %s | %d | %d | %d |\n".formatted(title, rules.length, looked, proved));
    }

    private static boolean named(String text, String constant) {
        return java.util.regex.Pattern.compile(java.util.regex.Pattern.quote(constant) + "\\b")
                .matcher(text)
                .find();
    }

    @Test
    void shouldListEveryRule() throws IOException {
        String code = sources("src/main/java/sluice", ".*\\.java");
        String mutants =
                sources(
                        "src/test/java/sluice",
                        ".*(Mutants|TwoEdgesTest|CaptureRulesTest).*\\.java");
        var tables = new StringBuilder();
        List<String> counts = new ArrayList<>();
        section(tables, "Sending", SendRule.values(), code, mutants, counts);
        section(tables, "Receiving", ReceiveRule.values(), code, mutants, counts);
        section(tables, "Resets and requests", RequestRule.values(), code, mutants, counts);
        section(tables, "Lifecycle and power", LifecycleRule.values(), code, mutants, counts);
        section(tables, "Levels, locks, memory", IrqlRule.values(), code, mutants, counts);
        section(tables, "Programs", UserRule.values(), code, mutants, counts);
        var text = new StringBuilder(INTRODUCTION);
        text.append("| section | rules | looked for | with a mutant that breaks it |\n");
        text.append("|---|---|---|---|\n");
        counts.forEach(text::append);
        text.append('\n').append(tables).append(HOW);
        Path page = ROOT.resolve("docs/reference/ndis-contract.md");
        if (Boolean.getBoolean("sluice.renew")) Files.writeString(page, text);
        else assertThat(Files.readString(page)).isEqualTo(text.toString());
    }
}
