package sluice.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sluice.firewall.Answer;
import sluice.firewall.AnswerText;
import sluice.firewall.HostDescription;
import sluice.firewall.HostFile;
import sluice.firewall.NotationFault;
import sluice.firewall.PacketSpec;
import sluice.firewall.Rehearsal;
import sluice.firewall.RulesText;

/** {@code sluice firewall test}: packets through rules. */
record FirewallTestRequest(
        @Nullable Path rules,
        FirewallRules.How how,
        FirewallRules.Where where,
        List<String> packets,
        @Nullable Path capture,
        @Nullable Path write,
        String expect,
        boolean recipe)
        implements Request {
    @Override
    public ExitCode carryOut(Console console) throws IOException {
        if (recipe) {
            console.out().println(HostFile.RECIPE);
            return ExitCode.DONE;
        }
        try {
            return test(console);
        } catch (FirewallRules.Refused refused) {
            console.complain(refused.text());
            return ExitCode.USAGE;
        } catch (NotationFault fault) {
            console.complain(fault.text());
            return ExitCode.USAGE;
        }
    }

    private ExitCode test(Console console)
            throws IOException, FirewallRules.Refused, NotationFault {
        if (rules == null) throw new FirewallRules.Refused("a file of rules is expected");
        Optional<Answer.Verdict> expected = expected();
        if (packets.isEmpty() == (capture == null))
            throw new FirewallRules.Refused("either --packet or --capture is expected");
        RulesText text = FirewallRules.read(rules, how);
        Optional<HostDescription> host = where.description();
        if (capture != null) {
            if (host.isEmpty())
                throw new FirewallRules.Refused(
                        "--capture needs to know the host: --self or --host");
            return FirewallCapture.run(
                    console, text, how.options(), host.get(), capture, write, expected);
        }
        List<PacketSpec> specs = FirewallRules.packets(packets);
        Rehearsal done =
                host.isPresent()
                        ? Rehearsal.on(host.get(), List.of(text), how.options(), specs)
                        : Rehearsal.onEach(List.of(text), how.options(), specs);
        for (Rehearsal.Run run : done.runs())
            if (FirewallRules.complain(run.rules(), console)) return ExitCode.USAGE;
        if (console.json()) json(done, console);
        else text(done, console);
        if (expected.isPresent()) return done.all(expected.get()) ? ExitCode.DONE : ExitCode.NO;
        boolean trouble = done.runs().stream().anyMatch(run -> !run.trouble().isEmpty());
        return trouble && host.isPresent() ? ExitCode.USAGE : ExitCode.DONE;
    }

    private Optional<Answer.Verdict> expected() throws FirewallRules.Refused {
        if (expect.isEmpty()) return Optional.empty();
        for (Answer.Verdict verdict : Answer.Verdict.values())
            if (verdict.name().toLowerCase(Locale.ROOT).equals(expect)) return Optional.of(verdict);
        throw new FirewallRules.Refused("--expect " + expect + ": expected accept, drop or reject");
    }

    private static void text(Rehearsal done, Console console) {
        boolean first = true;
        for (Rehearsal.Run run : done.runs()) {
            if (!first) console.out().println();
            if (!run.title().isEmpty())
                console.out().println(console.palette().strong(run.title() + ":"));
            if (first) FirewallRules.ignored(run.rules(), console);
            first = false;
            for (String note : run.notes()) console.out().println("note: " + note);
            boolean later = false;
            for (Answer answer : run.answers()) {
                if (later) console.out().println();
                later = true;
                AnswerText.lines(answer, console.palette()).forEach(console.out()::println);
            }
            if (!run.trouble().isEmpty()) console.out().println("stopped at " + run.trouble());
        }
    }

    private static void json(Rehearsal done, Console console) {
        console.print(json -> {
            json.beginObject().name("runs").beginArray();
            for (Rehearsal.Run run : done.runs()) {
                json.beginObject().member("case", run.title());
                FirewallRules.write("ignored", run.rules().ignored(), json);
                json.name("notes").beginArray();
                run.notes().forEach(json::value);
                json.endArray().name("answers").beginArray();
                run.answers().forEach(answer -> AnswerText.write(answer, json));
                json.endArray().member("trouble", run.trouble()).endObject();
            }
            json.endArray().endObject();
        });
    }
}
