package sluice.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import sluice.firewall.Answer;
import sluice.firewall.HostDescription;
import sluice.firewall.KernelTrace;
import sluice.firewall.NotationFault;
import sluice.firewall.PacketSpec;
import sluice.firewall.Rehearsal;
import sluice.firewall.RulesText;

/** {@code sluice firewall trace}: what the kernel's own trace would print. */
record FirewallTraceRequest(
        Path rules, FirewallRules.How how, FirewallRules.Where where, List<String> packets)
        implements Request {
    @Override
    public ExitCode carryOut(Console console) throws IOException {
        try {
            RulesText text = FirewallRules.read(rules, how);
            Optional<HostDescription> host = where.description();
            List<PacketSpec> specs = FirewallRules.packets(packets);
            Rehearsal done =
                    host.isPresent()
                            ? Rehearsal.on(host.get(), List.of(text), how.options(), specs)
                            : Rehearsal.onEach(List.of(text), how.options(), specs);
            for (Rehearsal.Run run : done.runs())
                if (FirewallRules.complain(run.rules(), console)) return ExitCode.USAGE;
            if (console.json()) {
                console.print(json -> {
                    json.beginArray();
                    int number = 0;
                    for (Rehearsal.Run run : done.runs())
                        for (Answer answer : run.answers())
                            KernelTrace.lines(answer, text.syntax(), ++number).forEach(json::value);
                    json.endArray();
                });
                return ExitCode.DONE;
            }
            int number = 0;
            for (Rehearsal.Run run : done.runs()) {
                if (!run.title().isEmpty()) console.out().println("# " + run.title());
                FirewallRules.ignored(run.rules(), console);
                for (Answer answer : run.answers())
                    KernelTrace.lines(answer, text.syntax(), ++number)
                            .forEach(console.out()::println);
                if (!run.trouble().isEmpty())
                    console.out().println("# stopped at " + run.trouble());
            }
            return ExitCode.DONE;
        } catch (FirewallRules.Refused refused) {
            console.complain(refused.text());
            return ExitCode.USAGE;
        } catch (NotationFault fault) {
            console.complain(fault.text());
            return ExitCode.USAGE;
        }
    }
}
