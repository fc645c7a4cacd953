package sluice.run;

import java.util.List;
import java.util.StringJoiner;
import sluice.report.Figures;
import sluice.script.HostSpec;
import sluice.script.Scenario;
import sluice.time.CostPreset;
import sluice.time.CostTable;

/** The cost tables of a scenario in words: the assumptions behind its times. */
final class CostWords {
    private CostWords() {}

    /** One line for each host on which work costs time. */
    static List<RunResult.Did> of(Scenario scenario, List<RunResult.HostResult> results) {
        return scenario.hosts().stream()
                .filter(host -> !host.cost().equals(CostPreset.ZERO))
                .map(host -> line(host, results))
                .toList();
    }

    private static RunResult.Did line(HostSpec host, List<RunResult.HostResult> results) {
        CostPreset preset = host.cost();
        long worked =
                results.stream()
                        .filter(each -> each.name().equals(host.name()))
                        .mapToLong(RunResult.HostResult::workedNanos)
                        .sum();
        String all = "worked " + Figures.duration(worked) + "; " + words(preset.table());
        return new RunResult.Did(preset.name(), host.name(), all);
    }

    static String words(CostTable table) {
        var words = new StringJoiner(", ");
        nanos(words, "system call", table.systemCallNanos());
        nanos(words, "thread switch", table.contextSwitchNanos());
        nanos(words, "interrupt", table.interruptNanos());
        nanos(words, "deferred call", table.deferredNanos());
        nanos(words, "frame", table.frameNanos());
        nanos(words, "layer", table.layerCallNanos());
        picos(words, "copied octet", table.copyPicosPerOctet());
        picos(words, "filter instruction", table.filterPicosPerInstruction());
        nanos(words, "I/O cycle", table.ioCycleNanos());
        nanos(words, "I/O request", table.ioRequestNanos());
        nanos(words, "event set", table.eventSetNanos());
        nanos(words, "locked page", table.pageLockNanos());
        return words.toString();
    }

    private static void nanos(StringJoiner words, String what, long nanos) {
        if (nanos > 0) {
            words.add(what + " " + Figures.duration(nanos));
        }
    }

    private static void picos(StringJoiner words, String what, long picos) {
        if (picos > 0) {
            words.add(what + " " + picos / 1000.0 + " ns");
        }
    }
}
