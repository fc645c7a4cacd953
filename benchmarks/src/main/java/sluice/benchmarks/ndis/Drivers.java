package sluice.benchmarks.ndis;

import sluice.ndis.NdisDriver;
import sluice.samples.windows.CountingFilter;
import sluice.samples.windows.CountingPassthru;
import sluice.samples.windows.PassAll;
import sluice.samples.windows.Passthru;

/** The drivers that are measured, by the word used as a parameter. */
final class Drivers {
    private Drivers() {}

    static NdisDriver of(String kind) {
        return switch (kind) {
            case "skipped" -> new Passthru();
            case "raw" -> new CountingPassthru();
            case "light" -> new CountingFilter();
            case "verdict" -> new PassAll();
            default -> throw new IllegalArgumentException(kind);
        };
    }
}
