package sluice.conntrack;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What helpers expect (Linux, {@code nf_conntrack_expect.c}); bounded by settings and helpers. */
final class Expectations {
    private final List<Expectation> all = new ArrayList<>();
    private final ConntrackSettings settings;
    long created;
    long deleted;

    Expectations(ConntrackSettings settings) {
        this.settings = settings;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    List<Expectation> list(long nowNanos) {
        sweep(nowNanos);
        return List.copyOf(all);
    }

    private void sweep(long nowNanos) {
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).deadlineNanos - nowNanos <= 0) removeAt(i);
        }
    }

    private void removeAt(int index) {
        Expectation gone = all.remove(index);
        gone.master().expectationCount--;
        deleted++;
    }

    /**
     * Waits for something ({@code nf_ct_expect_related}); false if that clashes with another, or
     * there is no room.
     */
    boolean add(Expectation wanted, int perMasterMax, long timeoutNanos, long nowNanos) {
        sweep(nowNanos);
        for (int i = all.size() - 1; i >= 0; i--) {
            Expectation other = all.get(i);
            if (other.sameAs(wanted)) removeAt(i);
            else if (other.clashesWith(wanted)) return false;
        }
        if (wanted.master().expectationCount >= perMasterMax) evictOldest(wanted.master());
        if (wanted.master().expectationCount >= perMasterMax
                || all.size() >= settings.expectMax.value()) return false;
        wanted.deadlineNanos = nowNanos + timeoutNanos;
        wanted.master().expectationCount++;
        all.add(wanted);
        created++;
        return true;
    }

    private void evictOldest(Connection master) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).master() == master) {
                removeAt(i);
                return;
            }
        }
    }

    /**
     * Finds what a first packet was announced as, and takes it out ({@code
     * nf_ct_find_expectation}).
     */
    @Nullable Expectation take(Tuple coming, Zone zone, long nowNanos) {
        sweep(nowNanos);
        for (int i = 0; i < all.size(); i++) {
            Expectation candidate = all.get(i);
            if (!candidate.matches(coming, zone)) continue;
            Connection master = candidate.master();
            // a master that is not in the table yet, or no more, expects nothing
            if (!master.confirmed() || master.dying()) return null;
            removeAt(i);
            return candidate;
        }
        return null;
    }

    void forget(Connection master) {
        if (master.expectationCount == 0) return;
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).master() == master) removeAt(i);
        }
    }
}
