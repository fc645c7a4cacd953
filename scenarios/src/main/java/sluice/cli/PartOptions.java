package sluice.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import sluice.ndis.VerifierLevel;
import sluice.run.ChosenParts;
import sluice.run.StackInstaller;
import sluice.script.HostKind;

/** What a command puts into the hosts that it makes: drivers, hooks, and who watches over them. */
final class PartOptions {
    @Option(
            names = "--driver",
            paramLabel = "NAME[:KEY=VALUE,...]",
            description = {
                "A driver over the Windows host's NIC, one that ships or a class from --classpath;",
                "several stand bottom to top."
            })
    private List<String> drivers = new ArrayList<>();

    @Option(
            names = "--hook",
            paramLabel = "POINT:NAME[:KEY=VALUE,...]",
            description = {
                "A hook at a point of the Linux host, such as INPUT:count; one that ships or a class",
                "from --classpath."
            })
    private List<String> hooks = new ArrayList<>();

    @Option(
            names = "--verifier",
            paramLabel = "LEVEL",
            completionCandidates = VerifierWord.Candidates.class,
            converter = VerifierWord.class,
            description = {
                "How closely drivers of the Windows host are held to the NDIS contract: off, standard or",
                "strict (default: standard; off if one waits for a program, which only a scenario has)."
            })
    private @Nullable VerifierLevel verifier;

    Chosen chosen() {
        return new Chosen(drivers, hooks, Optional.ofNullable(verifier));
    }

    /** The options as they were given. */
    record Chosen(List<String> drivers, List<String> hooks, Optional<VerifierLevel> verifier) {
        /** Copies the lists. */
        Chosen {
            drivers = List.copyOf(drivers);
            hooks = List.copyOf(hooks);
        }

        /** What makes the stack of such a host. */
        StackInstaller installer(ChosenParts known, HostKind host) throws ChosenParts.Unknown {
            return host == HostKind.LINUX ? known.linux(hooks) : known.windows(drivers, verifier);
        }

        /** A complaint about an option whose host is not among these. */
        Optional<String> misplaced(Set<HostKind> hosts) {
            if (!hosts.contains(HostKind.WINDOWS)) {
                if (!drivers.isEmpty())
                    return Optional.of("--driver stands in a Windows host; add --host windows");
                if (verifier.isPresent())
                    return Optional.of("--verifier looks at a Windows host; add --host windows");
            }
            return !hosts.contains(HostKind.LINUX) && !hooks.isEmpty()
                    ? Optional.of("--hook stands in a Linux host; add --host linux")
                    : Optional.empty();
        }

        /** The same options for a command line that shall do this to one of the hosts again. */
        String again(HostKind host) {
            var words = new StringBuilder();
            if (host == HostKind.LINUX) {
                hooks.forEach(hook -> words.append(" --hook ").append(hook));
            } else {
                drivers.forEach(driver -> words.append(" --driver ").append(driver));
                verifier.ifPresent(
                        level -> words.append(" --verifier ").append(VerifierWord.of(level)));
            }
            return words.toString();
        }
    }
}
