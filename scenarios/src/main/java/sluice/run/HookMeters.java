package sluice.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import sluice.netfilter.HookState;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Skb;

/** Counts what hooks say, by standing between the hook point and each of them. */
final class HookMeters {
    private final Map<String, Meter> meters = new LinkedHashMap<>();

    /**
     * The hook with a meter in front.
     *
     * @param queueing told the number of the queue before a packet goes there
     */
    NfHook metered(String host, String name, NfHook hook, IntConsumer queueing) {
        Meter meter = meters.computeIfAbsent(host + "/" + name, _ -> new Meter(host, name));
        return new Metered(meter, hook, queueing);
    }

    List<PartStats> stats() {
        List<PartStats> stats = new ArrayList<>();
        for (Meter meter : meters.values()) {
            stats.add(
                    new PartStats(
                            "hook",
                            meter.host,
                            meter.name,
                            meter.seen,
                            meter.accepted,
                            meter.changed,
                            meter.queued,
                            meter.dropped));
        }
        return stats;
    }

    private static final class Meter {
        final String host;
        final String name;
        long seen;
        long accepted;
        long changed;
        long queued;

        /** The packet that the hook asked to see again, or 0: that is not seeing another one. */
        long repeatedId;

        final TreeMap<String, Long> dropped = new TreeMap<>();

        Meter(String host, String name) {
            this.host = host;
            this.name = name;
        }
    }

    private record Metered(Meter meter, NfHook hook, IntConsumer queueing) implements NfHook {
        @Override
        public NfVerdict evaluate(Skb skb, HookState state) {
            long id = skb.packet().id();
            if (id != meter.repeatedId) meter.seen++;
            meter.repeatedId = 0;
            int before = contents(skb);
            NfVerdict verdict = hook.evaluate(skb, state);
            // A hook that broke its contract leaves nothing to look at.
            if (isNone(verdict) || !skb.inUse()) return verdict;
            switch (verdict) {
                case NfVerdict.Accept _ -> meter.accepted++;
                case NfVerdict.Drop(var why) ->
                        meter.dropped.merge(why.area() + " " + why.name(), 1L, Long::sum);
                case NfVerdict.Queue(int number, _) -> {
                    meter.queued++;
                    queueing.accept(number);
                }
                case NfVerdict.Stolen _ -> {
                    return verdict; // it may be gone by now: nothing more can be asked of it
                }
                case NfVerdict.Repeat _ -> meter.repeatedId = id;
            }
            if (contents(skb) != before) {
                meter.changed++;
            }
            return verdict;
        }

        private static boolean isNone(@Nullable NfVerdict verdict) {
            return verdict == null;
        }

        private static int contents(Skb skb) {
            int hash = 1;
            byte[] octets = skb.octets();
            for (int i = skb.networkOffset(); i < skb.packet().limit(); i++) {
                hash = 31 * hash + octets[i];
            }
            return hash;
        }

        @Override
        public boolean reroutes() {
            return hook.reroutes();
        }
    }
}
