package sluice.testing;

import sluice.testing.NdisAction.Binding;
import sluice.testing.NdisAction.Cable;
import sluice.testing.NdisAction.Neighbour;
import sluice.testing.NdisAction.Pause;
import sluice.testing.NdisAction.Power;
import sluice.testing.NdisAction.PutIn;
import sluice.testing.NdisAction.SurpriseRemoval;
import sluice.testing.NdisAction.TakeOut;

/** What has happened to the machine of an {@link NdisSchedule} so far. */
final class NdisState {
    private boolean in = true;
    private boolean cable = true;
    private boolean paused;
    private boolean asleep;
    private boolean bound = true;
    private boolean gone;

    /** Neighbours that are in, by kind. */
    private boolean driver;

    private boolean filter;

    /** Whether an action changes anything; then it has happened. */
    boolean takes(NdisAction action) {
        if (isIdle(action)) return false;
        switch (action) {
            case TakeOut _ -> in = false;
            case PutIn _ -> in = true;
            case Neighbour(int _, boolean comes, boolean ofFilters) -> {
                if (ofFilters) filter = comes;
                else driver = comes;
            }
            case Cable(int _, boolean up) -> cable = up;
            case Pause(int _, boolean on) -> paused = on;
            case Power(int _, boolean sleeps) -> asleep = sleeps;
            case Binding(int _, boolean is) -> bound = is;
            case SurpriseRemoval _ -> gone = true;
            case NdisAction.Datagram _,
                    NdisAction.Echo _,
                    NdisAction.Arrival _,
                    NdisAction.Reset _,
                    NdisAction.Cancel _,
                    NdisAction.Frames _,
                    NdisAction.Shortage _ -> {}
        }
        return true;
    }

    private boolean isIdle(NdisAction action) {
        return switch (action) {
            case TakeOut _ -> gone || !in;
            case PutIn _ -> gone || in;
            case Neighbour(int _, boolean comes, boolean ofFilters) ->
                    gone || comes == (ofFilters ? filter : driver);
            case Cable(int _, boolean up) -> up == cable;
            case Pause(int _, boolean on) -> gone || on == paused;
            case Power(int _, boolean sleeps) -> gone || sleeps == asleep;
            case Binding(int _, boolean is) -> gone || is == bound;
            case NdisAction.Reset(int _, boolean ofDriver) -> gone || (ofDriver && !in);
            case SurpriseRemoval _, NdisAction.Cancel _, NdisAction.Shortage _ -> gone;
            case NdisAction.Datagram _,
                    NdisAction.Echo _,
                    NdisAction.Arrival _,
                    NdisAction.Frames _ ->
                    false;
        };
    }
}
