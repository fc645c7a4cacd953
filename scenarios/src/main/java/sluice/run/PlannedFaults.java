package sluice.run;

import java.util.ArrayList;
import java.util.List;
import sluice.ndis.ResourceFaults;
import sluice.script.WindowsAction;

/** The allocations that steps let fail, those of the oldest step first. */
final class PlannedFaults implements ResourceFaults {
    private final List<Planned> planned = new ArrayList<>();

    private static final class Planned {
        final WindowsAction.Fault fault;
        int after;
        int times;

        Planned(WindowsAction.Fault fault) {
            this.fault = fault;
            this.after = fault.after();
            this.times = fault.times();
        }

        boolean isAbout(Kind kind, String owner) {
            return fault.kind().map(kind::equals).orElse(true)
                    && (fault.by().isEmpty() || fault.by().equals(owner));
        }
    }

    void add(WindowsAction.Fault fault) {
        planned.add(new Planned(fault));
    }

    @Override
    public boolean fails(Kind kind, String owner) {
        for (int i = 0; i < planned.size(); i++) {
            Planned each = planned.get(i);
            if (!each.isAbout(kind, owner)) continue;
            if (each.after > 0) {
                each.after--;
                continue;
            }
            if (--each.times == 0) planned.remove(i);
            return true;
        }
        return false;
    }
}
