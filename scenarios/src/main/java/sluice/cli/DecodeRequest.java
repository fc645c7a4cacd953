package sluice.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import sluice.packet.decode.FieldTree;
import sluice.packet.decode.SummaryLine;
import sluice.pcap.file.CaptureDamage;
import sluice.pcap.file.CaptureReader;
import sluice.pcap.file.ReaderOptions;
import sluice.report.Figures;
import sluice.report.JsonText;
import sluice.report.Progress;

/**
 * {@code sluice decode CAPTURE [--packet N]}: a line for each packet, or all fields of one.
 * Start-up counts here: the text path is plain loops over octets.
 *
 * @param packet number from 1, or 0 for all
 */
record DecodeRequest(Path capture, long packet) implements Request {
    private static final int CHUNK_OCTETS = 1 << 15;

    @Override
    public ExitCode carryOut(Console console) throws IOException {
        Inputs.requireNoFolder(capture);
        if (!console.errIsTerminal() || !isLong()) {
            return decode(console, ReaderOptions.tolerant());
        }
        try (var progress =
                new Progress(String.valueOf(capture.getFileName()), console.err(), true)) {
            return decode(console, ReaderOptions.tolerant().withProgress(progress::report));
        }
    }

    /** Whether it takes so long that a progress bar is shown on a terminal. */
    boolean isLong() {
        return capture.toFile().length() >= Progress.SIZE_OCTETS_MIN;
    }

    private ExitCode decode(Console console, ReaderOptions options) throws IOException {
        try (CaptureReader reader = CaptureReader.open(capture, options)) {
            long read;
            if (packet > 0) {
                read = one(reader, console);
            } else if (console.json()) {
                read = allAsJson(reader, console);
            } else {
                read = lines(reader, console.out(), console);
            }
            if (reader.damage().isPresent()) {
                CaptureDamage damage = reader.damage().get();
                console.out().flush();
                console.complain(damage.describe(capture.toString()));
                return ExitCode.USAGE;
            }
            if (packet > read) {
                console.complain(
                        capture
                                + ": there is no packet "
                                + Figures.grouped(packet)
                                + "; it has "
                                + Figures.counted(read, "packet"));
                return ExitCode.USAGE;
            }
            return ExitCode.DONE;
        }
    }

    private static long lines(CaptureReader reader, PrintStream out, Console console)
            throws IOException {
        var line = new SummaryLine();
        byte[] chunk = new byte[CHUNK_OCTETS];
        int used = 0;
        long number = 0;
        long firstNanos = 0;
        while (reader.next()) {
            number++;
            long nanos = reader.hasTime() ? reader.epochNanos() : firstNanos;
            if (number == 1) {
                firstNanos = nanos;
            }
            int length =
                    line.format(
                            number,
                            nanos - firstNanos,
                            reader.linkType().number(),
                            reader.octets(),
                            reader.offset(),
                            reader.capturedLengthOctets(),
                            wireLength(reader));
            if (used + length + 1 > CHUNK_OCTETS) {
                out.write(chunk, 0, used);
                used = 0;
                console.requireReader();
            }
            if (length + 1 > CHUNK_OCTETS) {
                out.write(line.octets(), 0, length);
                out.write('\n');
                continue;
            }
            System.arraycopy(line.octets(), 0, chunk, used, length);
            used += length;
            chunk[used++] = '\n';
        }
        out.write(chunk, 0, used);
        return number;
    }

    private static int wireLength(CaptureReader reader) {
        return (int) Math.min(reader.wireLengthOctets(), Integer.MAX_VALUE);
    }

    /** All fields of the wanted packet; the number of packets read until then. */
    private long one(CaptureReader reader, Console console) throws IOException {
        long number = 0;
        while (number < packet && reader.next()) {
            number++;
        }
        if (number == packet) {
            if (console.json()) {
                var text = new StringBuilder();
                json(reader, number, new JsonText(text));
                console.out().println(text);
            } else {
                console.out().print(DecodeText.of(reader, number, tree(reader), console.palette()));
            }
        }
        return number;
    }

    private static long allAsJson(CaptureReader reader, Console console) throws IOException {
        var text = new StringBuilder();
        long number = 0;
        while (reader.next()) {
            number++;
            text.setLength(0);
            json(reader, number, new JsonText(text));
            console.out().append(text).append('\n');
            if (number % 1024 == 0) {
                console.requireReader();
            }
        }
        return number;
    }

    static FieldTree tree(CaptureReader reader) {
        return FieldTree.of(
                reader.linkType().number(),
                reader.octets(),
                reader.offset(),
                reader.capturedLengthOctets(),
                wireLength(reader));
    }

    private static void json(CaptureReader reader, long number, JsonText json) {
        FieldTree tree = tree(reader);
        json.beginObject().member("number", number);
        if (reader.hasTime()) {
            json.member("epochSeconds", reader.epochSeconds()).member("nanos", reader.nanos());
        }
        json.member("capturedLength", reader.capturedLengthOctets())
                .member("wireLength", reader.wireLengthOctets());
        json.member("linkType", reader.linkType().number())
                .member("interface", reader.interfaceId());
        json.member("protocols", tree.protocols()).name("layers").beginArray();
        for (FieldTree.LayerNode layer : tree.layers()) {
            json.beginObject().member("layer", layer.layer().abbreviation());
            json.member("offset", layer.offsetOctets())
                    .member("length", layer.lengthOctets())
                    .name("fields")
                    .beginArray();
            for (FieldTree.FieldNode field : layer.fields()) {
                json.beginObject()
                        .member("name", field.field().abbreviation())
                        .member("value", field.text());
                json.member("offset", field.offsetOctets())
                        .member("length", field.lengthOctets())
                        .endObject();
            }
            json.endArray().endObject();
        }
        json.endArray().name("faults").beginArray();
        for (FieldTree.FaultNode fault : tree.faults()) {
            json.beginObject()
                    .member("fault", fault.fault().text())
                    .member("offset", fault.offsetOctets())
                    .endObject();
        }
        json.endArray().endObject();
    }
}
