package sluice.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import sluice.ndis.BugCheck;
import sluice.ndis.NdisDriver;
import sluice.ndis.VerifierLevel;
import sluice.netfilter.HookPoint;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfPriority;
import sluice.report.Suggestions;
import sluice.samples.SampleCatalog;
import sluice.samples.spec.Sample;
import sluice.samples.spec.SampleRefused;
import sluice.samples.spec.Undecided;
import sluice.world.Host;

/** The drivers and hooks that a command line names, put into the stacks as these are installed. */
public final class ChosenParts {
    private static final Map<String, HookPoint> POINTS =
            HookPoint.IP.stream().collect(Collectors.toMap(HookPoint::chainName, point -> point));

    private final SampleCatalog catalog = SampleCatalog.shipped();
    private final List<Path> classpath;
    private final OwnClasses own;

    /**
     * What ships, and the user's own.
     *
     * @param classpath jars and folders with the user's own classes
     */
    public ChosenParts(List<Path> classpath) {
        this.classpath = List.copyOf(classpath);
        this.own = new OwnClasses(classpath);
    }

    /** A part that is not known or cannot be made so; the message is one line for the user. */
    public static final class Unknown extends Exception {
        private static final long serialVersionUID = 1L;
        private final String text;

        Unknown(String text) {
            super(text);
            this.text = text;
        }

        /** The line. */
        public String text() {
            return text;
        }
    }

    private record NamedDriver(String name, NdisDriver driver) {}

    private record PlacedHook(HookPoint point, String name, NfHook hook) {}

    /**
     * A Windows stack with these drivers over its first NIC, the first one lowest; each is {@code
     * NAME[:KEY=VALUE,...]}, the name one that ships or the user's class. They are held to their
     * contract as {@code asked}, or as in a run; not at all if one of them waits for a program,
     * which only a scenario has, and would be reported for waiting.
     */
    public StackInstaller windows(List<String> drivers, Optional<VerifierLevel> asked)
            throws Unknown {
        List<NamedDriver> made = new ArrayList<>();
        for (String text : drivers) {
            int colon = text.indexOf(':');
            String name = colon < 0 ? text : text.substring(0, colon);
            String options = colon < 0 ? "" : text.substring(colon + 1);
            made.add(
                    new NamedDriver(
                            shortName(name),
                            make(
                                    "--driver",
                                    name,
                                    options,
                                    NdisDriver.class,
                                    catalog.driver(name),
                                    names(catalog.drivers()))));
        }
        boolean waits = made.stream().anyMatch(each -> each.driver instanceof Undecided);
        VerifierLevel level = asked.orElse(waits ? VerifierLevel.OFF : RunOptions.VERIFIER);
        return (host, watch) -> withDrivers(host, made, level, watch);
    }

    private static StackAssembly withDrivers(
            Host host, List<NamedDriver> drivers, VerifierLevel level, PartWatch watch) {
        WindowsAssembly assembly = WindowsAssembly.on(host, level);
        String nic = host.allNics().getFirst().name();
        int number = 0;
        for (NamedDriver driver : drivers) {
            number++;
            boolean again =
                    drivers.stream().filter(other -> other.name.equals(driver.name)).count() > 1;
            String name = again ? driver.name + number : driver.name;
            assembly.windows().insertDriver(nic, 0, name, driver.driver);
            watch.driver(host.name(), name);
        }
        return assembly;
    }

    /** How the stack's machine ended before the replay did. */
    public static Optional<BugCheck> bugCheck(StackAssembly stack) {
        return stack instanceof WindowsAssembly assembly
                ? assembly.windows().ndis().bugCheck()
                : Optional.empty();
    }

    /** What the verifier found and the machine survived, as sentences. */
    public static List<String> findings(StackAssembly stack) {
        return stack instanceof WindowsAssembly assembly
                ? BugCheckReport.findings(assembly.windows())
                : List.of();
    }

    /** Places of drivers that keep packets until a program decides, which only a scenario has. */
    public static Set<String> undecided(StackAssembly stack, String nic) {
        if (!(stack instanceof WindowsAssembly assembly)) return Set.of();
        return assembly.windows().adapter(nic).drivers().stream()
                .filter(installed -> installed.driver() instanceof Undecided)
                .map(installed -> installed.place().name())
                .collect(Collectors.toSet());
    }

    /**
     * A Linux stack with these hooks, for IPv4 and IPv6; each is {@code
     * POINT:NAME[:KEY=VALUE,...]}.
     */
    public StackInstaller linux(List<String> hooks) throws Unknown {
        List<PlacedHook> made = new ArrayList<>();
        for (String text : hooks) {
            String[] parts = text.split(":", 3);
            HookPoint point = POINTS.get(parts[0].toUpperCase(Locale.ROOT));
            if (point == null || parts.length < 2) {
                throw new Unknown(
                        "--hook: \"%s\" does not begin with a point and a colon; the points are PREROUTING, INPUT, FORWARD, OUTPUT, POSTROUTING"
                                .formatted(text));
            }
            String options = parts.length > 2 ? parts[2] : "";
            NfHook hook =
                    make(
                            "--hook",
                            parts[1],
                            options,
                            NfHook.class,
                            catalog.hook(parts[1]),
                            names(catalog.hooks()));
            made.add(new PlacedHook(point, shortName(parts[1]), hook));
        }
        return (host, watch) -> withHooks(host, made, watch);
    }

    private static StackAssembly withHooks(Host host, List<PlacedHook> hooks, PartWatch watch) {
        LinuxAssembly assembly = LinuxAssembly.on(host);
        for (PlacedHook placed : hooks) {
            String shown = placed.point.chainName() + ":" + placed.name;
            NfHook counted = watch.hook(host.name(), shown, placed.hook);
            for (NfFamily family : NfFamily.IP) {
                assembly.linux()
                        .registerHook(
                                family,
                                placed.point,
                                NfPriority.FILTER.value(),
                                placed.name,
                                counted);
            }
        }
        return assembly;
    }

    private static <T> List<String> names(List<Sample<T>> samples) {
        return samples.stream().map(Sample::name).toList();
    }

    /** A class without its package. */
    private static String shortName(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private <T> T make(
            String option,
            String name,
            String options,
            Class<T> type,
            Optional<Sample<T>> sample,
            List<String> known)
            throws Unknown {
        if (sample.isEmpty() && (!classpath.isEmpty() || name.indexOf('.') > 0)) {
            try {
                return own.make(name, type, Sample.parse(options));
            } catch (SampleRefused | OwnClasses.Unusable | IllegalArgumentException wrong) {
                throw new Unknown(option + ": " + wrong.getMessage());
            }
        }
        if (sample.isEmpty()) {
            String hint = Suggestions.didYouMean(name, known);
            throw new Unknown(
                    "%s: unknown name \"%s\"%s (there are %s)"
                            .formatted(option, name, hint, String.join(", ", known)));
        }
        try {
            return sample.get().make(Sample.parse(options));
        } catch (SampleRefused refused) {
            throw new Unknown(option + ": " + refused.getMessage());
        }
    }
}
