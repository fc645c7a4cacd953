package sluice.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonTextProperties {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Property(tries = 500)
    void shouldGiveEveryStringBackThroughAnotherReader(
            @ForAll String name, @ForAll List<String> values, @ForAll long number) {
        var text = new StringBuilder();
        var json =
                new JsonText(text).beginObject().member("n", number).name("k" + name).beginArray();
        values.forEach(json::value);
        json.endArray().member("last", true).endObject();
        JsonNode read = JSON.readTree(text.toString());
        assertThat(read.get("n").longValue()).isEqualTo(number);
        assertThat(read.get("k" + name).valueStream().map(JsonNode::stringValue).toList())
                .isEqualTo(values);
        assertThat(read.get("last").booleanValue()).isTrue();
    }

    @Example
    void shouldNestWithCommasInTheirPlaces() {
        var text = new StringBuilder();
        new JsonText(text)
                .beginArray()
                .beginObject()
                .endObject()
                .beginArray()
                .endArray()
                .value(1)
                .value(2.5)
                .nullValue()
                .value(Double.NaN)
                .endArray();
        assertThat(text.toString()).isEqualTo("[{},[],1,2.5,null,null]");
    }

    @Example
    void shouldRefuseMembersAtTheWrongPlace() {
        assertThatThrownBy(() -> new JsonText(new StringBuilder()).beginObject().value(1))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new JsonText(new StringBuilder()).beginArray().name("x"))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new JsonText(new StringBuilder()).beginArray().endObject())
                .isInstanceOf(IllegalStateException.class);
    }
}
