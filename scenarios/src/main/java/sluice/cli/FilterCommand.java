package sluice.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sluice.bpf.BpfInstruction;
import sluice.bpf.BpfText;
import sluice.pcap.file.LinkType;
import sluice.pcap.filter.Filter;
import sluice.pcap.filter.FilterCompiler;
import sluice.pcap.filter.FilterError;
import sluice.pcap.filter.FilterOptions;
import sluice.pcap.filter.FilterResult;
import sluice.pcap.filter.FilterStep;
import sluice.report.JsonText;
import sluice.report.Suggestions;

/** {@code sluice filter EXPR}. */
@Command(
        name = "filter",
        description = "Compile a filter expression of pcap-filter(7) and print its program.")
final class FilterCommand implements Asking {
    @Parameters(
            paramLabel = "EXPR",
            arity = "1..*",
            description = "The expression; several words are joined by blanks.")
    private List<String> words = List.of();

    @Option(
            names = "--link-type",
            paramLabel = "TYPE",
            completionCandidates = LinkTypeNames.class,
            description = "What the packets begin with (default: EN10MB).")
    private String linkType = "EN10MB";

    @Option(names = "--no-optimize", description = "Leave the program as it was generated.")
    private boolean plain;

    @Mixin private FilterSettings settings = new FilterSettings();

    @ArgGroup private Form form = new Form();

    @Option(names = "--explain", description = "Say in words what each test asks.")
    private boolean explain;

    @Option(
            names = "--graph",
            paramLabel = "FILE",
            description = "Draw the decisions, by the ending of FILE: .dot or .svg.")
    private @Nullable Path graph;

    /** How the program is printed. */
    static final class Form {
        @Option(names = "-d", description = "As a listing with mnemonics (default).")
        private boolean listing;

        @Option(names = "-dd", description = "As initializers of C.")
        private boolean initializers;

        @Option(names = "-ddd", description = "As decimal numbers.")
        private boolean decimals;

        Style style() {
            if (decimals) return Style.DECIMALS;
            if (initializers) return Style.INITIALIZERS;
            return listing ? Style.LISTING : Style.DEFAULT;
        }
    }

    /** The forms of a program. */
    enum Style {
        /** A listing, if nothing else was asked for. */
        DEFAULT,
        LISTING,
        INITIALIZERS,
        DECIMALS
    }

    /** Names of link types for completion. */
    static final class LinkTypeNames extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        LinkTypeNames() {
            super(names());
        }
    }

    private static List<String> names() {
        return FilterCompiler.linkTypes().stream().map(LinkType::dltName).toList();
    }

    @Override
    public Request request() {
        String expression = String.join(" ", words);
        return new Ask(expression, linkType, !plain, settings, form.style(), explain, graph);
    }

    record Ask(
            String expression,
            String linkType,
            boolean optimize,
            FilterSettings settings,
            Style style,
            boolean explain,
            @Nullable Path graph)
            implements Request {
        @Override
        public ExitCode carryOut(Console console) throws IOException {
            Optional<LinkType> type = linkTypeNamed(linkType);
            if (type.isEmpty()) {
                String known = String.join(", ", names());
                console.complain(
                        "no link type \""
                                + linkType
                                + "\""
                                + Suggestions.didYouMean(linkType, names())
                                + "; there are "
                                + known);
                return ExitCode.USAGE;
            }
            if (graph != null && !FilterDrawing.canDraw(graph)) {
                console.complain(graph + ": the ending names no drawing; expected .dot or .svg");
                return ExitCode.USAGE;
            }
            FilterOptions options =
                    settings.applied(FilterOptions.of(type.get()).withOptimize(optimize));
            switch (FilterCompiler.compile(expression, options)) {
                case FilterResult.Refused(FilterError error) -> {
                    console.complain("no filter: " + error);
                    if (console.errIsTerminal()) {
                        error.under(expression).lines().limit(2).forEach(console.err()::println);
                    }
                    return ExitCode.USAGE;
                }
                case FilterResult.Compiled(Filter filter) -> {
                    if (graph != null) {
                        Inputs.requireNoFolder(graph);
                        Files.writeString(graph, FilterDrawing.draw(filter, graph));
                    }
                    tell(filter, console);
                    return ExitCode.DONE;
                }
            }
        }

        private void tell(Filter filter, Console console) {
            if (console.json()) {
                console.print(json -> write(filter, json));
                return;
            }
            if (style != Style.DEFAULT || (!explain && graph == null)) {
                console.out().print(text(filter));
            }
            if (explain) filter.steps().forEach(step -> console.out().println(line(step)));
        }

        private String text(Filter filter) {
            return switch (style) {
                case DEFAULT, LISTING -> BpfText.listing(filter.program());
                case INITIALIZERS -> BpfText.initializers(filter.program());
                case DECIMALS -> BpfText.decimals(filter.program());
            };
        }

        private static String line(FilterStep step) {
            return switch (step) {
                case FilterStep.Ask(int at, String question, int yes, int no) ->
                        String.format(
                                Locale.ROOT, "(%03d) %s? yes: %d, no: %d", at, question, yes, no);
                case FilterStep.Keep(int at, int octets) ->
                        String.format(Locale.ROOT, "(%03d) %s", at, FilterDrawing.ending(octets));
            };
        }

        private void write(Filter filter, JsonText json) {
            json.beginObject()
                    .member("expression", expression)
                    .member("link_type", filter.options().linkType().dltName())
                    .member("optimized", optimize)
                    .member("instruction_count", filter.program().instructionCount());
            json.name("instructions").beginArray();
            for (BpfInstruction instruction : filter.program().instructions()) {
                json.beginObject()
                        .member("code", instruction.code())
                        .member("jt", instruction.jt())
                        .member("jf", instruction.jf())
                        .member("k", Integer.toUnsignedLong(instruction.k()))
                        .endObject();
            }
            json.endArray();
            if (explain) {
                json.name("steps").beginArray();
                filter.steps().forEach(step -> write(step, json));
                json.endArray();
            }
            json.endObject();
        }

        private static void write(FilterStep step, JsonText json) {
            json.beginObject().member("at", step.at());
            switch (step) {
                case FilterStep.Ask(_, String question, int yes, int no) ->
                        json.member("question", question).member("yes", yes).member("no", no);
                case FilterStep.Keep(_, int octets) -> json.member("keep_octets", octets);
            }
            json.endObject();
        }
    }

    private static Optional<LinkType> linkTypeNamed(String name) {
        return FilterCompiler.linkTypes().stream()
                .filter(type -> type.dltName().equalsIgnoreCase(name))
                .findFirst();
    }
}
