package sluice.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What happened to one packet, read back from {@code trace.jsonl}.
 *
 * @param lines one for each step, for people
 * @param lastNanos virtual time of the last step; 0 if there is none
 */
public record PacketHistory(List<String> lines, long lastNanos) {
    private static final int LINES_MAX = 60;

    /** Keeps the list from changing. */
    public PacketHistory {
        lines = List.copyOf(lines);
    }

    /** The steps of the packet in a trace file, the last ones if there are very many. */
    public static PacketHistory of(long packetId, Path trace) throws IOException {
        var mapper = new JsonMapper();
        String mark = "\"packet\":" + packetId + ",";
        List<String> lines = new ArrayList<>();
        long last = 0;
        try (BufferedReader reader = Files.newBufferedReader(trace, StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.contains(mark)) {
                    continue;
                }
                JsonNode step = mapper.readTree(line);
                last = step.path("t").asLong();
                lines.add(text(step));
                if (lines.size() > LINES_MAX) {
                    lines.removeFirst();
                }
            }
        }
        return new PacketHistory(lines, last);
    }

    private static String text(JsonNode step) {
        var text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%.6f ms  ", step.path("t").asLong() / 1e6));
        text.append(step.path("verb").asString()).append(" at ");
        text.append(step.path("place").asString());
        for (Map.Entry<String, JsonNode> field : step.properties()) {
            switch (field.getKey()) {
                case "t", "place", "packet", "verb" -> {}
                case "octets" ->
                        text.append(' ')
                                .append(field.getValue().asString().length() / 2)
                                .append(" octets");
                default ->
                        text.append(' ')
                                .append(field.getKey())
                                .append(' ')
                                .append(field.getValue().asString());
            }
        }
        return text.toString();
    }
}
