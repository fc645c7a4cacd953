package sluice.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sluice.bpf.BpfLoader;
import sluice.bpf.BpfValidator;
import sluice.bpf.Loaded;
import sluice.bpf.PacketProgram;
import sluice.pcap.file.CaptureDamage;
import sluice.pcap.file.CaptureFormat;
import sluice.pcap.file.CaptureReader;
import sluice.pcap.file.Converter;
import sluice.pcap.file.LinkType;
import sluice.pcap.file.ReaderOptions;
import sluice.pcap.filter.FilterCompiler;
import sluice.pcap.filter.FilterOptions;
import sluice.pcap.filter.FilterResult;
import sluice.report.Figures;
import sluice.report.Progress;
import sluice.sniffer.FileSource;
import sluice.sniffer.IntervalSink;
import sluice.sniffer.LineSink;
import sluice.sniffer.NewestSink;
import sluice.sniffer.PacketFilters;
import sluice.sniffer.PacketSink;
import sluice.sniffer.SavedFiles;
import sluice.sniffer.SniffLimits;
import sluice.sniffer.SniffTotals;
import sluice.sniffer.Sniffer;

/**
 * What {@code sluice capture} was asked for.
 *
 * @param newest how many packets are shown at the end, 0 for none
 * @param statNanos interval of the statistics mode
 */
record CaptureRequest(
        Path capture,
        String expression,
        Optional<Path> target,
        SniffLimits limits,
        SavedFiles.Ring ring,
        boolean quiet,
        int newest,
        Optional<Long> statNanos)
        implements Request {
    static final int NEWEST_MAX = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(CaptureRequest.class);

    @Override
    public ExitCode carryOut(Console console) throws IOException {
        Inputs.requireNoFolder(capture);
        Optional<CaptureFormat> format = Optional.empty();
        if (target.isPresent()) {
            Path file = target.get();
            Inputs.requireNoFolder(file);
            format = Converter.formatOf(file);
            if (format.isEmpty()) {
                console.complain(file + ": the ending names no format; expected .pcap or .pcapng");
                return ExitCode.USAGE;
            }
            if (Files.exists(file) && Files.exists(capture) && Files.isSameFile(capture, file)) {
                console.complain(file + " would be overwritten while it is read");
                return ExitCode.USAGE;
            }
        }
        try (var progress =
                        new Progress(
                                String.valueOf(capture.getFileName()),
                                console.err(),
                                console.errIsTerminal() && !showsLines());
                CaptureReader reader =
                        CaptureReader.open(
                                capture, ReaderOptions.tolerant().withProgress(progress::report))) {
            return read(console, reader, format);
        }
    }

    private boolean showsLines() {
        return target.isEmpty() && !quiet && newest == 0 && statNanos.isEmpty();
    }

    private ExitCode read(Console console, CaptureReader reader, Optional<CaptureFormat> format)
            throws IOException {
        Optional<CaptureDamage> none = reader.damage().filter(CaptureDamage::atOpen);
        if (none.isPresent()) {
            console.complain(none.get().describe(capture.toString()));
            return ExitCode.USAGE;
        }
        boolean typeIsKnown = reader.format() != CaptureFormat.PCAPNG;
        LinkType firstType = typeIsKnown ? reader.linkType() : LinkType.ETHERNET;
        List<PacketSink> sinks = new ArrayList<>();
        var intervals = new Intervals(console);
        @Nullable SavedFiles saved = null;
        if (target.isPresent()) {
            saved = new SavedFiles(target.get(), format.orElseThrow(), firstType, ring);
            sinks.add(saved);
        }
        NewestSink tail = new NewestSink(Math.max(1, newest));
        if (newest > 0) sinks.add(tail);
        statNanos.ifPresent(nanos -> sinks.add(new IntervalSink(nanos, intervals)));
        if (showsLines() && !console.json()) {
            sinks.add(new LineSink(console.out(), false, console::requireReader));
        }
        var sniffer = new Sniffer(this::program, limits, sinks);
        try {
            // Told before anything is read or written, where it can be.
            if (typeIsKnown) program(firstType);
            FileSource.run(reader, sniffer, () -> false);
        } catch (PacketFilters.Unfit unfit) {
            // What came before a link type that the filter says nothing about is kept.
            if (sniffer.totals().received() > 0) for (PacketSink sink : sinks) sink.close();
            console.out().flush();
            console.err().println(unfit.text());
            return ExitCode.USAGE;
        }
        for (PacketSink sink : sinks) sink.close();
        if (newest > 0 && !console.json()) tail.lines().forEach(console.out()::println);
        tell(console, sniffer.totals(), saved, tail, intervals);
        if (reader.damage().isPresent()) {
            console.out().flush();
            console.complain(reader.damage().get().describe(capture.toString()));
            return ExitCode.USAGE;
        }
        return ExitCode.DONE;
    }

    private PacketProgram program(LinkType linkType) throws PacketFilters.Unfit {
        if (expression.isBlank()) return PacketFilters.ALL.program(linkType);
        FilterOptions options = FilterOptions.of(linkType).withSource(FilterOptions.Source.FILE);
        return switch (FilterCompiler.compile(expression, options)) {
            case FilterResult.Refused(var error) ->
                    throw new PacketFilters.Unfit(
                            "sluice: no filter for packets of link type "
                                    + linkType
                                    + ": "
                                    + error
                                    + "\n"
                                    + error.under(expression).lines().limit(2).toList().stream()
                                            .map(line -> "  " + line)
                                            .collect(java.util.stream.Collectors.joining("\n")));
            case FilterResult.Compiled(var filter) ->
                    switch (BpfLoader.compile(filter.program(), BpfValidator.LIBPCAP)) {
                        case Loaded.Ready(var ready, var fallback) -> {
                            if (!fallback.isEmpty()) LOG.warn("interpreted: {}", fallback);
                            yield ready;
                        }
                        case Loaded.Refused(var refusal) ->
                                throw new PacketFilters.Unfit("sluice: " + refusal);
                    };
        };
    }

    private void tell(
            Console console,
            SniffTotals totals,
            @Nullable SavedFiles saved,
            NewestSink tail,
            Intervals intervals) {
        if (console.json()) {
            console.print(json -> {
                json.beginObject().member("capture", capture.toString());
                json.member("expression", expression);
                json.member("received", totals.received()).member("matched", totals.matched());
                json.member("octets", totals.octets());
                json.member("firstNanos", totals.firstNanos());
                json.member("lastNanos", totals.lastNanos());
                json.name("newest").beginArray();
                tail.lines().forEach(json::value);
                json.endArray();
                json.name("intervals").beginArray();
                for (Intervals.Told told : intervals.told) {
                    json.beginObject().member("beginNanos", told.beginNanos());
                    json.member("intervals", told.intervals());
                    json.member("packets", told.packets()).member("octets", told.octets());
                    json.endObject();
                }
                json.endArray();
                json.name("files").beginArray();
                if (saved != null) saved.files().forEach(file -> json.value(file.toString()));
                json.endArray();
                json.member("leftOut", saved == null ? 0 : saved.skipped()).endObject();
            });
            return;
        }
        // Lines of packets are the answer themselves: the totals then stand beside it.
        var out = showsLines() ? console.err() : console.out();
        console.out().flush();
        out.println(
                "%s: %s, %s match, %s octets, %s"
                        .formatted(
                                capture.getFileName(),
                                Figures.counted(totals.received(), "packet"),
                                Figures.grouped(totals.matched()),
                                Figures.grouped(totals.octets()),
                                String.format(
                                        Locale.ROOT, "%.6f s", totals.durationNanos() / 1e9)));
        if (saved == null) return;
        saved.files().forEach(file -> out.println("written " + file));
        if (saved.skipped() > 0) {
            out.println(
                    Figures.counted(saved.skipped(), "packet")
                            + " left out: a pcap file holds one link type; write a .pcapng");
        }
    }

    /** Intervals as they end: lines at once, or kept for the JSON text. */
    private static final class Intervals implements IntervalSink.Listener {
        private static final int KEPT_MAX = 100_000;

        record Told(long beginNanos, long intervals, long packets, long octets) {}

        private final Console console;
        final List<Told> told = new ArrayList<>();

        Intervals(Console console) {
            this.console = console;
        }

        @Override
        public void interval(long beginNanos, long intervals, long packets, long octets) {
            if (console.json()) {
                if (told.size() < KEPT_MAX) {
                    told.add(new Told(beginNanos, intervals, packets, octets));
                }
                return;
            }
            console.out()
                    .println(
                            String.format(
                                    Locale.ROOT,
                                    "%12.6f s  %s",
                                    beginNanos / 1e9,
                                    packets == 0
                                            ? Figures.counted(intervals, "interval")
                                                    + " without a packet"
                                            : Figures.counted(packets, "packet")
                                                    + "  "
                                                    + Figures.counted(octets, "octet")));
        }
    }
}
