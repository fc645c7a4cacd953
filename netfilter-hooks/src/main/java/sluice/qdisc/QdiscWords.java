package sluice.qdisc;

import java.util.List;
import java.util.Locale;
import sluice.qdisc.NetworkEmulator.Settings;
import sluice.qdisc.NetworkEmulator.Spread;

/** A queue in the words of {@code tc qdisc add dev DEVICE root} (iproute2, {@code tc/q_*.c}). */
public final class QdiscWords {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int BITS = 8;

    private final String text;
    private final List<String> words;
    private int at = 1;

    private QdiscWords(String text) {
        this.text = text;
        this.words = List.of(text.trim().split("\\s+"));
    }

    /**
     * The queue that the words describe, such as {@code tbf rate 1mbit burst 10kb latency 50ms}.
     *
     * @throws IllegalArgumentException if they describe none
     */
    public static Qdisc read(String text, QdiscHost host) {
        var words = new QdiscWords(text);
        return switch (words.words.getFirst()) {
            case "pfifo_fast" -> words.pfifoFast();
            case "pfifo" -> Fifo.packets(words.limit(PfifoFast.LENGTH_PACKETS_DEFAULT));
            case "bfifo" -> Fifo.octets(words.limit(PfifoFast.LENGTH_PACKETS_DEFAULT * 1514L));
            case "tbf" -> words.tokenBucket(host);
            case "netem" -> words.emulator(host);
            default -> throw new IllegalArgumentException("unknown queue: " + text);
        };
    }

    private Qdisc pfifoFast() {
        end();
        return new PfifoFast(PfifoFast.LENGTH_PACKETS_DEFAULT);
    }

    private long limit(long usual) {
        long limit = usual;
        if (at < words.size() && words.get(at).equals("limit")) {
            at++;
            limit = size(argument());
        }
        end();
        return limit;
    }

    private void end() {
        if (at < words.size()) throw unknown(words.get(at));
    }

    private IllegalArgumentException unknown(String word) {
        return new IllegalArgumentException("unknown word " + word + " in queue: " + text);
    }

    private Qdisc tokenBucket(QdiscHost host) {
        long rate = 0;
        long burst = 0;
        long limit = 0;
        long latencyNanos = -1;
        while (at < words.size()) {
            String word = words.get(at++);
            switch (word) {
                case "rate" -> rate = rate(argument());
                case "burst", "buffer", "maxburst" -> burst = size(argument());
                case "limit" -> limit = size(argument());
                case "latency" -> latencyNanos = nanos(argument());
                default -> throw unknown(word);
            }
        }
        if (rate == 0 || burst == 0)
            throw new IllegalArgumentException("rate and burst needed: " + text);
        if (latencyNanos >= 0)
            limit = (long) ((double) rate * latencyNanos / NANOS_PER_SECOND) + burst;
        if (limit == 0) throw new IllegalArgumentException("limit or latency needed: " + text);
        return new TokenBucketFilter(host, rate, burst, limit);
    }

    private Qdisc emulator(QdiscHost host) {
        long delay = 0;
        long jitter = 0;
        Spread spread = Spread.UNIFORM;
        double loss = 0;
        double duplicate = 0;
        double corrupt = 0;
        double reorder = 0;
        int gap = 0;
        long rate = 0;
        long limit = Settings.PACKETS_MAX_DEFAULT;
        while (at < words.size()) {
            String word = words.get(at++);
            switch (word) {
                case "delay" -> {
                    delay = nanos(argument());
                    if (value()) jitter = nanos(argument());
                }
                case "distribution" -> spread = spread(argument());
                case "loss" -> {
                    if (at < words.size() && words.get(at).equals("random")) at++;
                    loss = share(argument());
                }
                case "duplicate" -> duplicate = share(argument());
                case "corrupt" -> corrupt = share(argument());
                case "reorder" -> reorder = share(argument());
                case "gap" -> gap = (int) size(argument());
                case "rate" -> rate = rate(argument());
                case "limit" -> limit = size(argument());
                default -> throw unknown(word);
            }
        }
        if (reorder > 0 && gap == 0) gap = 1;
        if (reorder > 0 && delay == 0)
            throw new IllegalArgumentException("reordering needs a delay: " + text);
        int packets = (int) Math.min(limit, Integer.MAX_VALUE);
        return new NetworkEmulator(
                host,
                new Settings(
                        delay, jitter, spread, loss, duplicate, corrupt, reorder, gap, rate,
                        packets));
    }

    private Spread spread(String word) {
        for (Spread spread : Spread.values()) {
            if (spread.name().toLowerCase(Locale.ROOT).equals(word)) return spread;
        }
        throw new IllegalArgumentException("unknown distribution " + word + " in: " + text);
    }

    private boolean value() {
        return at < words.size() && Character.isDigit(words.get(at).charAt(0));
    }

    private String argument() {
        if (at >= words.size()) throw new IllegalArgumentException("queue ends too early: " + text);
        return words.get(at++);
    }

    // ---- amounts ---------------------------------------------------------------------------

    private static int unitAt(String word) {
        int unit = 0;
        while (unit < word.length()
                && (Character.isDigit(word.charAt(unit)) || word.charAt(unit) == '.')) unit++;
        return unit;
    }

    private static double amount(String word, double scale) {
        try {
            double amount = Double.parseDouble(word.substring(0, unitAt(word))) * scale;
            if (amount <= Long.MAX_VALUE / 4.0) return amount;
        } catch (NumberFormatException _) {
            // told below
        }
        throw new IllegalArgumentException("no amount: " + word);
    }

    private static String unit(String word) {
        return word.substring(unitAt(word)).toLowerCase(Locale.ROOT);
    }

    /**
     * A rate such as {@code 1mbit} or {@code 200kbps}, in octets per second.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static long rate(String word) {
        double bits =
                switch (unit(word)) {
                    case "", "bit" -> 1;
                    case "kbit" -> 1e3;
                    case "mbit" -> 1e6;
                    case "gbit" -> 1e9;
                    case "bps" -> BITS;
                    case "kbps" -> BITS * 1e3;
                    case "mbps" -> BITS * 1e6;
                    case "gbps" -> BITS * 1e9;
                    default -> throw new IllegalArgumentException("no rate: " + word);
                };
        return Math.max(1, (long) (amount(word, bits) / BITS));
    }

    /**
     * A size such as {@code 10kb}, in octets.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static long size(String word) {
        double octets =
                switch (unit(word)) {
                    case "", "b" -> 1;
                    case "k", "kb" -> 1024;
                    case "m", "mb" -> 1024 * 1024;
                    case "kbit" -> 1024.0 / BITS;
                    case "mbit" -> 1024.0 * 1024 / BITS;
                    default -> throw new IllegalArgumentException("no size: " + word);
                };
        return (long) amount(word, octets);
    }

    private static long nanos(String word) {
        double nanos =
                switch (unit(word)) {
                    case "", "us", "usec", "usecs" -> 1e3;
                    case "ns" -> 1;
                    case "ms", "msec", "msecs" -> 1e6;
                    case "s", "sec", "secs" -> 1e9;
                    default -> throw new IllegalArgumentException("no time: " + word);
                };
        return (long) amount(word, nanos);
    }

    private static double share(String word) {
        String unit = unit(word);
        if (!unit.isEmpty() && !unit.equals("%"))
            throw new IllegalArgumentException("no share: " + word);
        return amount(word, 0.01);
    }
}
