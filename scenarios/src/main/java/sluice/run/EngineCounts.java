package sluice.run;

import java.util.OptionalLong;
import sluice.capture.CaptureAccount;
import sluice.report.Figures;
import sluice.tap.CaptureStats;
import sluice.tap.CopyTally;

/**
 * What every capture engine counts, and what its program got.
 *
 * @param stats of the engine
 * @param account of the program
 * @param tally of copies and calls
 */
record EngineCounts(CaptureStats stats, CaptureAccount account, CopyTally tally) {
    private static final long NANOS_PER_MICRO = 1_000;

    /** One of the counts that all have. */
    OptionalLong counter(String name) {
        return switch (name) {
            case "received" -> OptionalLong.of(stats.received());
            case "dropped" -> OptionalLong.of(stats.dropped());
            case "captured" -> OptionalLong.of(stats.captured());
            case "rejected" -> OptionalLong.of(stats.rejected());
            case "packets" -> OptionalLong.of(account.packets());
            case "octets" -> OptionalLong.of(account.octets());
            case "wire-octets" -> OptionalLong.of(account.wireOctets());
            case "record-octets" -> OptionalLong.of(account.recordOctets());
            case "reads" -> OptionalLong.of(account.reads());
            case "copies" -> OptionalLong.of(tally.copies());
            case "copied-octets" -> OptionalLong.of(tally.copiedOctets());
            case "buffers" -> OptionalLong.of(tally.buffers());
            case "delay-us" -> OptionalLong.of(account.delayNanosMax() / NANOS_PER_MICRO);
            case "mean-delay-us" -> OptionalLong.of(account.delayNanosMean() / NANOS_PER_MICRO);
            case "out-of-order" -> OptionalLong.of(account.outOfOrder());
            default -> OptionalLong.empty();
        };
    }

    /**
     * What was done, in words.
     *
     * @param by how the program got its packets, such as "3 reads"
     */
    String did(String by) {
        return "received "
                + Figures.grouped(stats.received())
                + ", captured "
                + Figures.grouped(stats.captured())
                + ", dropped "
                + Figures.grouped(stats.dropped())
                + "; got "
                + Figures.counted(account.packets(), "packet")
                + " by "
                + by
                + ", the latest after "
                + Figures.duration(account.delayNanosMax());
    }
}
