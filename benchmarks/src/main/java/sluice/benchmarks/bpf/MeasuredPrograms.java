package sluice.benchmarks.bpf;

import sluice.bpf.BpfLoader;
import sluice.bpf.BpfProgram;
import sluice.bpf.BpfValidator;
import sluice.bpf.Loaded;
import sluice.bpf.PacketProgram;
import sluice.pcap.file.LinkType;
import sluice.pcap.filter.Filter;

/**
 * The programs of {@link MeasuredFilters}, by name. They are those that libpcap makes of the
 * expressions, instruction by instruction, so that what is measured is the running of the same.
 */
final class MeasuredPrograms {
    private MeasuredPrograms() {}

    /** The program of a name of the list. */
    static BpfProgram program(String name) {
        String expression = MeasuredFilters.expressions().get(name);
        if (expression == null) throw new IllegalArgumentException("no filter " + name);
        return Filter.of(expression, LinkType.ETHERNET).program();
    }

    /** A program of the list, interpreted. */
    static PacketProgram interpreted(BpfProgram program) {
        return BpfLoader.interpret(program, BpfValidator.LIBPCAP).program();
    }

    /** A program of the list, compiled; a measurement of a fall-back would say nothing. */
    static PacketProgram compiled(BpfProgram program) {
        return switch (BpfLoader.compile(program, BpfValidator.LIBPCAP)) {
            case Loaded.Ready(PacketProgram ready, String reason) when reason.isEmpty() -> ready;
            case Loaded other -> throw new IllegalStateException("not compiled: " + other);
        };
    }
}
