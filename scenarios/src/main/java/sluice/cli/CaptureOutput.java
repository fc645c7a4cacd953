package sluice.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import sluice.pcap.file.CaptureFormat;
import sluice.pcap.file.Converter;
import sluice.sniffer.SavedFiles;
import sluice.sniffer.SniffLimits;

/**
 * What is to come out of a capture, wherever its packets come from.
 *
 * @param expression which packets; blank for all
 * @param linkLevel whether lines of packets begin with the frame's own addresses
 * @param newest how many packets are shown at the end, 0 for none
 * @param statNanos interval of the statistics mode
 */
record CaptureOutput(
        String expression,
        Optional<Path> target,
        SniffLimits limits,
        SavedFiles.Ring ring,
        boolean quiet,
        boolean linkLevel,
        int newest,
        Optional<Long> statNanos) {
    static final int NEWEST_MAX = 10_000;

    /** Whether there is a line for each packet. */
    boolean showsLines() {
        return target.isEmpty() && !quiet && newest == 0 && statNanos.isEmpty();
    }

    /** Whether the terminal is taken by what is shown, so that a progress bar would be between. */
    boolean fills(Console console) {
        return console.outIsTerminal() && (showsLines() || newest > 0);
    }

    /** Whether its target, if it has one, can be written; says why not. */
    boolean isPossible(Console console) throws IOException {
        if (target.isEmpty()) return true;
        Path file = target.get();
        Inputs.requireNoFolder(file);
        if (Converter.formatOf(file).isPresent()) return true;
        console.complain(file + ": the ending names no format; expected .pcap or .pcapng");
        return false;
    }

    /** What the target's ending says. */
    CaptureFormat format() {
        return target.flatMap(Converter::formatOf).orElse(CaptureFormat.PCAPNG);
    }
}
