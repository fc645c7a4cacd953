package sluice.script;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import sluice.report.JsonText;

/**
 * {@link Grammar} as a JSON Schema (draft 2020-12), for editors and other programs. The published
 * file is this text; a test holds the two together and says how to renew it.
 */
final class SchemaText {
    private static final String NAME_PATTERN = Notation.NAME.regex();
    private final SequencedMap<String, Form.Fields> definitions = new LinkedHashMap<>();
    private final StringBuilder text = new StringBuilder();
    private final JsonText json = new JsonText(text);

    private SchemaText() {}

    /** The schema on one line. */
    static String text() {
        return new SchemaText().schema();
    }

    private String schema() {
        json.beginObject();
        json.member("$schema", "https://json-schema.org/draft/2020-12/schema");
        json.member("title", "Sluice scenario");
        collect(Grammar.SCENARIO);
        fields(Grammar.SCENARIO);
        json.name("$defs").beginObject();
        for (Map.Entry<String, Form.Fields> definition : definitions.entrySet()) {
            json.name(definition.getKey()).beginObject();
            fields(definition.getValue());
            json.endObject();
        }
        json.endObject();
        json.endObject();
        return text.toString();
    }

    /** Each set of fields is written once, by its name. */
    private void collect(Form form) {
        switch (form) {
            case Form.Fields fields -> {
                for (Form.Field field : fields.fields()) {
                    collect(field.form());
                }
                if (fields != Grammar.SCENARIO) {
                    Form.Fields before = definitions.putIfAbsent(fields.name(), fields);
                    if (before != null && !before.equals(fields)) {
                        throw new IllegalStateException("two forms are called " + fields.name());
                    }
                }
            }
            case Form.ListOf(_, Form item) -> collect(item);
            case Form.ByName(_, Form value) -> collect(value);
            case Form.ValueOrFields(_, Form.Fields fields) -> collect(fields);
            case Form.Value _, Form.Whole _, Form.Word _ -> {}
        }
    }

    private void form(Form form) {
        switch (form) {
            case Form.Value(Notation notation) -> value(notation);
            case Form.Whole(long min, long max) ->
                    json.member("type", "integer").member("minimum", min).member("maximum", max);
            case Form.Word(List<String> words) -> {
                json.name("enum").beginArray();
                words.forEach(json::value);
                json.endArray();
            }
            case Form.ListOf(_, Form item) -> {
                json.member("type", "array").name("items").beginObject();
                form(item);
                json.endObject();
            }
            case Form.ByName(_, Form value) -> {
                json.member("type", "object");
                json.name("propertyNames")
                        .beginObject()
                        .member("pattern", NAME_PATTERN)
                        .endObject();
                json.name("additionalProperties").beginObject();
                form(value);
                json.endObject();
            }
            case Form.Fields fields -> json.member("$ref", "#/$defs/" + fields.name());
            case Form.ValueOrFields(Form.Value value, Form.Fields fields) -> {
                json.name("anyOf").beginArray().beginObject();
                form(value);
                json.endObject().beginObject();
                form(fields);
                json.endObject().endArray();
            }
        }
    }

    /**
     * YAML reads a bare {@code 53} or {@code true} as no string; where any text will do, those will
     * too.
     */
    private void value(Notation notation) {
        switch (notation) {
            case SWITCH -> json.member("type", "boolean");
            case TEXT -> {
                json.name("anyOf").beginArray();
                for (String type : List.of("string", "number", "boolean")) {
                    json.beginObject().member("type", type).endObject();
                }
                json.endArray();
            }
            case HEX, PRIORITY -> textOr(notation, "integer");
            case NAME, HOST_OR_ADDRESS, NIC -> textOr(notation, "number");
            case PROBABILITY -> {
                json.name("anyOf").beginArray();
                json.beginObject()
                        .member("type", "string")
                        .member("pattern", notation.regex())
                        .endObject();
                json.beginObject()
                        .member("type", "number")
                        .member("minimum", 0)
                        .member("maximum", 1)
                        .endObject();
                json.endArray();
            }
            default -> json.member("type", "string").member("pattern", notation.regex());
        }
    }

    private void textOr(Notation notation, String type) {
        json.name("anyOf").beginArray();
        json.beginObject().member("type", "string").member("pattern", notation.regex()).endObject();
        json.beginObject().member("type", type).endObject();
        json.endArray();
    }

    private void fields(Form.Fields form) {
        json.member("type", "object").member("additionalProperties", false);
        json.name("properties").beginObject();
        for (Form.Field field : form.fields()) {
            json.name(field.name()).beginObject().member("description", field.doc());
            form(field.form());
            json.endObject();
        }
        json.endObject();
        json.name("required").beginArray();
        form.fields().stream()
                .filter(Form.Field::required)
                .forEach(field -> json.value(field.name()));
        json.endArray();
        if (!form.groups().isEmpty()) {
            json.name("allOf").beginArray();
            form.groups().forEach(this::group);
            json.endArray();
        }
    }

    /** Exactly one of the names, or at most one. */
    private void group(Form.Group group) {
        json.beginObject().name("oneOf").beginArray();
        for (String name : group.names()) {
            json.beginObject().name("required").beginArray().value(name).endArray().endObject();
        }
        if (!group.required()) {
            json.beginObject().name("not").beginObject().name("anyOf").beginArray();
            for (String name : group.names()) {
                json.beginObject().name("required").beginArray().value(name).endArray().endObject();
            }
            json.endArray().endObject().endObject();
        }
        json.endArray().endObject();
    }
}
