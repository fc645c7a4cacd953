package sluice.capture;

import java.util.List;
import java.util.Optional;
import sluice.tap.CountingRule;

/**
 * What differs between generations of the engine.
 *
 * <p>Differs: Npcap is a lightweight filter, not a protocol, and counts the overhead of its queue
 * entries against the size; here its preset changes counters, waking and the number of rings.
 *
 * @param name as written in scenarios
 * @param counting which frames count as received
 * @param dumps whether dump mode works; the shipped WinPcap 4 driver rejects it
 * @param statisticsNeedBuffer whether a read in statistics mode fails while the ring has size 0, as
 *     the code of WinPcap 4 does against its documentation
 * @param ringPerCpu whether the kernel buffer is divided among the CPUs
 * @param wakesOnDrop whether a dropped frame wakes the reader
 */
public record NpfPreset(
        String name,
        CountingRule counting,
        boolean dumps,
        boolean statisticsNeedBuffer,
        boolean ringPerCpu,
        boolean wakesOnDrop) {
    /** The engine as it is documented. */
    public static final NpfPreset NPF =
            new NpfPreset("npf", CountingRule.BEFORE_FILTER, true, false, true, false);

    /** WinPcap 4.x as it was shipped. */
    public static final NpfPreset WINPCAP_4 =
            new NpfPreset("winpcap-4", CountingRule.BEFORE_FILTER, false, true, true, false);

    /** Npcap. */
    public static final NpfPreset NPCAP =
            new NpfPreset("npcap", CountingRule.AFTER_FILTER, false, true, false, true);

    /** All presets. */
    public static final List<NpfPreset> ALL = List.of(NPF, WINPCAP_4, NPCAP);

    /** The preset of that name. */
    public static Optional<NpfPreset> named(String name) {
        return ALL.stream().filter(preset -> preset.name.equals(name)).findFirst();
    }
}
