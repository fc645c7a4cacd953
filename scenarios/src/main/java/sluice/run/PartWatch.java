package sluice.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import sluice.netfilter.NfHook;
import sluice.trace.TraceSink;

/** Counts what the drivers and hooks of one world do; see {@link PartStats}. */
public final class PartWatch {
    private final DriverWatch drivers = new DriverWatch();
    private final HookMeters hooks = new HookMeters();

    /** Watches nothing yet. */
    public PartWatch() {}

    /** The trace, read on its way to {@code next}. */
    public TraceSink before(TraceSink next) {
        return drivers.after(next);
    }

    /** Watches a driver of a Windows host from now on; one that comes back keeps its counts. */
    public void driver(String host, String name) {
        drivers.watch(host, name, host + "/ndis/" + name);
    }

    /** The hook with a meter in front; those of one name share it. */
    public NfHook hook(String host, String name, NfHook hook) {
        return hook(host, name, hook, _ -> {});
    }

    /**
     * As {@link #hook(String, String, NfHook)}; told the queue's number before a packet goes there.
     */
    NfHook hook(String host, String name, NfHook hook, IntConsumer queueing) {
        return hooks.metered(host, name, hook, queueing);
    }

    /** What each has done so far, drivers first. */
    public List<PartStats> stats() {
        List<PartStats> all = new ArrayList<>(drivers.stats());
        all.addAll(hooks.stats());
        return all;
    }
}
