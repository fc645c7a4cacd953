package sluice.packet;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.trace.Born;
import sluice.trace.Crossed;
import sluice.trace.Ended;
import sluice.trace.Layering;

/**
 * A layer or component that can own packets, with the counts of what came, went, began and ended
 * there.
 *
 * <p>The law of a place: {@code originated + copied + entered == left + delivered + consumed +
 * dropped + held}, where <em>held</em> is found by looking at the packets that are alive and not
 * from these counts; {@link Ledger#check} does.
 *
 * <p>Single-threaded, as all of a run.
 */
public final class Place {
    private final String name;
    private final Layering layering;
    private final Ledger ledger;

    long originated;
    long copied;
    long enteredDown;
    long enteredUp;
    long leftDown;
    long leftUp;
    long delivered;
    long consumed;
    long dropped;

    private @Nullable Fate[] fates = new @Nullable Fate[4];
    private long[] fateCounts = new long[4];
    private int fateCount;

    Place(String name, Layering layering, Ledger ledger) {
        this.name = name;
        this.layering = layering;
        this.ledger = ledger;
    }

    /** Address with the host's name in front: {@code lin1/nf/LOCAL_IN}. */
    public String name() {
        return name;
    }

    /** What packets begin with when they enter here. */
    public Layering layering() {
        return layering;
    }

    Ledger ledger() {
        return ledger;
    }

    void born(Packet packet, String cause, long parentId) {
        var watch = ledger.watch;
        if (watch != null) watch.born(packet, cause);
        var trace = ledger.trace;
        if (trace != null) {
            trace.accept(
                    new Born(
                            ledger.now(),
                            packet.id(),
                            name,
                            cause,
                            parentId,
                            packet.lengthOctets()));
        }
    }

    /** Hands a packet over to {@code next}, which owns it from now on. */
    void pass(Packet packet, Place next, boolean down) {
        var watch = ledger.watch;
        if (watch != null) watch.passed(packet, this, next);
        if (down) {
            leftDown++;
            next.enteredDown++;
        } else {
            leftUp++;
            next.enteredUp++;
        }
        var trace = ledger.trace;
        if (trace != null) {
            Layering shown = down ? layering : next.layering;
            trace.accept(
                    new Crossed(
                            ledger.now(),
                            packet.id(),
                            name,
                            next.name,
                            down,
                            shown,
                            packet.toArray()));
        }
    }

    void ended(Packet packet, Fate fate) {
        var watch = ledger.watch;
        if (watch != null) watch.ended(packet, fate);
        String kind;
        switch (fate) {
            case DropReason _ -> {
                dropped++;
                kind = "dropped";
            }
            case Consumption c -> {
                if (c.delivered()) delivered++;
                else consumed++;
                kind = c.delivered() ? "delivered" : "consumed";
            }
        }
        count(fate);
        var trace = ledger.trace;
        if (trace != null) {
            trace.accept(
                    new Ended(
                            ledger.now(),
                            packet.id(),
                            name,
                            kind,
                            fate.area(),
                            fate.name(),
                            fate.text()));
        }
    }

    private void count(Fate fate) {
        for (int i = 0; i < fateCount; i++) {
            if (fates[i] == fate) {
                fateCounts[i]++;
                return;
            }
        }
        if (fateCount == fates.length) {
            fates = java.util.Arrays.copyOf(fates, fateCount * 2);
            fateCounts = java.util.Arrays.copyOf(fateCounts, fateCount * 2);
        }
        fates[fateCount] = fate;
        fateCounts[fateCount++] = 1;
    }

    /** A snapshot of the counts; {@code held} as the caller found it. */
    public PlaceStats stats(long held) {
        List<PlaceStats.FateCount> ends = new ArrayList<>();
        for (int i = 0; i < fateCount; i++) {
            Fate fate = fates[i];
            if (fate != null) ends.add(new PlaceStats.FateCount(fate, fateCounts[i]));
        }
        return new PlaceStats(
                name,
                originated,
                copied,
                enteredDown,
                enteredUp,
                leftDown,
                leftUp,
                delivered,
                consumed,
                dropped,
                held,
                List.copyOf(ends));
    }

    @Override
    public String toString() {
        return name;
    }
}
