package sluice.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import sluice.ndis.NdisDriver;

/**
 * What happens to a Windows machine with one driver: packets both ways, resets, the cable pulled,
 * neighbours that come and go, the driver taken out and put in, memory that runs short. The NDIS
 * contract is looked after all the while, as strictly as the verifier can:
 *
 * <pre>{@code
 * @Property
 * void keepsTheContract(@ForAll NdisSchedule schedule) {
 *     schedule.play(MyDriver::new);
 * }
 * }</pre>
 *
 * <p>A schedule that makes the driver break its contract shrinks to the few actions it takes; it is
 * printed as a list, and as a scenario that {@code sluice run} plays again.
 *
 * <pre>
 *   win 192.0.2.1 [ tcpip / driver / NIC lan ] ---- cable ---- lin 192.0.2.2
 * </pre>
 *
 * @param actions in their order
 */
public record NdisSchedule(List<NdisAction> actions) {
    /** Copies the list and leaves out what changes nothing: out when out, up when up. */
    public NdisSchedule {
        var state = new NdisState();
        var kept = new ArrayList<NdisAction>();
        for (NdisAction action : actions) if (state.takes(action)) kept.add(action);
        actions = List.copyOf(kept);
    }

    /**
     * Plays it and asks that the driver kept its contract and that every packet is accounted for.
     *
     * @param driver makes the driver; for one of a public class whose options can be seen (a
     *     record, or a public constructor without parameters) the scenario is complete
     * @throws AssertionError with the breach, this list and the scenario
     */
    public void play(Supplier<? extends NdisDriver> driver) {
        play(driver, Map.of());
    }

    /**
     * {@link #play(Supplier)} for a driver that is no record.
     *
     * @param options what the scenario must give its constructor
     */
    public void play(Supplier<? extends NdisDriver> driver, Map<String, ?> options) {
        NdisPlay played = run(driver);
        if (played.clean()) return;
        throw new AssertionError(NdisScenario.failure(this, played, driver.get(), options));
    }

    /** Plays it and tells what came of it; nothing is judged. */
    public NdisPlay run(Supplier<? extends NdisDriver> driver) {
        return run(NdisBed.ofDriver(driver));
    }

    NdisPlay run(NdisBed bed) {
        return new NdisStage(this, bed).play();
    }

    /** It as a scenario for {@code sluice run}, with the options of a record. */
    public String scenario(NdisDriver driver) {
        return NdisScenario.text(this, driver, Map.of(), List.of());
    }

    @Override
    public String toString() {
        var text = new StringBuilder("driver on a schedule");
        int at = NdisStage.FIRST_MILLIS;
        for (NdisAction action : actions) {
            at += action.afterMillis();
            text.append("\n    ").append(at).append(" ms  ").append(action);
        }
        return text.append(actions.isEmpty() ? "\n    nothing happens\n" : "\n").toString();
    }
}
