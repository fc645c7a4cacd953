package sluice.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import sluice.pcap.file.LinkType;
import sluice.pcap.filter.FilterCompiler;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The files in which a folder of recorded filters has them. */
final class BpfRecordings {
    private static final JsonMapper MAPPER = new JsonMapper();

    private BpfRecordings() {}

    /** What is done with a line of JSON. */
    interface LineWork {
        void on(JsonNode line) throws IOException;
    }

    /** The expressions by their id. */
    static Map<String, String> expressions(Path folder) throws IOException {
        Map<String, String> expressions = new LinkedHashMap<>();
        for (String line : Files.readAllLines(folder.resolve("expressions.tsv"))) {
            String[] fields = line.split("\t", -1);
            if (!line.startsWith("#") && fields.length >= 2) expressions.put(fields[0], fields[1]);
        }
        return expressions;
    }

    /** Hands each line of a compressed file on. */
    static void lines(Path file, LineWork work) throws IOException {
        try (var reader =
                new BufferedReader(
                        new InputStreamReader(
                                new GZIPInputStream(Files.newInputStream(file)),
                                StandardCharsets.UTF_8))) {
            int number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                try {
                    work.on(MAPPER.readTree(line));
                } catch (JacksonException e) {
                    String place = file.getFileName() + ", line " + number + ": ";
                    throw new IOException(place + e.getMessage(), e);
                }
            }
        }
    }

    /** The link type that libpcap calls {@code name}, if filters can be compiled for it. */
    static Optional<LinkType> linkType(String name) {
        for (LinkType type : FilterCompiler.linkTypes()) {
            if (type.dltName().equals(name)) return Optional.of(type);
        }
        return Optional.empty();
    }

    /**
     * The files of one kind, whose names begin with it, in the order of their names.
     *
     * @throws IOException if there is none
     */
    static List<Path> ofKind(String kind, Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found =
                    files.filter(
                                    file -> {
                                        String name = file.getFileName().toString();
                                        return name.startsWith(kind) && name.endsWith(".jsonl.gz");
                                    })
                            .sorted()
                            .toList();
            if (found.isEmpty()) {
                throw new NoSuchFileException(folder.resolve(kind + "*.jsonl.gz").toString());
            }
            return found;
        }
    }
}
