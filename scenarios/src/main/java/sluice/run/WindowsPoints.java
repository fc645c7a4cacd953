package sluice.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sluice.edge.SocketEdge;
import sluice.script.Place;
import sluice.script.PointSpec;
import sluice.winstack.Placed;
import sluice.winstack.WindowsHost;
import sluice.winstack.WindowsProcess;

/** The policies at the interception points of one Windows host. */
final class WindowsPoints {
    private final WindowsHost windows;
    private final Map<String, PointMeter> meters = new LinkedHashMap<>();
    private final Map<String, Placed> placed = new LinkedHashMap<>();

    WindowsPoints(WindowsHost windows) {
        this.windows = windows;
    }

    /** Puts one in; that the point is taken is counted, not a fault of the scenario. */
    void install(PointSpec spec) throws UnfitScenario {
        var meter = new PointMeter(spec);
        meters.put(spec.name(), meter);
        boolean first = spec.nic().isEmpty() && spec.at().isOnAdapter();
        String nic = first ? windows.nicNames().getFirst() : spec.nic();
        try {
            placed.put(spec.name(), windows.install(spec.at(), nic, spec.name(), meter));
        } catch (IllegalStateException _) {
            meter.refused();
        } catch (IllegalArgumentException wrong) {
            throw new UnfitScenario(
                    spec.place(), "point " + spec.name() + ": " + wrong.getMessage());
        }
    }

    void remove(Place place, String name) throws UnfitScenario {
        Placed there = placed.remove(name);
        if (there == null)
            throw new UnfitScenario(
                    place, "point " + name + " is not on " + windows.host().name() + " then");
        there.remove();
    }

    /** What all of them did. */
    List<RunResult.Did> did() {
        List<RunResult.Did> all = new ArrayList<>();
        String host = windows.host().name();
        meters.values()
                .forEach(meter ->
                        all.add(
                                new RunResult.Did(
                                        meter.spec().name(),
                                        host + ", " + PointSpec.word(meter.spec().at()),
                                        meter.did())));
        return all;
    }

    /** One of the counts of the policy of that name; 0 if it never came. */
    long counter(String name, String counter) {
        PointMeter meter = meters.get(name);
        return meter == null ? 0 : meter.counter(counter);
    }

    /** The sockets of a process by one of its ways to the network; empty words: the usual ones. */
    SocketEdge sockets(String process, String way) {
        if (process.isEmpty() && way.isEmpty()) return windows.sockets();
        WindowsProcess whose = windows.process(process.isEmpty() ? "application" : process);
        return switch (way) {
            case "original-dll" -> whose.originalDll();
            case "tdi" -> whose.tdi().devices();
            case "tdi-device" -> whose.tdi().belowFilters();
            case "raw-socket" -> new RawDatagrams(whose.winsock());
            default -> whose.winsock();
        };
    }
}
