package sluice.testing;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.packet.LedgerStats;
import sluice.packet.Packet;
import sluice.trace.TraceSink;
import sluice.world.World;
import sluice.world.WorldOptions;

/**
 * The worlds of one test: makes them, and judges them when the test is over. Asked for as a
 * parameter of a test under {@link BalancedLedger}.
 */
public final class Worlds {
    private final List<World> opened = new ArrayList<>();
    private boolean mayBreakContracts;

    /** None yet. For use without {@link BalancedLedger}: call {@link #closeAndJudge} yourself. */
    public Worlds() {}

    /** A world with default options and no trace. */
    public World open() {
        return open(WorldOptions.DEFAULT, null);
    }

    /** A world whose ties are drawn from {@code seed}. */
    public World shuffled(long seed) {
        return open(WorldOptions.DEFAULT.withShuffle(seed), null);
    }

    /** A world with these options; its steps go to {@code trace}, null for none. */
    public World open(WorldOptions options, @Nullable TraceSink trace) {
        var world = new World(options, trace);
        opened.add(world);
        return world;
    }

    /** This test breaks contracts on purpose; the packets must balance all the same. */
    public void expectBrokenContracts() {
        mayBreakContracts = true;
    }

    /**
     * Closes all worlds and says what does not balance: packets lost or forged, contracts broken,
     * programs that failed.
     *
     * @throws AssertionError with one line per finding
     */
    public void closeAndJudge() {
        List<String> findings = new ArrayList<>();
        for (World world : opened) {
            world.close();
            findings.addAll(world.ledger().check());
            LedgerStats totals = world.ledger().totals();
            if (world.scheduler().pending() == 0 && totals.held() > 0) {
                for (Packet packet : world.ledger().alive())
                    findings.add("nothing will happen any more, but there is " + packet);
            }
            if (!mayBreakContracts)
                world.contracts().all().forEach(breach -> findings.add(breach.getMessage()));
            findings.addAll(world.programFailures());
        }
        opened.clear();
        if (!findings.isEmpty()) throw new AssertionError(String.join("\n", findings));
    }
}
