package sluice.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import sluice.pcap.file.CaptureDamage;
import sluice.pcap.file.CaptureReader;
import sluice.pcap.file.ReaderOptions;

/** All recorded captures, held against what libpcap and tshark read from them. */
class RecordedCapturesTest {
    @Test
    void shouldReadEveryCaptureAsLibpcapDoes() throws IOException {
        Path captures = Recordings.require("captures");
        TabSeparated index = TabSeparated.read(captures.resolve("INDEX.tsv"));
        List<String> differing = new ArrayList<>();
        for (int row = 0; row < index.rowCount(); row++) {
            String file = index.field(row, "file");
            String recorded =
                    String.join(
                            "|",
                            index.field(row, "packets"),
                            index.field(row, "libpcap_error"),
                            index.field(row, "link_type"),
                            index.field(row, "link_type_number"));
            String ours = libpcapLine(captures.resolve(file));
            if (!ours.equals(recorded)) {
                differing.add(file + ": " + ours + ", recorded " + recorded);
            }
        }
        assertThat(differing).isEmpty();
        assertThat(index.rowCount()).isPositive();
    }

    private static String libpcapLine(Path file) throws IOException {
        try (CaptureReader reader = CaptureReader.open(file, ReaderOptions.libpcap())) {
            while (reader.next()) {
                assertThat(reader.capturedLengthOctets()).isNotNegative();
            }
            Optional<CaptureDamage> damage = reader.damage();
            String error = damage.map(found -> LibpcapWording.of(reader, found)).orElse("");
            boolean opened = damage.map(found -> !found.atOpen()).orElse(true);
            return opened
                    ? String.join(
                            "|",
                            Long.toString(reader.packetNumber()),
                            error,
                            reader.linkType().dltName(),
                            Integer.toString(reader.linkType().dlt()))
                    : "|" + error + "||";
        }
    }

    @Test
    void shouldShowTheFrameColumnsThatTsharkShows() throws IOException {
        Path captures = Recordings.require("captures");
        Path decodings = Recordings.require("conformance/decode");
        Set<String> unread = new HashSet<>();
        TabSeparated errors = TabSeparated.read(decodings.resolve("ERRORS.tsv"));
        for (int row = 0; row < errors.rowCount(); row++) {
            if (errors.field(row, "packets_decoded").equals("0")) {
                unread.add(errors.field(row, "file"));
            }
        }
        List<String> differing = new ArrayList<>();
        int compared = 0;
        for (Path capture : files(captures)) {
            Path name = capture.getFileName();
            if (name == null || unread.contains(name.toString())) {
                continue;
            }
            Path table = decodings.resolve(name + ".tsv");
            Path zipped = decodings.resolve(name + ".tsv.gz");
            if (Files.exists(table) || Files.exists(zipped)) {
                compared++;
                frameDifference(capture, Files.exists(table) ? table : zipped)
                        .ifPresent(difference -> differing.add(name + ": " + difference));
            }
        }
        assertThat(differing).isEmpty();
        assertThat(compared).isPositive();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var paths = Files.list(folder)) {
            return paths.sorted().toList();
        }
    }

    private static Optional<String> frameDifference(Path capture, Path table) {
        try (BufferedReader lines = lines(table);
                CaptureReader reader = CaptureReader.open(capture, ReaderOptions.wireshark())) {
            lines.readLine();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] recorded = line.split("\t", 6);
                String theirs = String.join("|", List.of(recorded).subList(0, 5));
                String ours = reader.next() ? frame(reader) : "the end";
                if (!ours.equals(theirs)) {
                    return Optional.of(ours + ", recorded " + theirs);
                }
            }
            return reader.next()
                    ? Optional.of("more than " + (reader.packetNumber() - 1) + " packets")
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String frame(CaptureReader reader) {
        return String.join(
                "|",
                Long.toString(reader.packetNumber()),
                reader.hasTime() ? TsharkTime.epoch(reader) : "",
                Long.toString(Math.min(reader.wireLengthOctets(), Integer.MAX_VALUE)),
                Integer.toString(reader.capturedLengthOctets()),
                reader.interfaceId() < 0 ? "" : Integer.toString(reader.interfaceId()));
    }

    private static BufferedReader lines(Path table) throws IOException {
        InputStream octets = Files.newInputStream(table);
        InputStream text = table.toString().endsWith(".gz") ? new GZIPInputStream(octets) : octets;
        return new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8));
    }
}
