package sluice.script;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;

/**
 * The members of a mapping as values. What is missing or does not fit gives the default: {@link
 * Check} has said so already, and the rest of the file is to be looked at nevertheless.
 */
record Given(Place place, List<Node.Member> members) {
    static Given of(Node node) {
        return node instanceof Node.Block(Place place, var members)
                ? new Given(place, members)
                : new Given(node.place(), List.of());
    }

    Optional<Node> node(String name) {
        return members.stream()
                .filter(member -> member.name().equals(name))
                .map(Node.Member::value)
                .findFirst();
    }

    boolean has(String name) {
        return node(name).isPresent();
    }

    /** Where a member's value stands, or the whole if there is none. */
    Place placeOf(String name) {
        return node(name).map(Node::place).orElse(place);
    }

    Optional<String> text(String name) {
        return node(name).flatMap(Given::scalar);
    }

    String text(String name, String otherwise) {
        return text(name).orElse(otherwise);
    }

    int whole(String name, int otherwise) {
        return (int) longWhole(name, otherwise);
    }

    long longWhole(String name, long otherwise) {
        Optional<String> text = text(name);
        try {
            return text.isPresent() ? Long.parseLong(text.get()) : otherwise;
        } catch (NumberFormatException _) {
            return otherwise;
        }
    }

    OptionalInt wholeIfGiven(String name) {
        return has(name) ? OptionalInt.of(whole(name, 0)) : OptionalInt.empty();
    }

    long nanos(String name, long otherwise) {
        return text(name).map(text -> Units.nanos(text).orElse(otherwise)).orElse(otherwise);
    }

    double probability(String name) {
        return text(name).map(text -> Units.probability(text).orElse(0)).orElse(0.0);
    }

    boolean isTrue(String name) {
        return text(name).filter("true"::equals).isPresent();
    }

    List<Node> items(String name) {
        return node(name)
                .map(node -> node instanceof Node.Sequence(_, var items) ? items : List.<Node>of())
                .orElse(List.of());
    }

    Given block(String name) {
        return node(name).map(Given::of).orElse(new Given(place, List.of()));
    }

    /** Names with single values, in their order. */
    SequencedMap<String, String> pairs(String name) {
        var pairs = new LinkedHashMap<String, String>();
        for (Node.Member member : block(name).members()) {
            scalar(member.value()).ifPresent(text -> pairs.put(member.name(), text));
        }
        return pairs;
    }

    /** The texts of a list that are single values. */
    List<String> texts(String name) {
        var texts = new ArrayList<String>();
        items(name).forEach(item -> scalar(item).ifPresent(texts::add));
        return texts;
    }

    static Optional<String> scalar(Node node) {
        return node instanceof Node.Scalar(_, String text) ? Optional.of(text) : Optional.empty();
    }
}
