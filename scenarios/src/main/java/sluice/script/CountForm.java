package sluice.script;

import java.util.ArrayList;
import java.util.List;

/** How the language asks for a number of something. */
final class CountForm {
    private static final Form COUNT = new Form.Whole(0, 1_000_000_000);

    private CountForm() {}

    /** A number of something: exactly, at least or at most. */
    static Form.Fields counted(String name, Form.Field... more) {
        var fields = new ArrayList<>(List.of(more));
        fields.add(
                Grammar.optional(
                        "count", COUNT, "Exactly so many; with none of the three, one or more."));
        fields.add(Grammar.optional("at-least", COUNT, "So many or more."));
        fields.add(Grammar.optional("at-most", COUNT, "So many or fewer."));
        return new Form.Fields(
                name,
                "a count of " + name,
                List.copyOf(fields),
                List.of(
                        Grammar.either(false, "count", "at-least"),
                        Grammar.either(false, "count", "at-most")));
    }
}
