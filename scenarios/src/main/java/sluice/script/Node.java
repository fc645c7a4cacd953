package sluice.script;

import java.util.List;
import java.util.Optional;

/** A piece of a YAML file that knows its place. */
sealed interface Node {
    Place place();

    /** What it is, for a message: {@code a list}, {@code "10"}. */
    String found();

    /** A mapping, its members in the order of the file. */
    record Block(Place place, List<Member> members) implements Node {
        Optional<Node> value(String name) {
            for (Member member : members) {
                if (member.name().equals(name)) {
                    return Optional.of(member.value());
                }
            }
            return Optional.empty();
        }

        @Override
        public String found() {
            return "names with values";
        }
    }

    /** One name of a mapping with its value. */
    record Member(Place place, String name, Node value) {}

    /** A sequence. */
    record Sequence(Place place, List<Node> items) implements Node {
        @Override
        public String found() {
            return "a list";
        }
    }

    /** Text as it stands in the file, quotes and folding undone; numbers are text too. */
    record Scalar(Place place, String text) implements Node {
        private static final int SHOWN_MAX = 60;

        @Override
        public String found() {
            return quoted(text);
        }

        static String quoted(String text) {
            String shown = text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) + "..." : text;
            return '"' + shown.replace("\n", "\\n").replace("\t", "\\t") + '"';
        }
    }

    /** A name without a value. */
    record Nothing(Place place) implements Node {
        @Override
        public String found() {
            return "nothing";
        }
    }
}
