package sluice.pcap.filter;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sluice.bpf.BpfLoader;
import sluice.bpf.BpfProgram;
import sluice.bpf.BpfValidator;
import sluice.bpf.PacketProgram;
import sluice.pcap.file.LinkType;

/**
 * A compiled expression. Immutable; any thread.
 *
 * <pre>{@code
 * Filter web = Filter.of("tcp port 80 or tcp port 443", LinkType.ETHERNET);
 * PacketProgram matcher = web.matcher();
 * boolean matches = matcher.run(octets, 0, octets.length, octets.length) != 0;
 * }</pre>
 */
public final class Filter {
    private static final Logger LOG = LoggerFactory.getLogger(Filter.class);

    private final String expression;
    private final FilterOptions options;
    private final BpfProgram program;
    private boolean told;

    Filter(String expression, FilterOptions options, BpfProgram program) {
        this.expression = expression;
        this.options = options;
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

    /**
     * The program ready to run, as byte code of the JVM where it can be. Each call makes a new one,
     * which belongs to one thread at a time; make it once and run it for every packet. The first
     * call logs why, if it cannot be.
     */
    public PacketProgram matcher() {
        return BpfLoader.compile(program, BpfValidator.LIBPCAP)
                .tellingFallback(this::tellOnce)
                .program();
    }

    /** Two threads that begin together may both tell; nothing worse comes of it. */
    private void tellOnce(String why) {
        if (told) return;
        told = true;
        LOG.warn("filter \"{}\" is interpreted: {}", expression, why);
    }

    /** What the program asks, step by step in its order; found out by compiling once more. */
    public List<FilterStep> steps() {
        return FilterCompiler.steps(expression, options);
    }
}
