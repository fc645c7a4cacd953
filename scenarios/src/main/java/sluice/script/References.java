package sluice.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import sluice.linuxstack.LinuxHost;
import sluice.netfilter.ContractRule;

/** Whether programs, steps and expectations speak of what is there. */
record References(Scenario scenario, Names names) {
    void check() {
        for (ProgramSpec program : scenario.programs()) {
            if (program instanceof ProgramSpec.Capture capture) {
                part(program.place(), "capture", capture.reference(), captures());
            }
            if (program instanceof ProgramSpec.UserProgram user) {
                Optional<HostSpec> host = scenario.host(user.on());
                host.ifPresent(
                        on -> part(user.place(), "driver or hook", user.decidesFor(), partsOf(on)));
            }
            if (program instanceof InspectorSpec inspector) {
                scenario.host(inspector.on())
                        .ifPresent(on ->
                                part(
                                        inspector.place(),
                                        "driver",
                                        inspector.decidesFor(),
                                        driversOf(on)));
            }
        }
        for (StepSpec step : scenario.steps()) {
            if (scenario.untilNanos().isPresent()
                    && step.atNanos() > scenario.untilNanos().getAsLong()) {
                names.problem(step.place(), "a step after the end (until); expected it before");
            }
            action(step.place(), step.action());
        }
        List<String> traffic = scenario.traffic().stream().map(TrafficSpec::name).toList();
        scenario.follow().forEach(each -> part(each.place(), "traffic", each.traffic(), traffic));
        for (Expectation expectation : scenario.expectations()) {
            switch (expectation) {
                case Expectation.Replies(Place place, String to, _) ->
                        part(place, "traffic", to, traffic);
                case Expectation.Capture(Place place, String program, _, _) ->
                        part(place, "capture or raw-send", program, captures());
                case Expectation.Program(Place place, String program, _, _) ->
                        part(
                                place,
                                "program",
                                program,
                                Stream.of(LinuxProgramSpec.class, RawReceiveSpec.class)
                                        .flatMap(kind -> named(kind).stream())
                                        .toList());
                case Expectation.Tcp(Place place, String program, _, _) ->
                        part(place, "program over TCP", program, named(TcpProgramSpec.class));
                case Expectation.Ended(Place place, String program, _) ->
                        part(
                                place,
                                "program that connects",
                                program,
                                named(TcpProgramSpec.Client.class));
                case Expectation.Shown(Place place, String program, _, _) ->
                        part(place, "capture with a display", program, displays());
                case Expectation.Device(Place place, NicRef nic, _, _) -> device(place, nic);
                case Expectation.Breach(Place place, String rule, _, _) -> rule(place, rule);
                case Expectation.Point(Place place, String on, String name, _, _) ->
                        host(on, place)
                                .ifPresent(host -> part(place, "point", name, pointsOf(host)));
                case Expectation.Inspection(Place place, String program, _, _) ->
                        part(place, "inspector", program, named(InspectorSpec.class));
                case Expectation.Owned(Place place, String on, _, _, _) ->
                        host(on, place).ifPresent(host -> names.windows(place, host, "kept sends"));
                case Expectation.Inspected(Place place, String on, String driver, _, _) ->
                        host(on, place)
                                .ifPresent(host -> part(place, "driver", driver, driversOf(host)));
                case Expectation.BugChecked(Place place, String on, String rule, _, _) -> {
                    host(on, place).ifPresent(host -> names.windows(place, host, "a bug check"));
                    if (!rule.isEmpty()) rule(place, rule);
                }
                case Expectation.Statistic(Place place, String on, String name, _) ->
                        statistic(place, on, name);
                case Expectation.Starving(Place place, String on, String program, _) ->
                        part(
                                place,
                                "program on " + on,
                                program,
                                scenario.programs().stream()
                                        .filter(each -> each.on().equals(on))
                                        .map(ProgramSpec::name)
                                        .toList());
                default -> {}
            }
        }
    }

    private void rule(Place place, String rule) {
        List<String> known =
                Stream.concat(
                                Stream.of(ContractRule.values()).map(ContractRule::id),
                                NdisRules.ids())
                        .toList();
        if (!known.contains(rule)) names.unknown(place, "rule", rule, known);
    }

    private void statistic(Place place, String on, String name) {
        if (scenario.host(on).filter(host -> host.kind() == HostKind.LINUX).isEmpty())
            names.problem(place, on + " is no linux host; expected one, which counts");
        else if (!LinuxHost.statisticNames().contains(name))
            names.problem(
                    place,
                    "no counter " + name + "; expected a name of /proc/net/snmp: Ip.InReceives");
    }

    private void device(Place place, NicRef nic) {
        boolean known =
                scenario.host(nic.host())
                        .flatMap(host -> host.nic(nic.nic()))
                        .filter(found -> found.hardware().hasRegisters())
                        .isPresent();
        if (!known) {
            names.problem(
                    place, "NIC " + nic + " has no registers to count; expected model dm9000");
        }
    }

    private void action(Place place, StepSpec.Action action) {
        switch (action) {
            case StepSpec.InsertDriver(NicRef on, DriverSpec driver, String above) -> {
                host(on.host(), place).ifPresent(host -> new HostRules(host, names).driver(driver));
                if (!above.isEmpty()) {
                    host(on.host(), place)
                            .ifPresent(host -> part(place, "driver", above, driversOf(host)));
                }
            }
            case StepSpec.RemoveDriver(NicRef on, String name) ->
                    host(on.host(), place)
                            .ifPresent(host -> part(place, "driver", name, driversOf(host)));
            case StepSpec.RegisterHook(String on, HookSpec hook) ->
                    host(on, place).ifPresent(host -> new HostRules(host, names).hook(hook));
            case StepSpec.UnregisterHook(String on, String name) ->
                    host(on, place).ifPresent(host -> part(place, "hook", name, hooksOf(host)));
            case StepSpec.Command _ -> {} // its host was looked up when it was read
            case StepSpec.LinkState(String link, _) ->
                    part(
                            place,
                            "link",
                            link,
                            scenario.links().stream().map(LinkSpec::name).toList());
            case StepSpec.Reset(NicRef on, String driver) -> {
                if (!driver.isEmpty()) {
                    host(on.host(), place)
                            .ifPresent(host -> part(place, "driver", driver, driversOf(host)));
                }
            }
            case StepSpec.InstallPoint(String on, PointSpec point) ->
                    host(on, place).ifPresent(host -> new HostRules(host, names).point(point));
            case StepSpec.RemovePoint(String on, String name) ->
                    host(on, place).ifPresent(host -> part(place, "point", name, pointsOf(host)));
            case StepSpec.Windows(String on, WindowsAction _) ->
                    host(on, place)
                            .ifPresent(host -> names.windows(place, host, "a step of windows"));
            case StepSpec.SetNic _ -> {} // its NIC was looked up when it was read
            case StepSpec.Decide(String program, _, _) ->
                    part(place, "user program", program, userPrograms());
            case StepSpec.Detach(String program) ->
                    part(place, "user program", program, userPrograms());
            case StepSpec.SetPriority(String program, _) ->
                    part(
                            place,
                            "inspector or udp-flood",
                            program,
                            Stream.concat(
                                            named(InspectorSpec.class).stream(),
                                            named(ProgramSpec.UdpFlood.class).stream())
                                    .toList());
            case StepSpec.OfProgram step ->
                    part(place, "inspector", step.program(), named(InspectorSpec.class));
            case StepSpec.FinishQueued(String on, String hook, _, _) ->
                    host(on, place).ifPresent(host -> part(place, "hook", hook, hooksOf(host)));
        }
    }

    private List<String> displays() {
        return scenario.programs().stream()
                .filter(each -> each instanceof ProgramSpec.Capture it && it.newest() > 0)
                .map(ProgramSpec::name)
                .toList();
    }

    private Optional<HostSpec> host(String name, Place place) {
        return names.host(place, name);
    }

    private void part(Place place, String kind, String name, List<String> known) {
        if (!name.isEmpty() && !known.contains(name)) {
            names.unknown(place, kind, name, known);
        }
    }

    private List<String> captures() {
        return scenario.programs().stream()
                .filter(each ->
                        each instanceof ProgramSpec.Capture || each instanceof ProgramSpec.RawSend)
                .map(ProgramSpec::name)
                .toList();
    }

    private List<String> userPrograms() {
        return named(ProgramSpec.UserProgram.class);
    }

    private List<String> named(Class<? extends ProgramSpec> kind) {
        return scenario.programs().stream()
                .filter(kind::isInstance)
                .map(ProgramSpec::name)
                .toList();
    }

    private List<String> partsOf(HostSpec host) {
        var parts = new ArrayList<>(driversOf(host));
        parts.addAll(hooksOf(host));
        return parts;
    }

    /** Names of the host's drivers, those included that a step inserts. */
    private List<String> driversOf(HostSpec host) {
        var drivers = new ArrayList<String>();
        host.drivers().forEach(driver -> drivers.add(driver.name()));
        host.nics().forEach(nic -> nic.drivers().forEach(driver -> drivers.add(driver.name())));
        for (StepSpec step : scenario.steps()) {
            if (step.action() instanceof StepSpec.InsertDriver(NicRef on, DriverSpec driver, _)
                    && on.host().equals(host.name())) {
                drivers.add(driver.name());
            }
        }
        return drivers;
    }

    /** Names of the host's policies, those included that a step brings. */
    private List<String> pointsOf(HostSpec host) {
        var points = new ArrayList<String>();
        host.windows().points().forEach(point -> points.add(point.name()));
        for (StepSpec step : scenario.steps()) {
            if (step.action() instanceof StepSpec.InstallPoint(String on, PointSpec point)
                    && on.equals(host.name())) points.add(point.name());
        }
        return points;
    }

    private List<String> hooksOf(HostSpec host) {
        var hooks = new ArrayList<String>();
        host.hooks().forEach(hook -> hooks.add(hook.name()));
        for (StepSpec step : scenario.steps()) {
            if (step.action() instanceof StepSpec.RegisterHook(String on, HookSpec hook)
                    && on.equals(host.name())) {
                hooks.add(hook.name());
            }
        }
        return hooks;
    }
}
