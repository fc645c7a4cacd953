package sluice.pcap.filter;

import org.jspecify.annotations.Nullable;
import sluice.bpf.BpfProgram;
import sluice.pcap.file.LinkType;
import sluice.pcap.filter.graph.Graph;

/** A compiled expression. Immutable. */
public final class Filter {
    private final String expression;
    private final FilterOptions options;
    private final @Nullable Expr expr;
    private final Graph graph;
    private final BpfProgram program;

    Filter(
            String expression,
            FilterOptions options,
            @Nullable Expr expr,
            Graph graph,
            BpfProgram program) {
        this.expression = expression;
        this.options = options;
        this.expr = expr;
        this.graph = graph;
        this.program = program;
    }

    /**
     * Compiles an expression that a program holds itself, for packets of {@code linkType} from a
     * tap. For one that a user wrote, see {@link FilterCompiler#compile}.
     *
     * @throws IllegalArgumentException with the column, if it is no filter
     */
    public static Filter of(String expression, LinkType linkType) {
        return switch (FilterCompiler.compile(expression, FilterOptions.of(linkType))) {
            case FilterResult.Compiled(Filter filter) -> filter;
            case FilterResult.Refused(FilterError error) ->
                    throw new IllegalArgumentException(error.under(expression));
        };
    }

    /** The expression as it was written. */
    public String expression() {
        return expression;
    }

    /** What it was compiled for. */
    public FilterOptions options() {
        return options;
    }

    /** The program: it gives the octets to keep of a packet, 0 for one that does not match. */
    public BpfProgram program() {
        return program;
    }

    Graph graph() {
        return graph;
    }

    @Nullable Expr expr() {
        return expr;
    }
}
