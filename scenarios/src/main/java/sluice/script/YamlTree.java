package sluice.script;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Reads YAML into {@link Node}s. Strict: one document, no name twice, no aliases, no tags, and
 * bounds on length and nesting, so that no file costs more than its octets.
 */
final class YamlTree {
    /** Longest file in characters. */
    static final int LENGTH_MAX = 1 << 20;

    /** Deepest nesting. */
    static final int DEPTH_MAX = 32;

    private static final YAMLFactory YAML = YAMLFactory.builder().build();

    private final YAMLParser parser;
    private final Problems problems;

    private YamlTree(YAMLParser parser, Problems problems) {
        this.parser = parser;
        this.problems = problems;
    }

    /** The file's tree, or empty after a problem that leaves nothing to go on with. */
    static Optional<Node> read(String text, Problems problems) {
        if (text.length() > LENGTH_MAX) {
            problems.add(
                    Place.START,
                    "the file has "
                            + text.length()
                            + " characters; expected at most "
                            + LENGTH_MAX);
            return Optional.empty();
        }
        try (JsonParser opened = YAML.createParser(ObjectReadContext.empty(), text)) {
            if (!(opened instanceof YAMLParser yaml)) {
                throw new IllegalStateException("the YAML factory made a " + opened.getClass());
            }
            return new YamlTree(yaml, problems).document();
        } catch (JacksonException e) {
            problems.add(place(e.getLocation()), "this is not YAML: " + said(e));
            return Optional.empty();
        }
    }

    private Optional<Node> document() {
        JsonToken first = parser.nextToken();
        if (first == null) {
            problems.add(
                    Place.START, "the file is empty; expected a scenario: a title, hosts, ...");
            return Optional.empty();
        }
        Optional<Node> root = node(first, 0);
        if (root.isPresent() && parser.nextToken() != null) {
            problems.add(
                    place(parser.currentTokenLocation()),
                    "a second document; expected one scenario in a file");
        }
        return root;
    }

    /** The node that begins with the token; empty if it is nested too deep, after saying so. */
    private Optional<Node> node(JsonToken token, int depth) {
        Place place = place(parser.currentTokenLocation());
        if (depth > DEPTH_MAX) {
            problems.add(place, "nested deeper than " + DEPTH_MAX);
            return Optional.empty();
        }
        if (parser.isCurrentAlias()) {
            problems.add(
                    place,
                    "an alias *"
                            + parser.getString()
                            + "; expected the value itself (a scenario has no aliases)");
        } else if (parser.getTypeId() != null) {
            problems.add(
                    place,
                    "a tag !"
                            + parser.getTypeId()
                            + "; expected a plain value (a scenario has no tags)");
        }
        return switch (token) {
            case START_OBJECT -> block(place, depth);
            case START_ARRAY -> sequence(place, depth);
            case VALUE_NULL -> Optional.of(new Node.Nothing(place));
            default -> Optional.of(new Node.Scalar(place, parser.getString()));
        };
    }

    private Optional<Node> block(Place place, int depth) {
        var members = new ArrayList<Node.Member>();
        Map<String, Place> seen = new HashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            Place namePlace = place(parser.currentTokenLocation());
            Optional<Node> value = node(parser.nextToken(), depth + 1);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            Place before = seen.putIfAbsent(name, namePlace);
            if (before == null) {
                members.add(new Node.Member(namePlace, name, value.get()));
            } else {
                problems.add(
                        namePlace,
                        Node.Scalar.quoted(name)
                                + " a second time; it stands at "
                                + before
                                + " already");
            }
        }
        return Optional.of(new Node.Block(place, List.copyOf(members)));
    }

    private Optional<Node> sequence(Place place, int depth) {
        var items = new ArrayList<Node>();
        for (JsonToken token = parser.nextToken();
                token != JsonToken.END_ARRAY;
                token = parser.nextToken()) {
            Optional<Node> item = node(token, depth + 1);
            if (item.isEmpty()) {
                return Optional.empty();
            }
            items.add(item.get());
        }
        return Optional.of(new Node.Sequence(place, List.copyOf(items)));
    }

    private static Place place(TokenStreamLocation location) {
        return new Place(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }

    /** The parser's own words without its excerpts of the file. */
    private static String said(JacksonException e) {
        var words = new StringBuilder();
        for (String line : String.valueOf(e.getOriginalMessage()).lines().toList()) {
            if (!line.isBlank() && !line.startsWith(" ") && !line.startsWith("in \"reader\"")) {
                words.append(words.isEmpty() ? "" : "; ").append(line.strip());
            }
        }
        return words.toString();
    }
}
