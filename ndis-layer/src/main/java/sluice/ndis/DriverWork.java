package sluice.ndis;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sluice.time.MachineStopped;
import sluice.trace.ContractBroken;
import sluice.world.WorkOwner;

/**
 * Timers and other work that the drivers of one adapter have scheduled: what it throws is the
 * driver's breach, as what a callback throws is. Work is a driver's if it is the driver itself, or
 * a lambda or helper of its class; of two drivers of one class the first may answer for a lambda of
 * the second. A driver that was taken out still answers for a timer that it left behind.
 */
final class DriverWork implements WorkOwner {
    private static final int ITSELF = 3;
    private static final int OF_ITS_CLASS = 2;
    private static final int OF_ITS_FILE_OR_PACKAGE = 1;

    private final NdisAdapter adapter;
    private final Map<String, Object> drivers = new LinkedHashMap<>();

    DriverWork(NdisAdapter adapter) {
        this.adapter = adapter;
    }

    void add(String name, Object driver) {
        drivers.put(name, driver);
    }

    @Override
    public @Nullable ContractBroken breach(List<Object> work, Throwable thrown) {
        String owner = ownerOf(work);
        if (owner == null) return null;
        return adapter.ndis().workThrew(owner, thrown) instanceof ContractBroken known
                ? known
                : null;
    }

    @Override
    public boolean contain(List<Object> work, Throwable thrown) {
        Ndis ndis = adapter.ndis();
        if (ndis.options().policy() == BreachPolicy.THROW) return false;
        String owner = ownerOf(work);
        if (owner == null) return false;
        try {
            var _ = ndis.workThrew(owner, thrown);
        } catch (MachineStopped _) {
            return true; // the work has been unwound already
        }
        return false;
    }

    private @Nullable String ownerOf(List<Object> work) {
        String owner = null;
        int best = 0;
        for (var driver : drivers.entrySet()) {
            for (Object part : work) {
                int nearness = nearness(part, driver.getValue());
                if (nearness <= best) continue;
                best = nearness;
                owner = driver.getKey();
            }
        }
        return owner;
    }

    private static int nearness(Object part, Object driver) {
        Class<?> type = driver.getClass();
        Class<?> of = part.getClass();
        if (part == driver) return ITSELF;
        if (of == type || of.getName().startsWith(type.getName() + "$")) return OF_ITS_CLASS;
        boolean sameFile = of.getNestHost() == type.getNestHost();
        boolean samePackage =
                of.getPackageName().equals(type.getPackageName())
                        && !type.getPackageName().startsWith("sluice."); // ours hold many drivers
        return sameFile || samePackage ? OF_ITS_FILE_OR_PACKAGE : 0;
    }
}
