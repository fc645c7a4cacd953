package sluice.time;

import java.util.List;
import java.util.Optional;

/**
 * A named {@link CostTable}: what work costs on a machine of a kind.
 *
 * <p>The figures are round on purpose. They are meant to put the costs into the right proportion to
 * each other and to a network's rate, not to predict one machine; {@code docs/reference/costs.md}
 * says for each where it comes from, and which are estimates.
 *
 * @param name as written in scenarios
 * @param machine what it stands for
 */
public record CostPreset(String name, String machine, CostTable table) {
    /** Nothing costs time. */
    public static final CostPreset ZERO =
            new CostPreset("zero", "work takes no time", CostTable.ZERO);

    /** A PC of the time of WinPcap 3: one processor of about 2.4 GHz, a PCI network card. */
    public static final CostPreset PC_2003 =
            new CostPreset(
                    "pc-2003",
                    "a PC of 2003, 2.4 GHz, PCI",
                    new CostTable(
                            700, 3_000, 4_000, 2_000, 200, 1_250, 2_000, 2_500, 500, 3_000, 1_000,
                            500));

    /**
     * A PC of 1999 as measured: one Pentium II of 450 MHz under Windows NT 4.0, by Chen and others,
     * "Porting a User-Level Communication Architecture to NT" (USENIX Windows NT Symposium 1999).
     * They give an interrupt, a deferred call; the sum of event and thread switch; and that of
     * system call, request and locked page. Sums are divided as in {@link #PC_2003}, which also has
     * the rest.
     */
    public static final CostPreset PC_1999 =
            new CostPreset(
                    "pc-1999",
                    "a PC of 1999, 450 MHz, PCI",
                    new CostTable(
                            3_000, 12_000, 10_000, 8_000, 200, 1_250, 2_000, 2_500, 500, 13_100,
                            4_000, 2_200));

    /** An embedded board: an ARM9 of 400 MHz with caches by virtual address, a NIC on its bus. */
    public static final CostPreset EMBEDDED_400 =
            new CostPreset(
                    "embedded-400mhz",
                    "an ARM9 board of 400 MHz, NIC on a bus of 16 bits",
                    new CostTable(
                            2_000, 30_000, 8_000, 15_000, 1_000, 12_500, 10_000, 25_000, 120,
                            20_000, 8_000, 4_000));

    /** All presets. */
    public static final List<CostPreset> ALL = List.of(ZERO, PC_1999, PC_2003, EMBEDDED_400);

    /** The preset of that name. */
    public static Optional<CostPreset> named(String name) {
        return ALL.stream().filter(preset -> preset.name.equals(name)).findFirst();
    }
}
