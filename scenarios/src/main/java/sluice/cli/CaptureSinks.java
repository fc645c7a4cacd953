package sluice.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import sluice.packet.decode.SummaryLine;
import sluice.pcap.file.LinkType;
import sluice.report.Figures;
import sluice.sniffer.IntervalSink;
import sluice.sniffer.JsonLineSink;
import sluice.sniffer.LineSink;
import sluice.sniffer.NewestSink;
import sluice.sniffer.PacketSink;
import sluice.sniffer.SavedFiles;
import sluice.sniffer.SniffTotals;
import sluice.sniffer.SourceCounts;

/** Where the packets of one capture go, and what is told of them at the end. */
final class CaptureSinks {
    private final Console console;
    private final CaptureOutput output;
    private final String title;
    private final List<PacketSink> sinks = new ArrayList<>();
    private final @Nullable SavedFiles saved;
    private final NewestSink tail;
    private final Intervals intervals;
    private final boolean drawn;

    /**
     * Sinks of a capture of {@code title}.
     *
     * @param emptyType the link type of a file without packets
     */
    CaptureSinks(Console console, CaptureOutput output, String title, LinkType emptyType) {
        this.console = console;
        this.output = output;
        this.title = title;
        this.intervals = new Intervals(console);
        this.tail = new NewestSink(Math.max(1, output.newest()), output.linkLevel());
        this.saved =
                output.target()
                        .map(file ->
                                new SavedFiles(file, output.format(), emptyType, output.ring()))
                        .orElse(null);
        if (saved != null) sinks.add(saved);
        drawn = output.newest() > 0 && console.outIsTerminal() && !console.json();
        if (drawn) sinks.add(new NewestScreen(console.out(), tail, System::nanoTime));
        else if (output.newest() > 0) sinks.add(tail);
        output.statNanos().ifPresent(nanos -> sinks.add(new IntervalSink(nanos, intervals)));
        if (!output.showsLines()) return;
        sinks.add(
                console.json()
                        ? new JsonLineSink(console.out(), console::requireReader)
                        : new LineSink(
                                console.out(),
                                new SummaryLine(output.linkLevel()),
                                false,
                                console::requireReader));
    }

    /** Says on a terminal how it does meanwhile, if nothing else is shown. */
    CaptureSinks counting(Supplier<Optional<SourceCounts>> below) {
        boolean shows =
                output.showsLines() || output.newest() > 0 || output.statNanos().isPresent();
        if (console.errIsTerminal() && !shows) {
            sinks.add(new CountLine(console.err(), below, System::nanoTime));
        }
        return this;
    }

    List<PacketSink> all() {
        return List.copyOf(sinks);
    }

    /** Writes out what is left. */
    void close() throws IOException {
        for (PacketSink sink : sinks) sink.close();
        if (output.newest() > 0 && !console.json() && !drawn) {
            tail.lines().forEach(console.out()::println);
        }
        console.out().flush();
    }

    /** The totals, with those of the engine below where there is one. */
    void tell(SniffTotals totals, Optional<SourceCounts> below) {
        if (console.json()) {
            json(totals, below);
            return;
        }
        // Lines of packets are the answer themselves: the totals then stand beside it.
        var out = output.showsLines() ? console.err() : console.out();
        out.println(
                "%s: %s, %s match, %s octets, %s"
                        .formatted(
                                title,
                                Figures.counted(totals.received(), "packet"),
                                Figures.grouped(totals.matched()),
                                Figures.grouped(totals.octets()),
                                String.format(
                                        Locale.ROOT, "%.6f s", totals.durationNanos() / 1e9)));
        below.ifPresent(counts ->
                out.println(
                        "received %s, dropped %s, dropped by the interface %s, accepted %s"
                                .formatted(
                                        Figures.grouped(counts.received()),
                                        Figures.grouped(counts.dropped()),
                                        Figures.grouped(counts.interfaceDropped()),
                                        Figures.grouped(totals.matched()))));
        if (output.newest() > 0 && totals.matched() > 0) {
            out.println("from " + NewestScreen.begin(totals.firstNanos()) + " on");
        }
        if (saved == null) return;
        saved.files().forEach(file -> out.println("written " + file));
        if (saved.skipped() > 0) {
            out.println(
                    Figures.counted(saved.skipped(), "packet")
                            + " left out: a pcap file holds one link type; write a .pcapng");
        }
    }

    private void json(SniffTotals totals, Optional<SourceCounts> below) {
        console.print(json -> {
            json.beginObject().member("capture", title);
            json.member("expression", output.expression());
            json.member("received", totals.received()).member("matched", totals.matched());
            json.member("octets", totals.octets());
            json.member("firstNanos", totals.firstNanos());
            json.member("lastNanos", totals.lastNanos());
            below.ifPresent(counts ->
                    json.name("engine")
                            .beginObject()
                            .member("received", counts.received())
                            .member("dropped", counts.dropped())
                            .member("interfaceDropped", counts.interfaceDropped())
                            .member("accepted", totals.matched())
                            .endObject());
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
            console.out().flush();
        }
    }
}
