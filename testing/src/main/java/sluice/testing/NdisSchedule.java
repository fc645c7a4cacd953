package sluice.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import sluice.ndis.Miniport;
import sluice.ndis.NdisDriver;
import sluice.ndis.Protocol;
import sluice.nic.Nic;

/**
 * What happens to a Windows machine with one driver: packets both ways, resets, the cable pulled,
 * pauses, sleep, bindings undone and made, sends cancelled, the NIC pulled out, neighbours that
 * come and go, the driver taken out and put in, memory that runs short. The NDIS contract is looked
 * after all the while, as strictly as the verifier can:
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

    /**
     * Plays it on a miniport of NDIS 5: that of the machine's NIC. Nothing is put in or taken out,
     * and each reset is one of the NIC.
     *
     * @throws AssertionError with the breach and this list; the language of scenarios has no word
     *     for miniports
     */
    public void playMiniport(Function<Nic, Miniport> miniport) {
        judge(run(NdisBed.ofMiniport(miniport)));
    }

    /**
     * Plays it on a protocol of NDIS 5, which may be an intermediate driver with two edges: it is
     * registered, unbound when it is taken out and bound again when it is put in. Virtual adapters
     * are paused and put to sleep with the NIC's, and other drivers come into their stacks too.
     *
     * @throws AssertionError with the breach and this list; the language of scenarios has no word
     *     for registered drivers
     */
    public void playProtocol(Supplier<? extends Protocol> protocol) {
        judge(run(NdisBed.ofProtocol(protocol)));
    }

    private void judge(NdisPlay played) {
        if (!played.clean()) throw new AssertionError(NdisScenario.list(this, played));
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
