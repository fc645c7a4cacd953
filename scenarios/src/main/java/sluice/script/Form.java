package sluice.script;

import java.util.List;

/** What a value may look like: the terms in which {@link Grammar} declares the language. */
sealed interface Form {
    /** What is expected, for a message: {@code a duration such as 10ms}. */
    String what();

    /** A value with a notation of its own. */
    record Value(Notation notation) implements Form {
        @Override
        public String what() {
            return notation.what();
        }
    }

    /** A whole number within bounds. */
    record Whole(long min, long max) implements Form {
        @Override
        public String what() {
            return "a whole number from " + min + " to " + max;
        }
    }

    /** One of a few words. */
    record Word(List<String> words) implements Form {
        @Override
        public String what() {
            return words.size() == 1 ? words.getFirst() : "one of " + String.join(", ", words);
        }
    }

    /** Any number of values. */
    record ListOf(String what, Form item) implements Form {}

    /** Values by names that the user chooses. */
    record ByName(String what, Form value) implements Form {}

    /**
     * Values by names that the language chooses.
     *
     * @param name of the form itself, for the schema
     * @param groups sets of fields of which one may be given
     */
    record Fields(String name, String what, List<Field> fields, List<Group> groups)
            implements Form {
        List<String> names() {
            return fields.stream().map(Field::name).toList();
        }
    }

    /** A single value as a short way to write fields. */
    record ValueOrFields(Value value, Fields fields) implements Form {
        @Override
        public String what() {
            return value.what() + " or " + fields.what();
        }
    }

    /** One name with its value. */
    record Field(String name, Form form, boolean required, String doc) {}

    /**
     * Fields that exclude each other.
     *
     * @param required whether one of them must be there
     */
    record Group(List<String> names, boolean required) {}
}
