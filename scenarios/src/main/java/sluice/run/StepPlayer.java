package sluice.run;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sluice.nic.Link;
import sluice.script.NicRef;
import sluice.script.Place;
import sluice.script.StepSpec;
import sluice.time.Handler;
import sluice.time.Lane;
import sluice.trace.Noted;
import sluice.world.World;

/**
 * Makes the steps of a scenario happen at their times, those of one time in the order of the file.
 * What a person does at a host happens at THREAD level of its first processor.
 */
final class StepPlayer {
    private static final Handler<StepPlayer> DUE = StepPlayer::due;

    private final List<StepSpec> steps;
    private final World world;
    private final Map<String, HostControl> controls;
    private final List<Program> programs;
    private int next;
    private @Nullable UnfitScenario failed;

    /** {@code steps} by time. */
    StepPlayer(
            List<StepSpec> steps,
            World world,
            Map<String, HostControl> controls,
            List<Program> programs) {
        this.steps = steps;
        this.world = world;
        this.controls = controls;
        this.programs = programs;
    }

    /** What went wrong, or null. */
    @Nullable UnfitScenario failed() {
        return failed;
    }

    /** Plans the first step; each plans the next one when it is done, so none overtakes another. */
    void start() {
        if (next >= steps.size() || failed != null) {
            return;
        }
        StepSpec step = steps.get(next);
        String host = hostOf(step.action());
        Lane lane =
                host.isEmpty()
                        ? world.scheduler().wire()
                        : control(host).assembly().stack().host().cpu().thread();
        long delay = step.atNanos() - world.scheduler().nowNanos();
        world.scheduler().schedule(Math.max(0, delay), lane, DUE, this);
    }

    private void due() {
        perform(steps.get(next++));
        start();
    }

    private String hostOf(StepSpec.Action action) {
        return switch (action) {
            case StepSpec.InsertDriver insert -> insert.on().host();
            case StepSpec.RemoveDriver remove -> remove.on().host();
            case StepSpec.RegisterHook register -> register.on();
            case StepSpec.UnregisterHook unregister -> unregister.on();
            case StepSpec.Command command -> command.on();
            case StepSpec.InstallPoint install -> install.on();
            case StepSpec.RemovePoint remove -> remove.on();
            case StepSpec.Windows step -> step.on();
            case StepSpec.LinkState _ -> "";
            case StepSpec.Reset reset -> reset.on().host();
            case StepSpec.SetNic set -> set.on().host();
            case StepSpec.Decide decide -> decider(decide.program()).spec().on();
            case StepSpec.Detach detach -> decider(detach.program()).spec().on();
            case StepSpec.OfProgram of -> named(of.program()).spec().on();
            case StepSpec.FinishQueued finish -> finish.on();
        };
    }

    private void perform(StepSpec step) {
        try {
            act(step);
        } catch (UnfitScenario unfit) {
            if (failed == null) {
                failed = unfit;
            }
        }
    }

    private void act(StepSpec step) throws UnfitScenario {
        switch (step.action()) {
            case StepSpec.InsertDriver(var on, var driver, String above) ->
                    control(on.host()).insertDriver(on.nic(), driver, above);
            case StepSpec.RemoveDriver(var on, String name) ->
                    control(on.host()).removeDriver(step.place(), on.nic(), name);
            case StepSpec.RegisterHook(String on, var hook) -> control(on).registerHook(hook);
            case StepSpec.UnregisterHook(String on, String name) ->
                    control(on).unregisterHook(step.place(), name);
            case StepSpec.Command(String on, String words) ->
                    linux(step.place(), on).command(step.place(), words);
            case StepSpec.InstallPoint(String on, var point) ->
                    windows(step.place(), on).points().install(point);
            case StepSpec.RemovePoint(String on, String name) ->
                    windows(step.place(), on).points().remove(step.place(), name);
            case StepSpec.Windows(String on, var action) ->
                    windows(step.place(), on).steps().perform(step.place(), action);
            case StepSpec.LinkState(String name, boolean up) -> link(name, up);
            case StepSpec.Reset(var on, String driver) ->
                    control(on.host()).reset(step.place(), on.nic(), driver);
            case StepSpec.SetNic set -> control(step.place(), set);
            case StepSpec.Decide(String program, var verdict, var count) ->
                    decider(program).desk().decide(count.orElse(Integer.MAX_VALUE), verdict);
            case StepSpec.Detach(String program) -> decider(program).detach();
            case StepSpec.OfProgram of -> act(of, named(of.program()));
            case StepSpec.FinishQueued(String on, String hook, var verdict, var count) ->
                    control(on)
                            .desk(step.place(), hook)
                            .decide(count.orElse(Integer.MAX_VALUE), verdict);
        }
    }

    private void control(Place place, StepSpec.SetNic set) throws UnfitScenario {
        NicRef on = set.on();
        try {
            control(on.host()).control(set);
        } catch (IllegalArgumentException refused) {
            throw new UnfitScenario(place, "NIC " + on + ": " + refused.getMessage());
        }
        var trace = world.trace();
        if (trace != null) {
            long now = world.scheduler().nowNanos();
            trace.accept(new Noted(now, 0, on.toString(), "control", set.toString()));
        }
    }

    private LinuxControl linux(Place place, String on) throws UnfitScenario {
        if (control(on) instanceof LinuxControl linux) return linux;
        throw new UnfitScenario(place, "host " + on + " is windows; expected a linux host");
    }

    private WindowsControl windows(Place place, String on) throws UnfitScenario {
        if (control(on) instanceof WindowsControl windows) return windows;
        throw new UnfitScenario(place, "host " + on + " is linux; expected a windows host");
    }

    private void link(String name, boolean up) {
        Link link = world.links().get(name);
        if (link == null) {
            throw new IllegalStateException("no link " + name);
        }
        link.setUp(up);
        var trace = world.trace();
        if (trace != null) {
            trace.accept(
                    new Noted(
                            world.scheduler().nowNanos(),
                            0,
                            link.name(),
                            "link",
                            up ? "up" : "down"));
        }
    }

    private HostControl control(String host) {
        HostControl control = controls.get(host);
        if (control == null) {
            throw new IllegalStateException("no host " + host);
        }
        return control;
    }

    private static void act(StepSpec.OfProgram step, Program program) {
        switch (program) {
            case Program.Inspecting inspecting -> {
                switch (step) {
                    case StepSpec.StartProgram _ -> inspecting.run().start();
                    case StepSpec.EndProgram(_, var how) -> inspecting.run().end(how);
                    case StepSpec.SetPriority(_, int to) -> inspecting.run().setPriority(to);
                }
            }
            case Program.Flood flood when step instanceof StepSpec.SetPriority set ->
                    flood.run().setPriority(set.to());
            default -> throw new IllegalStateException(program.spec().name());
        }
    }

    private Program named(String name) {
        return programs.stream()
                .filter(each -> each.spec().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Program.Decider decider(String name) {
        for (Program program : programs) {
            if (program instanceof Program.Decider decider && decider.spec().name().equals(name)) {
                return decider;
            }
        }
        throw new IllegalStateException("no user program " + name);
    }
}
