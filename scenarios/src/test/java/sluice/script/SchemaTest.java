package sluice.script;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The published schema says what the grammar says. To renew it after a change of the language:
 * {@code mvn -pl scenarios -am test -Dtest=SchemaTest -Dsluice.renew=true
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class SchemaTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final YAMLMapper YAML = YAMLMapper.builder().build();

    private static String resource(String name) throws IOException {
        try (InputStream in = SchemaTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Schema schema() {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(JSON.readTree(SchemaText.text()));
    }

    @Test
    void shouldPublishTheGrammar() throws IOException {
        JsonNode grammar = JSON.readTree(SchemaText.text());
        if (Boolean.getBoolean("sluice.renew")) {
            Path file =
                    Path.of(
                            System.getProperty("sluice.root", ".."),
                            "scenarios/src/main/resources/sluice/scenario.schema.json");
            Files.writeString(
                    file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(grammar) + "\n");
        } else {
            assertThat(JSON.readTree(resource("/sluice/scenario.schema.json"))).isEqualTo(grammar);
        }
    }

    @Test
    void shouldAcceptEveryShippedScenario() throws IOException {
        for (String name : ScenarioFile.SHIPPED) {
            JsonNode scenario = YAML.readTree(resource("/sluice/scenarios/" + name + ".yaml"));
            assertThat(schema().validate(scenario)).as(name).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "title: t",
                "hosts: {a: {kind: linux}}",
                "title: t\nhosts: {a: {kind: solaris}}",
                "title: t\nhosts: {a: {kind: linux, cpus: 0}}",
                "title: t\nhosts: {a: {kind: linux}}\nuntil: 10",
                "title: t\nhosts: {a: {kind: linux}}\nuntil: 10 parsecs",
                "title: t\nhosts: {a: {kind: linux}}\nunknown: 1",
                "title: t\nhosts: {a: {kind: linux}}\ntraffic: [{}]",
                "title: t\nhosts: {a: {kind: linux}}\ntraffic: [{udp: {from: a}}]",
                "title: t\nhosts: {a: {kind: linux}}\ntraffic: [{udp: {from: a, to: 'a:1', text: x, hex: 'ff'}}]",
                "title: t\nhosts: {a: {kind: linux}}\nsteps: [{at: 1ms}]",
                "title: t\nhosts: {a: {kind: windows, drivers: [{driver: a, class: b}]}}",
                "title: t\nhosts: {a: {kind: linux, forwarding: 'yes'}}",
                "title: t\nhosts: {a: {kind: linux}}\nlinks: [{between: [a, a], loss: 3}]",
            })
    void shouldRejectWhatTheReaderRejects(String text) {
        assertThat(schema().validate(YAML.readTree(text))).isNotEmpty();
        assertThat(ScenarioFile.read("a.yaml", text, Catalogue.SHIPPED).problems()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "title: 10\nhosts: {a: {kind: linux}}",
                "title: t\nhosts: {1: {kind: linux}}\ntraffic: [{ping: {from: 1, to: 192.0.2.1}}]",
                "title: t\nhosts: {a: {kind: windows, drivers: [passthru, {class: a.B, options: {x: 1, y: true}}]}}",
                "title: t\nhosts: {a: {kind: linux, hooks: [{hook: accept, point: INPUT, priority: -5}]}}",
                "title: t\nhosts: {a: {kind: linux}, b: {kind: linux}}\nlinks: [{between: [a, b], loss: 0.5, corruption: 5 %}]",
                "title: t\nhosts: {a: {kind: linux}}\ntraffic: [{frame: {into: a, hex: 00}}, {udp: {from: a, to: '[::1]:7'}}]",
                "title: t\nhosts: {a: {kind: linux, forwarding: true}}\nexpect: [{dropped: {on: a, at-most: 0}}]",
            })
    void shouldAcceptWhatTheReaderAccepts(String text) {
        assertThat(ScenarioFile.read("a.yaml", text, Catalogue.SHIPPED).problems()).isEmpty();
        assertThat(schema().validate(YAML.readTree(text))).isEmpty();
    }
}
