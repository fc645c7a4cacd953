package sluice.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Packets as JSON: an object, or a list of them, whose members are the words of the notation.
 *
 * <pre>{@code
 * {"proto": "tcp", "from": "203.0.113.5:4000", "to": "192.0.2.1:22", "flags": "syn", "in": "eth0"}
 * }</pre>
 */
final class JsonNotation {
    private static final Map<String, String> WORDS =
            Map.ofEntries(
                    Map.entry("in", "in "),
                    Map.entry("after", "after "),
                    Map.entry("repeat", "x"),
                    Map.entry("ttl", "ttl "),
                    Map.entry("tos", "tos "),
                    Map.entry("dscp", "dscp "),
                    Map.entry("mark", "mark "),
                    Map.entry("length", "len "),
                    Map.entry("mac", "mac "),
                    Map.entry("payload", "payload "),
                    Map.entry("uid", "uid "),
                    Map.entry("gid", "gid "),
                    Map.entry("type", "type "),
                    Map.entry("code", "code "),
                    Map.entry("fragment", "frag "),
                    Map.entry("flags", ""));

    private JsonNotation() {}

    static List<PacketSpec> read(String text) throws NotationFault {
        JsonNode root;
        try {
            root = new JsonMapper().readTree(text);
        } catch (JacksonException e) {
            throw new NotationFault(Math.max(1, e.getLocation().getColumnNr()), "this is not JSON");
        }
        List<PacketSpec> specs = new ArrayList<>();
        if (root.isArray()) {
            for (JsonNode each : root) specs.addAll(PacketNotation.read(words(each)));
        } else specs.addAll(PacketNotation.read(words(root)));
        return specs;
    }

    private static String words(JsonNode node) throws NotationFault {
        if (!node.isObject()) throw new NotationFault(1, "an object is expected for each packet");
        var words = new StringBuilder();
        if (node.has("reply")) words.append("reply");
        else if (node.has("hex")) words.append("hex:").append(node.path("hex").asString());
        else {
            words.append(node.path("proto").asString("tcp")).append(' ');
            words.append(node.path("from").asString("")).append(" > ");
            words.append(node.path("to").asString(""));
        }
        for (String name : node.propertyNames()) {
            JsonNode value = node.path(name);
            switch (name) {
                case "reply", "hex", "proto", "from", "to" -> {}
                case "out", "df", "more", "broadcast" -> {
                    if (value.asBoolean(false)) words.append(' ').append(name);
                }
                default -> {
                    String word = WORDS.get(name);
                    if (word == null) throw new NotationFault(1, "unknown member \"" + name + "\"");
                    words.append(' ').append(word).append(value.asString(""));
                }
            }
        }
        return words.toString();
    }
}
