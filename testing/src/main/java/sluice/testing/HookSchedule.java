package sluice.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import sluice.netfilter.HookPoint;
import sluice.netfilter.NfHook;

/**
 * What happens to a router with one hook: packets from all sides, answers of the program behind its
 * queue, the hook taken out and put in. The hook contract is looked after all the while:
 *
 * <pre>{@code
 * @Property
 * void keepsTheContract(@ForAll HookSchedule schedule) {
 *     schedule.at(HookPoint.FORWARD).play(() -> new MyHook(9));
 * }
 * }</pre>
 *
 * <p>A schedule that makes the hook break its contract shrinks to the few actions it takes; it is
 * printed as a list, and as a scenario that {@code sluice run} plays again.
 *
 * <pre>
 *   station 192.0.2.2 ---- eth0 192.0.2.1 [ router ] 198.51.100.1 eth1 ---- far 198.51.100.2
 * </pre>
 *
 * @param point where the hook stands; drawn, unless the test says {@link #at}
 * @param actions in their order
 */
public record HookSchedule(HookPoint point, List<HookAction> actions) {
    /** Copies the list and leaves out what takes out or puts in a hook that is not, or is, in. */
    public HookSchedule {
        var kept = new ArrayList<HookAction>();
        boolean in = true;
        for (HookAction action : actions) {
            boolean out = action instanceof HookAction.TakeOut;
            boolean put = action instanceof HookAction.PutIn;
            if ((out && !in) || (put && in)) continue;
            if (out || put) in = put;
            kept.add(action);
        }
        actions = List.copyOf(kept);
    }

    /** The same with the hook at another point. */
    public HookSchedule at(HookPoint wanted) {
        return new HookSchedule(wanted, actions);
    }

    /** Whether a program listens to the hook's queue: somebody answers. */
    boolean answers() {
        return actions.stream().anyMatch(HookAction.Answer.class::isInstance);
    }

    /**
     * Plays it and asks that the hook kept its contract and that every packet is accounted for.
     *
     * @param hook makes the hook; for one of a public class whose options can be seen (a record, or
     *     a public constructor without parameters) the scenario is complete
     * @throws AssertionError with the breaches, this list and the scenario
     */
    public void play(Supplier<? extends NfHook> hook) {
        HookPlay played = run(hook);
        if (played.clean()) return;
        throw new AssertionError(HookFailure.text(this, played, hook.get(), Map.of()));
    }

    /**
     * {@link #play(Supplier)} for a hook that is no record.
     *
     * @param options what the scenario must give its constructor
     */
    public void play(Supplier<? extends NfHook> hook, Map<String, ?> options) {
        HookPlay played = run(hook);
        if (played.clean()) return;
        throw new AssertionError(HookFailure.text(this, played, hook.get(), options));
    }

    /** Plays it and tells what came of it; nothing is judged. */
    public HookPlay run(Supplier<? extends NfHook> hook) {
        return new HookStage(this, hook).play();
    }

    /** It as a scenario for {@code sluice run}, with the options of a record. */
    public String scenario(NfHook hook) {
        return HookScenario.text(this, hook, Map.of(), List.of());
    }

    @Override
    public String toString() {
        var text = new StringBuilder("hook at ").append(point.chainName());
        int at = HookStage.FIRST_MILLIS;
        for (HookAction action : actions) {
            at += action.afterMillis();
            text.append("\n    ").append(at).append(" ms  ").append(action);
        }
        return text.append(actions.isEmpty() ? "\n    nothing happens\n" : "\n").toString();
    }
}
