package sluice.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import sluice.bpf.BpfProgram;
import sluice.capture.CaptureOptions;
import sluice.ndis.VerifierLevel;
import sluice.pcap.file.LinkType;
import sluice.pcap.filter.FilterOptions;
import sluice.report.Suggestions;
import sluice.run.BugCheckReport;
import sluice.run.RunOptions;
import sluice.run.RunResult;
import sluice.run.ScenarioSource;
import sluice.run.UnfitScenario;
import sluice.script.CaptureFilter;
import sluice.script.NicRef;
import sluice.script.Place;
import sluice.script.Scenario;
import sluice.script.ScenarioFile;
import sluice.sniffer.Adapter;
import sluice.sniffer.PacketFilters;
import sluice.sniffer.SniffLimits;
import sluice.sniffer.Sniffer;
import sluice.sniffer.SourceEnd;

/**
 * {@code sluice capture --scenario}: what a NIC of a scenario sees, in virtual time.
 *
 * @param nic as {@code HOST/NIC} or {@code HOST.NIC}, a device's whole name included; empty: the
 *     first
 * @param settings what is set on it, and when
 * @param verifier level on all Windows hosts in place of the scenario's own
 * @param list whether the adapters are listed only
 */
record ScenarioCaptureRequest(
        String scenario,
        String nic,
        List<NicSetting> settings,
        Optional<VerifierLevel> verifier,
        boolean list,
        boolean promiscuous,
        CaptureOutput output)
        implements Request {
    ScenarioCaptureRequest {
        settings = List.copyOf(settings);
    }

    private static final int SNAP_OCTETS_MAX = LinkType.CAPTURED_OCTETS_MAX;

    @Override
    public ExitCode carryOut(Console console) throws IOException {
        if (!output.isPossible(console)) return ExitCode.USAGE;
        ScenarioFile.Outcome outcome = ScenarioArgument.read(scenario);
        if (outcome.scenario().isEmpty()) {
            ScenarioArgument.complain(outcome, console);
            return ExitCode.USAGE;
        }
        Scenario known = outcome.scenario().get();
        var options =
                new RunOptions(
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        console.classpath(),
                        ScenarioArgument.folder(scenario),
                        RunOptions.EVENTS_MAX,
                        verifier);
        try {
            List<Adapter> adapters = ScenarioSource.adapters(known, options);
            if (list) {
                AdapterListRequest.tell(adapters, console);
                return ExitCode.DONE;
            }
            Optional<Adapter> adapter = meant(adapters);
            if (adapter.isEmpty()) {
                List<String> names = adapters.stream().map(Adapter::name).toList();
                console.complain(
                        "no NIC \""
                                + nic
                                + "\" in "
                                + scenario
                                + "; expected one of "
                                + String.join(", ", names)
                                + Suggestions.didYouMean(nic.replace('.', '/'), names));
                return ExitCode.USAGE;
            }
            String name = adapter.get().name();
            return capture(controlled(known, name), options, name, console);
        } catch (UnfitScenario unfit) {
            console.err().println(unfit.problem().line(known.file()));
            return ExitCode.USAGE;
        } catch (PacketFilters.Unfit unfit) {
            console.err().println(unfit.text());
            return ExitCode.USAGE;
        }
    }

    private Optional<Adapter> meant(List<Adapter> adapters) {
        if (nic.isEmpty()) return adapters.stream().findFirst();
        String bare = nic.replace(sluice.capture.NpfDriver.DEVICE_PREFIX, "");
        return adapters.stream()
                .filter(each ->
                        each.name().equals(bare)
                                || each.name().equals(bare.replaceFirst("\\.", "/")))
                .findFirst();
    }

    private static NicRef ref(String adapter) {
        int slash = adapter.indexOf('/');
        return new NicRef(Place.START, adapter.substring(0, slash), adapter.substring(slash + 1));
    }

    /** The scenario with the settings among its steps. */
    private Scenario controlled(Scenario known, String adapter) {
        NicRef at = ref(adapter);
        return known.withSteps(settings.stream().map(setting -> setting.on(at)).toList());
    }

    private ExitCode capture(Scenario known, RunOptions options, String adapter, Console console)
            throws IOException, UnfitScenario, PacketFilters.Unfit {
        SniffLimits limits = output.limits();
        LinkType type = ScenarioSource.linkType(known, ref(adapter));
        var settings =
                new ScenarioSource.Settings(
                        filter(limits, type), promiscuous, limits.durationNanos());
        try (ScenarioSource source = ScenarioSource.open(known, options, adapter, settings)) {
            var sinks = new CaptureSinks(console, output, adapter, type);
            // The engine has filtered and cut already; the time is the engine's, too.
            var left = new SniffLimits(limits.packets(), Long.MAX_VALUE, Integer.MAX_VALUE);
            var sniffer = new Sniffer(PacketFilters.ALL, left, sinks.all());
            SourceEnd end;
            try (var _ = new Interruption(source::askToEnd)) {
                end = source.run(sniffer);
            }
            sinks.close();
            sinks.tell(sniffer.totals(), source.counts());
            console.out().flush();
            Optional<RunResult> result = source.result();
            if (result.isPresent() && !result.get().breaches().isEmpty()) {
                tell(result.get(), console);
                return ExitCode.BREACH;
            }
            if (end instanceof SourceEnd.Gone(String reason)) {
                console.complain(adapter + ": " + reason);
                return ExitCode.NO;
            }
            return ExitCode.DONE;
        }
    }

    private static void tell(RunResult result, Console console) {
        for (var stopped : result.bugChecks()) console.complain(BugCheckReport.lines(stopped));
        if (!result.bugChecks().isEmpty()) return;
        for (RunResult.Breach breach : result.breaches()) {
            console.complain("contract broken: " + breach.text());
        }
    }

    private CaptureFilter filter(SniffLimits limits, LinkType type) throws PacketFilters.Unfit {
        int snap = Math.min(limits.snapOctets(), SNAP_OCTETS_MAX);
        return new CaptureFilter(
                filter(type, FilterOptions.Source.FILE, snap),
                filter(type, FilterOptions.Source.LINUX_SOCKET, snap),
                snap);
    }

    private BpfProgram filter(LinkType type, FilterOptions.Source source, int snap)
            throws PacketFilters.Unfit {
        return FilterPrograms.instructions(output.expression(), type, source, snap)
                .orElseGet(() -> CaptureOptions.snapLength(snap));
    }
}
