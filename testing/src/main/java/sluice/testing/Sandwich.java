package sluice.testing;

import sluice.ndis.NdisAdapter;
import sluice.ndis.NdisDriver;
import sluice.time.Handler;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/**
 * A Windows driver between two probes: the one above sends and keeps the completions, the one below
 * keeps the sends until it is told how they end.
 *
 * <pre>{@code
 * var rig = Sandwich.of(new PortBlocker(53));
 * rig.above().send(frame);
 * assertThat(rig.below().sent()).isEmpty();
 * assertThat(rig.above().completions()).containsExactly(NdisStatus.FAILURE);
 * }</pre>
 *
 * <p>Every call on a probe runs at DEFERRED, and all that follows at the same instant has happened
 * when it returns; {@link #advance} lets time pass.
 */
public final class Sandwich {
    private static final Handler<Runnable> RUN = Runnable::run;

    private final World world;
    private final Host host;
    private final NdisAdapter adapter;
    private final ProbeAbove above;
    private final ProbeBelow below;

    private Sandwich(World world, NdisDriver... drivers) {
        this.world = world;
        this.host = world.addHost("win1", HostOptions.DEFAULT);
        this.below = new ProbeBelow(this);
        this.adapter = NdisAdapter.of(host, "lan", below);
        this.above = new ProbeAbove(this, adapter);
        for (int i = 0; i < drivers.length; i++) adapter.insert(i, "driver" + i, drivers[i]);
        settle();
    }

    /** These drivers, topmost first, in a world of their own that nobody judges. */
    public static Sandwich of(NdisDriver... drivers) {
        return new Sandwich(new World(WorldOptions.DEFAULT, null), drivers);
    }

    /** These drivers, topmost first, in a world of a {@link BalancedLedger} test. */
    public static Sandwich in(World world, NdisDriver... drivers) {
        return new Sandwich(world, drivers);
    }

    /** The probe above. */
    public ProbeAbove above() {
        return above;
    }

    /** The probe below. */
    public ProbeBelow below() {
        return below;
    }

    /** The adapter: insert, remove and reset drivers there. */
    public NdisAdapter adapter() {
        return adapter;
    }

    /** The world. */
    public World world() {
        return world;
    }

    /** Lets all that is due now happen. */
    public void settle() {
        advance(0);
    }

    /** Lets time pass. */
    public void advance(long nanos) {
        world.runUntil(world.scheduler().nowNanos() + nanos);
    }

    void atDeferred(Runnable work) {
        world.scheduler().schedule(0, host.cpu().deferred(), RUN, work);
        settle();
    }
}
