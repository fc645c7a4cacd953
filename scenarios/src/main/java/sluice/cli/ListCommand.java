package sluice.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sluice.report.JsonText;
import sluice.report.Table;
import sluice.run.Shipped;
import sluice.samples.spec.SampleOption;
import sluice.script.Catalogue;
import sluice.script.Scenario;
import sluice.script.ScenarioFile;

/** {@code sluice list}. */
@Command(
        name = "list",
        description = "List what comes with Sluice: scenarios, drivers, hooks, or what they cover.")
final class ListCommand implements Asking {
    @ArgGroup private Choice choice = new Choice();

    static final class Choice {
        @Option(
                names = "--coverage",
                description = "The map of emulated systems, and which scenario shows which.")
        private boolean coverage;

        @Option(names = "--drivers", description = "Drivers for Windows hosts, with their options.")
        private boolean drivers;

        @Option(names = "--hooks", description = "Hooks for Linux hosts, with their options.")
        private boolean hooks;
    }

    @Override
    public Request request() {
        if (choice.coverage) {
            return new Ask(What.COVERAGE);
        }
        if (choice.drivers) {
            return new Ask(What.DRIVERS);
        }
        return new Ask(choice.hooks ? What.HOOKS : What.SCENARIOS);
    }

    enum What {
        SCENARIOS,
        COVERAGE,
        DRIVERS,
        HOOKS
    }

    record Ask(What what) implements Request {
        @Override
        public ExitCode carryOut(Console console) throws IOException {
            switch (what) {
                case SCENARIOS -> scenarios(console);
                case COVERAGE -> coverage(console);
                case DRIVERS -> parts(console, Shipped.drivers());
                case HOOKS -> parts(console, Shipped.hooks());
            }
            return ExitCode.DONE;
        }

        private static SequencedMap<String, Scenario> shipped() {
            var all = new LinkedHashMap<String, Scenario>();
            for (String name : ScenarioFile.SHIPPED) {
                ScenarioFile.shipped(name, Catalogue.SHIPPED)
                        .flatMap(ScenarioFile.Outcome::scenario)
                        .ifPresent(scenario -> all.put(name, scenario));
            }
            return all;
        }

        private static void scenarios(Console console) {
            if (console.json()) {
                console.print(json -> {
                    json.beginArray();
                    shipped()
                            .forEach((name, scenario) -> {
                                json.beginObject().member("name", name);
                                json.member("title", scenario.title());
                                json.member("question", scenario.question());
                                json.name("covers");
                                strings(json, scenario.covers());
                                json.endObject();
                            });
                    json.endArray();
                });
                return;
            }
            var table = new Table(Table.Side.LEFT, Table.Side.LEFT);
            shipped().forEach((name, scenario) -> table.row(name, scenario.title()));
            console.out().print(table.text());
        }

        private static void strings(JsonText json, List<String> values) {
            json.beginArray();
            values.forEach(json::value);
            json.endArray();
        }

        private static void coverage(Console console) {
            Map<String, List<String>> covering = new LinkedHashMap<>();
            shipped()
                    .forEach((name, scenario) ->
                            scenario.covers()
                                    .forEach(row ->
                                            covering.computeIfAbsent(row, _ -> new ArrayList<>())
                                                    .add(name)));
            if (console.json()) {
                console.print(json -> {
                    json.beginArray();
                    for (FeatureMap.Row row : FeatureMap.ROWS) {
                        json.beginObject().member("row", row.row()).member("title", row.title());
                        json.name("scenarios");
                        strings(json, covering.getOrDefault(row.row(), List.of()));
                        json.member("missing", row.missing()).endObject();
                    }
                    json.endArray();
                });
                return;
            }
            var table =
                    new Table(Table.Side.LEFT, Table.Side.LEFT, Table.Side.LEFT, Table.Side.LEFT);
            table.row("row", "system", "shown by", "not shown yet");
            for (FeatureMap.Row row : FeatureMap.ROWS) {
                List<String> scenarios = covering.getOrDefault(row.row(), List.of());
                table.row(row.row(), row.title(), String.join(", ", scenarios), row.missing());
            }
            console.out().print(table.text());
        }

        private static void parts(Console console, List<Shipped.Item> items) {
            if (console.json()) {
                console.print(json -> {
                    json.beginArray();
                    for (Shipped.Item item : items) {
                        json.beginObject().member("name", item.name());
                        json.member("text", item.text()).name("options").beginArray();
                        for (SampleOption option : item.options()) {
                            json.beginObject().member("name", option.name());
                            json.member("default", option.defaultText());
                            json.member("text", option.text()).endObject();
                        }
                        json.endArray().endObject();
                    }
                    json.endArray();
                });
                return;
            }
            var table = new Table(Table.Side.LEFT, Table.Side.LEFT, Table.Side.LEFT);
            for (Shipped.Item item : items) {
                table.row(item.name(), "", item.text());
                for (SampleOption option : item.options()) {
                    table.row("", option.name() + "=" + option.defaultText(), "  " + option.text());
                }
            }
            console.out().print(table.text());
        }
    }
}
