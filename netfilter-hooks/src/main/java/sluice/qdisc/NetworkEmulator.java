package sluice.qdisc;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sluice.netfilter.Skb;
import sluice.time.SeededRandom;

/**
 * {@code netem}: delays, loses, doubles, damages and reorders what is sent (Linux 6.x, {@code
 * net/sched/sch_netem.c}). Chance comes from the seed of the run.
 */
public final class NetworkEmulator implements Qdisc {
    private final QdiscHost host;
    private final SeededRandom random;
    private final Settings settings;

    // A heap by the time to be sent, then by arrival.
    private Skb[] heap = new Skb[16];
    private long[] times = new long[16];
    private long[] arrivals = new long[16];
    private int count;
    private long arrived;
    private long before;
    private int since;
    private long lastNanos;
    private long readyNanos = NEVER;

    /** How delays are spread about their mean. */
    public enum Spread {
        /** Each value as likely. */
        UNIFORM,
        /** By the bell curve; the jitter is one standard deviation. */
        NORMAL
    }

    /**
     * What it does; shares are 0 to 1.
     *
     * @param delayNanos mean delay
     * @param jitterNanos how far delays are from it
     * @param gap every so many packets one is sent at once, with the share {@code reorder}; 0 for
     *     none
     * @param octetsPerSecond rate of the emulated link, 0 for no limit
     * @param packetsMax what may wait
     */
    public record Settings(
            long delayNanos,
            long jitterNanos,
            Spread spread,
            double loss,
            double duplicate,
            double corrupt,
            double reorder,
            int gap,
            long octetsPerSecond,
            int packetsMax) {
        /** {@code limit} that {@code tc} fills in. */
        public static final int PACKETS_MAX_DEFAULT = 1000;

        /** Refuses what cannot be. */
        public Settings {
            if (delayNanos < 0 || jitterNanos < 0 || packetsMax < 1 || gap < 0)
                throw new IllegalArgumentException("delay, jitter, gap or limit below zero");
            for (double share : new double[] {loss, duplicate, corrupt, reorder}) {
                if (!(share >= 0 && share <= 1))
                    throw new IllegalArgumentException("share of " + share * 100 + " %");
            }
        }
    }

    /** An empty queue. */
    public NetworkEmulator(QdiscHost host, Settings settings) {
        this.host = host;
        this.random = host.random();
        this.settings = settings;
    }

    private boolean happens(double share) {
        return share > 0 && random.nextDouble() < share;
    }

    @Override
    public boolean enqueue(Skb skb) {
        boolean twice = happens(settings.duplicate);
        boolean lost = happens(settings.loss);
        if (twice && !lost) take(host.copy(skb));
        if (lost && !twice) skb.end(QdiscDrop.EMULATED_LOSS);
        else take(skb); // lost once and doubled once is neither
        return true;
    }

    private void take(Skb skb) {
        if (happens(settings.corrupt)) damage(skb);
        if (count >= settings.packetsMax) {
            skb.end(QdiscDrop.EMULATED_QUEUE_FULL);
            return;
        }
        long now = host.nowNanos();
        boolean ordinary =
                settings.gap == 0 || since < settings.gap - 1 || !happens(settings.reorder);
        if (!ordinary) {
            since = 0;
            add(skb, now, --before);
            return;
        }
        since++;
        long from = now;
        long delay = delay();
        if (settings.octetsPerSecond > 0) {
            if (count > 0) {
                delay = Math.max(0, delay - (lastNanos - now));
                from = Math.max(now, lastNanos);
            }
            long octets = skb.packet().lengthOctets();
            delay += octets * TimeUnit.SECONDS.toNanos(1) / settings.octetsPerSecond;
        }
        lastNanos = from + Math.max(0, delay);
        add(skb, lastNanos, ++arrived);
    }

    // tabledist
    private long delay() {
        long jitter = settings.jitterNanos;
        if (jitter == 0) return settings.delayNanos;
        return switch (settings.spread) {
            case UNIFORM -> settings.delayNanos - jitter + random.nextLong(2 * jitter);
            case NORMAL -> settings.delayNanos + (long) (random.nextGaussian() * jitter);
        };
    }

    private void damage(Skb skb) {
        byte[] octets = skb.writable();
        int at = skb.packet().offset() + random.nextInt(skb.packet().lengthOctets());
        octets[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
    }

    @Override
    public @Nullable Skb dequeue() {
        readyNanos = NEVER;
        if (count == 0) return null;
        if (times[0] > host.nowNanos()) {
            readyNanos = times[0];
            return null;
        }
        return removeFirst();
    }

    @Override
    public long readyNanos() {
        return readyNanos;
    }

    @Override
    public void drain(Consumer<Skb> to) {
        while (count > 0) to.accept(removeFirst());
    }

    @Override
    public int waitingCount() {
        return count;
    }

    @Override
    public String name() {
        return "netem";
    }

    // ---- the heap --------------------------------------------------------------------------

    private void add(Skb skb, long time, long arrival) {
        if (count == heap.length) {
            heap = Arrays.copyOf(heap, 2 * count);
            times = Arrays.copyOf(times, 2 * count);
            arrivals = Arrays.copyOf(arrivals, 2 * count);
        }
        int at = count++;
        while (at > 0 && earlier(time, arrival, (at - 1) / 2)) {
            move((at - 1) / 2, at);
            at = (at - 1) / 2;
        }
        put(at, skb, time, arrival);
    }

    private Skb removeFirst() {
        Skb first = heap[0];
        int last = --count;
        Skb skb = heap[last];
        long time = times[last];
        long arrival = arrivals[last];
        int at = 0;
        while (2 * at + 1 < count) {
            int child = 2 * at + 1;
            if (child + 1 < count && earlier(times[child + 1], arrivals[child + 1], child)) child++;
            if (!earlier(times[child], arrivals[child], time, arrival)) break;
            move(child, at);
            at = child;
        }
        if (count > 0) put(at, skb, time, arrival);
        return first;
    }

    private boolean earlier(long time, long arrival, int than) {
        return earlier(time, arrival, times[than], arrivals[than]);
    }

    private static boolean earlier(long time, long arrival, long thanTime, long thanArrival) {
        return time < thanTime || (time == thanTime && arrival < thanArrival);
    }

    private void move(int from, int to) {
        put(to, heap[from], times[from], arrivals[from]);
    }

    private void put(int at, Skb skb, long time, long arrival) {
        heap[at] = skb;
        times[at] = time;
        arrivals[at] = arrival;
    }
}
