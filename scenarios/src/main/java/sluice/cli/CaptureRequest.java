package sluice.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import sluice.pcap.file.CaptureDamage;
import sluice.pcap.file.CaptureFormat;
import sluice.pcap.file.CaptureReader;
import sluice.pcap.file.LinkType;
import sluice.pcap.file.ReaderOptions;
import sluice.report.Progress;
import sluice.sniffer.FileSource;
import sluice.sniffer.PacketFilters;
import sluice.sniffer.Sniffer;

/** {@code sluice capture -r}: the packets of a file. */
record CaptureRequest(Path capture, CaptureOutput output) implements Request {
    @Override
    public ExitCode carryOut(Console console) throws IOException {
        Inputs.requireNoFolder(capture);
        if (!output.isPossible(console)) return ExitCode.USAGE;
        if (output.target().isPresent()) {
            Path file = output.target().get();
            if (Files.exists(file) && Files.exists(capture) && Files.isSameFile(capture, file)) {
                console.complain(file + " would be overwritten while it is read");
                return ExitCode.USAGE;
            }
        }
        try (var progress =
                        new Progress(
                                String.valueOf(capture.getFileName()),
                                console.err(),
                                console.errIsTerminal() && !output.fills(console));
                CaptureReader reader =
                        CaptureReader.open(
                                capture, ReaderOptions.tolerant().withProgress(progress::report))) {
            return read(console, reader);
        }
    }

    private ExitCode read(Console console, CaptureReader reader) throws IOException {
        Optional<CaptureDamage> none = reader.damage().filter(CaptureDamage::atOpen);
        if (none.isPresent()) {
            console.complain(none.get().describe(capture.toString()));
            return ExitCode.USAGE;
        }
        boolean typeIsKnown = reader.format() != CaptureFormat.PCAPNG;
        LinkType firstType = typeIsKnown ? reader.linkType() : LinkType.ETHERNET;
        String title = console.json() ? capture.toString() : String.valueOf(capture.getFileName());
        var sinks = new CaptureSinks(console, output, title, firstType);
        PacketFilters filters = FilterPrograms.inProcess(output.expression());
        var sniffer = new Sniffer(filters, output.limits(), sinks.all());
        try {
            // Told before anything is read or written, where it can be.
            if (typeIsKnown) filters.program(firstType);
            FileSource.run(reader, sniffer, () -> false);
        } catch (PacketFilters.Unfit unfit) {
            // What came before a link type that the filter says nothing about is kept.
            if (sniffer.totals().received() > 0) sinks.close();
            console.out().flush();
            console.err().println(unfit.text());
            return ExitCode.USAGE;
        }
        sinks.close();
        sinks.tell(sniffer.totals(), Optional.empty());
        if (reader.damage().isPresent()) {
            console.out().flush();
            console.complain(reader.damage().get().describe(capture.toString()));
            return ExitCode.USAGE;
        }
        return ExitCode.DONE;
    }
}
