package sluice.benchmarks.ring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How many messages a second pass from one thread to another, as the median of many short rounds,
 * the contenders in turn, so that a disturbance of the machine meets all of them.
 *
 * <p>Run: {@code benchmarks/run.sh rounds [ROUNDS]}. Unit: million messages a second, median and
 * best; the ratio is to Agrona's median for the same ring and length in the same run. Estimate: see
 * {@link RingPairBenchmark}.
 */
public final class RingRounds {
    private static final int WARM_UP_ROUNDS = 10;

    private RingRounds() {}

    /** One row of the table. */
    private static final class Row {
        final String name;
        final int ringOctets;
        final int length;
        final int batch;
        final Passing passing;
        final List<Double> rates = new ArrayList<>();

        Row(String name, int ringOctets, int length, int batch) {
            this.name = name;
            this.ringOctets = ringOctets;
            this.length = length;
            this.batch = batch;
            passing = Passing.of(name, ringOctets, length, batch);
        }

        /** Short enough to be many, long enough that the start of a thread does not count. */
        int messages() {
            return length <= 64 ? 1 << 19 : 1 << 17;
        }

        double median() {
            return rates.stream().sorted().skip(rates.size() / 2).findFirst().orElseThrow();
        }

        double best() {
            return rates.stream().max(Double::compare).orElseThrow();
        }
    }

    /** Optional argument: the number of rounds, 41 if absent. */
    public static void main(String[] arguments) throws InterruptedException {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 41;
        List<Row> rows = rows();
        for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
            for (Row row : rows) {
                long start = System.nanoTime();
                RingPairBenchmark.round(row.passing, row.messages());
                double rate = row.messages() * 1e3 / (System.nanoTime() - start);
                if (round >= 0) {
                    row.rates.add(rate);
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%-14s %6s %8s %6s %14s %10s %12s%n",
                "ring",
                "octets",
                "ring KiB",
                "batch",
                "median M/s",
                "best M/s",
                "to agrona");
        for (Row row : rows) {
            System.out.printf(
                    Locale.ROOT,
                    "%-14s %6d %8d %6d %14.1f %10.1f %11.2fx%n",
                    row.name,
                    row.length,
                    row.ringOctets >> 10,
                    row.batch,
                    row.median(),
                    row.best(),
                    row.median() / agrona(rows, row).median());
        }
    }

    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (int length : new int[] {64, 1500}) {
            for (int ringOctets : new int[] {1 << 16, 1 << 20, 1 << 22}) {
                rows.add(new Row("agrona", ringOctets, length, 1));
                for (String name : Arrays.asList("byteRing", "slotRing")) {
                    for (int batch : new int[] {1, 32, 512}) {
                        if (batch * length <= ringOctets / 2) {
                            rows.add(new Row(name, ringOctets, length, batch));
                        }
                    }
                }
            }
        }
        for (String name : Arrays.asList("jctools", "referenceRing")) {
            rows.add(new Row(name, 1 << 20, 64, 32));
        }
        return rows;
    }

    private static Row agrona(List<Row> rows, Row beside) {
        return rows.stream()
                .filter(row -> row.name.equals("agrona"))
                .filter(row -> row.ringOctets == beside.ringOctets && row.length == beside.length)
                .findFirst()
                .orElseThrow();
    }
}
