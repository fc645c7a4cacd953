package sluice.packet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sluice.time.Clock;
import sluice.trace.Contracts;
import sluice.trace.Layering;
import sluice.trace.TraceSink;

/**
 * The account of all packets of one run: who holds what, and what became of each.
 *
 * <p>The law: {@code injected + copied == delivered + consumed + dropped + held}. The left side and
 * the ends are counted where they happen; <em>held</em> is counted by walking the packets that are
 * alive, so a packet that vanished without an end, or ended twice, shows. {@link #check} compares,
 * for the run and for each place.
 */
public final class Ledger {
    private final Clock clock;
    private final Contracts contracts;
    final @Nullable TraceSink trace;
    private final Map<String, Place> places = new LinkedHashMap<>();
    @Nullable PacketWatch watch;
    private Packet[] alive = new Packet[256];
    private int aliveCount;
    private long lastId;

    /** An account for a run with this clock; {@code trace} null means off. */
    public Ledger(Clock clock, Contracts contracts, @Nullable TraceSink trace) {
        this.clock = clock;
        this.contracts = contracts;
        this.trace = trace;
    }

    long now() {
        return clock.nowNanos();
    }

    /** The run's trace, or null if off; for places that add steps of their own. */
    public @Nullable TraceSink trace() {
        return trace;
    }

    /** Lets {@code added} see all that happens to packets from now on. */
    public void watchBy(PacketWatch added) {
        PacketWatch present = watch;
        watch = present == null ? added : new PacketWatches(present, added);
    }

    /** The run's clock. */
    public Clock clock() {
        return clock;
    }

    /** The book of broken contracts. */
    public Contracts contracts() {
        return contracts;
    }

    /**
     * The place of this name, made on first use.
     *
     * @throws IllegalArgumentException if it exists with another layering
     */
    public Place place(String name, Layering layering) {
        Place place = places.computeIfAbsent(name, key -> new Place(key, layering, this));
        if (place.layering() != layering) {
            throw new IllegalArgumentException(
                    name + " is a place of " + place.layering() + ", not " + layering);
        }
        return place;
    }

    /** All places, in the order of their making. */
    public Collection<Place> places() {
        return List.copyOf(places.values());
    }

    void birth(Packet packet) {
        packet.id = ++lastId;
        if (aliveCount == alive.length) alive = java.util.Arrays.copyOf(alive, aliveCount * 2);
        packet.aliveIndex = aliveCount;
        alive[aliveCount++] = packet;
    }

    void death(Packet packet) {
        Packet last = alive[--aliveCount];
        alive[packet.aliveIndex] = last;
        last.aliveIndex = packet.aliveIndex;
        packet.aliveIndex = -1;
    }

    /** The packets that are alive now, in no order; for reports, not for the data path. */
    public List<Packet> alive() {
        List<Packet> found = new ArrayList<>(aliveCount);
        for (int i = 0; i < aliveCount; i++) found.add(alive[i]);
        return found;
    }

    /** Counts of every place, with what each holds found by looking. */
    public List<PlaceStats> stats() {
        Map<Place, Long> held = new HashMap<>();
        for (int i = 0; i < aliveCount; i++) held.merge(alive[i].owner(), 1L, Long::sum);
        return places.values().stream()
                .map(place -> place.stats(held.getOrDefault(place, 0L)))
                .toList();
    }

    /** The run's totals. */
    public LedgerStats totals() {
        long injected = 0;
        long copied = 0;
        long delivered = 0;
        long consumed = 0;
        long dropped = 0;
        for (Place place : places.values()) {
            injected += place.originated;
            copied += place.copied;
            delivered += place.delivered;
            consumed += place.consumed;
            dropped += place.dropped;
        }
        return new LedgerStats(injected, copied, delivered, consumed, dropped, aliveCount);
    }

    /** What does not balance, as sentences; empty if all packets are accounted for. */
    public List<String> check() {
        List<String> wrong = new ArrayList<>();
        LedgerStats totals = totals();
        if (totals.imbalance() != 0) wrong.add("the run does not balance: " + totals);
        for (PlaceStats stats : stats()) {
            if (stats.imbalance() != 0) wrong.add(stats.name() + " does not balance: " + stats);
        }
        return wrong;
    }
}
