package sluice.pcap.filter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sluice.pcap.file.LinkType;
import sluice.pcap.filter.graph.Flattener;
import sluice.pcap.filter.graph.Graph;
import sluice.pcap.filter.graph.Optimizer;

/**
 * Compiles expressions of pcap-filter(7).
 *
 * <p>Time and memory are bounded: what is longer than {@link #EXPRESSION_CHARACTERS_MAX}, nested
 * deeper than {@link #NESTING_MAX} or larger than {@link #TESTS_MAX} tests is refused. Any thread;
 * nothing is shared.
 */
public final class FilterCompiler {
    /** The longest expression that is looked at. */
    public static final int EXPRESSION_CHARACTERS_MAX = 1 << 18;

    /** How deep parentheses, negations and indexes may be nested. */
    public static final int NESTING_MAX = 200;

    /** The most tests that a filter may have before it is made smaller. */
    public static final int TESTS_MAX = 1 << 16;

    private FilterCompiler() {}

    /** The link types that filters can be compiled for. */
    public static List<LinkType> linkTypes() {
        return Arrays.stream(Link.values()).map(Link::type).toList();
    }

    /**
     * Compiles {@code expression}; an empty one matches every packet.
     *
     * @param expression any text
     * @param options for which packets
     * @return the filter, or where and why the expression is none
     */
    public static FilterResult compile(String expression, FilterOptions options) {
        try {
            return new FilterResult.Compiled(compiled(expression, options));
        } catch (Refusal refusal) {
            return new FilterResult.Refused(refusal.error());
        }
    }

    private static Filter compiled(String text, FilterOptions options) {
        return new Filter(text, options, Flattener.flatten(graph(text, options, false)));
    }

    /**
     * The same graph again, whose tests say in words what they ask, in the order of the program.
     */
    static List<FilterStep> steps(String text, FilterOptions options) {
        List<FilterStep> steps = new ArrayList<>();
        for (Flattener.Placed placed : Flattener.places(graph(text, options, true))) {
            steps.add(
                    placed.asks()
                            ? new FilterStep.Ask(
                                    placed.at(), placed.question(), placed.yes(), placed.no())
                            : new FilterStep.Keep(placed.at(), placed.keepOctets()));
        }
        return steps;
    }

    private static Graph graph(String text, FilterOptions options, boolean explains) {
        if (text.length() > EXPRESSION_CHARACTERS_MAX) {
            throw new Refusal(
                    EXPRESSION_CHARACTERS_MAX + 1,
                    "the expression is longer than " + EXPRESSION_CHARACTERS_MAX + " characters");
        }
        Link link = Link.of(options.linkType());
        if (link == null) {
            throw new Refusal(1, "no filters for packets of link type " + options.linkType());
        }
        Expr expr = Parser.parse(text, NESTING_MAX);
        Generator.Generated generated = Generator.generate(expr, link, options, explains);
        Graph graph = generated.graph();
        if (options.optimize() && !generated.jumpsInside()) optimize(graph);
        return graph;
    }

    private static void optimize(Graph graph) {
        String fault = Optimizer.optimize(graph);
        if (!fault.isEmpty()) throw new Refusal(1, fault);
        if (graph.rejectsAll()) throw new Refusal(1, "the expression matches no packet at all");
    }
}
