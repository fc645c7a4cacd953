package sluice.run;

import sluice.ndis.NdisAdapter;
import sluice.nic.Link;
import sluice.nic.LinkEnd;
import sluice.script.NicRef;
import sluice.script.Place;
import sluice.script.WindowsAction;
import sluice.winstack.WindowsHost;

/** Does to one Windows host what a {@link WindowsAction} says, by the functions of its wrapper. */
final class WindowsStepPlayer {
    private final WindowsHost windows;
    private final Devices devices;
    private final PlannedFaults faults = new PlannedFaults();
    private boolean failing;

    WindowsStepPlayer(WindowsHost windows, Devices devices) {
        this.windows = windows;
        this.devices = devices;
    }

    void perform(Place place, WindowsAction action) throws UnfitScenario {
        switch (action) {
            case WindowsAction.Power(String nic, var to) -> windows.adapter(nic).setPower(to);
            case WindowsAction.Pause(String nic) -> windows.adapter(nic).pause();
            case WindowsAction.Restart(String nic) -> windows.adapter(nic).restart();
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
            case WindowsAction.Fault fault -> {
                faults.add(fault);
                if (!failing) windows.ndis().failResourcesBy(faults);
                failing = true;
            }
        }
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
