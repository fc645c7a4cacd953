package sluice.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import sluice.bpf.BpfInstruction;
import sluice.bpf.BpfLoader;
import sluice.bpf.BpfValidator;
import sluice.bpf.Loaded;
import sluice.bpf.PacketProgram;
import sluice.pcap.filter.Filter;
import sluice.pcap.filter.FilterCompiler;
import sluice.pcap.filter.FilterError;
import sluice.pcap.filter.FilterOptions;
import sluice.pcap.filter.FilterResult;
import sluice.pcap.filter.FilterStep;

/**
 * Any text is a filter or an error with a column. A filter passes libpcap's validator, is the same
 * when compiled again, says its steps, runs as byte code, and matches what it matches unoptimized.
 */
final class FilterFuzz {
    private static final int PACKETS = 12;
    private static final int PACKET_OCTETS = 700;

    private FilterFuzz() {}

    static void run(byte[] input) {
        FilterInput asked = FilterInput.of(input);
        String text = asked.expression();
        FilterResult optimized = FilterCompiler.compile(text, asked.options());
        FilterResult plain = FilterCompiler.compile(text, asked.options().withOptimize(false));
        check(optimized, text);
        check(plain, text);
        if (plain instanceof FilterResult.Refused(FilterError why)) {
            // What is wrong is wrong before the optimizer sees it.
            assertThat(optimized).isEqualTo(new FilterResult.Refused(why));
            return;
        }
        List<BpfInstruction> reference = program(plain);
        if (optimized instanceof FilterResult.Refused(FilterError why)) {
            // A divisor that only the optimizer finds to be 0; else nothing may match.
            if (why.message().endsWith("by zero")) return;
            assertThat(why.message()).isEqualTo("the expression matches no packet at all");
        }
        assertThat(program(FilterCompiler.compile(text, asked.options())))
                .isEqualTo(program(optimized));
        agree(text, reference, optimized, asked.options(), Arrays.hashCode(input));
    }

    private static void check(FilterResult result, String text) {
        switch (result) {
            case FilterResult.Compiled(Filter filter) -> {
                assertThat(BpfValidator.LIBPCAP.refusal(filter.program())).isEmpty();
                List<FilterStep> steps = filter.steps();
                assertThat(steps).isNotEmpty();
                for (FilterStep step : steps)
                    assertThat(step.at()).isBetween(0, filter.program().instructionCount() - 1);
            }
            case FilterResult.Refused(FilterError error) -> {
                assertThat(error.column()).isBetween(1, text.length() + 1);
                assertThat(error.message()).isNotBlank();
                assertThat(error.under(text)).startsWith(text);
            }
        }
    }

    /** Empty if nothing matches. */
    private static List<BpfInstruction> program(FilterResult result) {
        return result instanceof FilterResult.Compiled(Filter filter)
                ? filter.program().instructions()
                : List.of();
    }

    /**
     * Whether libpcap's optimizer makes the same program: it drops a test now and then, mostly
     * behind negated alternatives, and what it gets wrong is kept.
     */
    private static boolean isLibpcapsOwn(
            String text, FilterOptions options, List<BpfInstruction> optimized) {
        if (NativePcap.problem().isPresent() || text.indexOf(0) >= 0) return false;
        int dlt = options.linkType().dlt();
        return NativePcap.compile(dlt, text, true, options.netmask()).program().equals(optimized);
    }

    private static void agree(
            String text,
            List<BpfInstruction> reference,
            FilterResult found,
            FilterOptions options,
            long seed) {
        List<BpfInstruction> optimized = program(found);
        PacketProgram compiled = (octets, offset, captured, wire) -> 0;
        if (found instanceof FilterResult.Compiled(Filter filter)) {
            Loaded loaded = BpfLoader.compile(filter.program(), BpfValidator.LIBPCAP);
            compiled = loaded.program();
        }
        LikelyPackets packets = new LikelyPackets(reference, PACKET_OCTETS, seed);
        for (int i = 0; i < PACKETS; i++) {
            byte[] packet = packets.next();
            var wanted = ReferenceMachine.run(reference, packet, packet.length);
            int kept = compiled.run(packet, 0, packet.length, packet.length);
            if (!optimized.isEmpty()) {
                var end = ReferenceMachine.run(optimized, packet, packet.length);
                if (end.cause() != ReferenceMachine.Cause.TOO_MANY_STEPS)
                    assertThat(kept).as("byte code").isEqualTo(end.kept());
            }
            // One that is not optimized may load what it does not need, and so reject more.
            if (wanted.cause() != ReferenceMachine.Cause.RETURN || kept == wanted.kept()) continue;
            if (isLibpcapsOwn(text, options, optimized)) return;
            assertThat(kept)
                    .as("optimized for link type %s", options.linkType())
                    .isEqualTo(wanted.kept());
        }
    }
}
