package sluice.run;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import sluice.ndis.NdisAdapter;
import sluice.nic.Link;
import sluice.nic.LinkEnd;
import sluice.script.NicRef;
import sluice.script.Place;
import sluice.script.WindowsAction;
import sluice.trace.Noted;
import sluice.vmbridge.VmNet;
import sluice.winstack.WindowsHost;

/** Does to one Windows host what a {@link WindowsAction} says, by the functions of its wrapper. */
final class WindowsStepPlayer {
    private final WindowsHost windows;
    private final Devices devices;
    private final @Nullable VmNet net;
    private final LoadedDrivers loaded;
    private final PlannedFaults faults = new PlannedFaults();
    private boolean failing;

    WindowsStepPlayer(WindowsHost windows, Devices devices, @Nullable VmNet net) {
        this.net = net;
        this.windows = windows;
        this.loaded = new LoadedDrivers(windows);
        this.devices = devices;
    }

    void perform(Place place, WindowsAction action) throws UnfitScenario {
        switch (action) {
            case WindowsAction.Power(String nic, var to) -> windows.adapter(nic).setPower(to);
            case WindowsAction.Pause(String nic) -> windows.adapter(nic).pause();
            case WindowsAction.Restart(String nic) -> windows.adapter(nic).restart();
            case WindowsAction.InstallLoopback(var adapter) ->
                    WindowsControl.addLoopback(windows, adapter);
            case WindowsAction.RestartHost _ -> bridged(net(place)::restart);
            case WindowsAction.Bridge(String adapter) -> bridged(() -> choose(net(place), adapter));
            case WindowsAction.Unbind(String nic, String protocol) when isNet(protocol) ->
                    bridged(() -> net(place).unbind(nic));
            case WindowsAction.Bind(String nic, String protocol) when isNet(protocol) ->
                    bridged(() -> net(place).bind(nic));
            case WindowsAction.Unbind(String nic, String protocol) -> {
                if (!windows.unbind(nic, protocol))
                    throw unfit(place, nic, "has no binding of " + protocol + " then");
            }
            case WindowsAction.Bind(String nic, String protocol) -> {
                if (!windows.bind(nic, protocol))
                    throw unfit(place, nic, "knows no protocol " + protocol + " to bind");
            }
            case WindowsAction.SurpriseRemove(String nic) -> surpriseRemove(place, nic);
            case WindowsAction.Media(String nic, boolean connected) -> plug(place, nic, connected);
            case WindowsAction.Cancel(String nic, String process) ->
                    windows.cancelSends(nic, process);
            case WindowsAction.LoadDriver load -> loaded.load(load);
            case WindowsAction.Fault fault -> {
                faults.add(fault);
                if (!failing) windows.ndis().failResourcesBy(faults);
                failing = true;
            }
        }
    }

    /** What was loaded, and what became of it. */
    LoadedDrivers loaded() {
        return loaded;
    }

    private boolean isNet(String protocol) {
        VmNet there = net;
        return there != null && there.port().name().equals(protocol);
    }

    private VmNet net(Place place) {
        return requireNonNull(
                net, () -> windows.host().name() + " has no virtual network, " + place);
    }

    private static void choose(VmNet net, String adapter) {
        if (adapter.isEmpty()) net.automatic();
        else net.choose(adapter);
    }

    /** Does it, and says what the guests are bridged to then. */
    private void bridged(Runnable change) {
        change.run();
        VmNet there = net;
        var host = windows.host();
        var trace = host.world().trace();
        if (trace == null || there == null) return;
        String to = there.bridgedTo().orElse("nothing");
        String at = host.name() + "/ndis/" + there.port().name();
        trace.accept(new Noted(host.scheduler().nowNanos(), 0, at, "bridge", "bridged to " + to));
    }

    /** The device is out, and so is its plug. */
    private void surpriseRemove(Place place, String nic) throws UnfitScenario {
        NdisAdapter adapter = windows.adapter(nic);
        plug(place, nic, false);
        adapter.surpriseRemove();
    }

    private void plug(Place place, String nic, boolean in) throws UnfitScenario {
        LinkEnd end = devices.end(new NicRef(place, windows.host().name(), nic));
        for (Link link : windows.host().world().links().values()) {
            if (!link.connects(end)) continue;
            link.plug(end, in);
            return;
        }
        throw unfit(place, nic, "is on no link; expected one, to pull its plug");
    }

    private UnfitScenario unfit(Place place, String nic, String what) {
        return new UnfitScenario(place, "NIC " + windows.host().name() + "/" + nic + " " + what);
    }
}
