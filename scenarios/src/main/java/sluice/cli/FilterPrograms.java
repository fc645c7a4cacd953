package sluice.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sluice.bpf.BpfLoader;
import sluice.bpf.BpfProgram;
import sluice.bpf.BpfValidator;
import sluice.bpf.Loaded;
import sluice.bpf.PacketProgram;
import sluice.pcap.file.LinkType;
import sluice.pcap.filter.FilterCompiler;
import sluice.pcap.filter.FilterOptions;
import sluice.pcap.filter.FilterResult;
import sluice.sniffer.PacketFilters;

/** The user's expression, compiled for what comes. */
final class FilterPrograms {
    private static final Logger LOG = LoggerFactory.getLogger(FilterPrograms.class);

    private FilterPrograms() {}

    /** Programs for packets of a file, or as they are in one. */
    static PacketFilters inProcess(String expression) {
        if (expression.isBlank()) return PacketFilters.ALL;
        Map<LinkType, PacketProgram> known = new HashMap<>();
        return linkType -> {
            PacketProgram program = known.get(linkType);
            if (program == null) {
                program =
                        ready(
                                instructions(expression, linkType, FilterOptions.Source.FILE)
                                        .orElseThrow());
                known.put(linkType, program);
            }
            return program;
        };
    }

    /**
     * The instructions for packets of {@code linkType}; empty for a blank expression.
     *
     * @throws PacketFilters.Unfit if there are none
     */
    static Optional<BpfProgram> instructions(
            String expression, LinkType linkType, FilterOptions.Source source)
            throws PacketFilters.Unfit {
        return instructions(expression, linkType, source, LinkType.CAPTURED_OCTETS_MAX);
    }

    /** The same, which keeps {@code snapOctets} of a packet. */
    static Optional<BpfProgram> instructions(
            String expression, LinkType linkType, FilterOptions.Source source, int snapOctets)
            throws PacketFilters.Unfit {
        if (expression.isBlank()) return Optional.empty();
        FilterOptions options =
                FilterOptions.of(linkType).withSource(source).withSnapLengthOctets(snapOctets);
        return switch (FilterCompiler.compile(expression, options)) {
            case FilterResult.Refused(var error) ->
                    throw new PacketFilters.Unfit(
                            "sluice: no filter for packets of link type "
                                    + linkType
                                    + ": "
                                    + error
                                    + "\n"
                                    + error.under(expression)
                                            .lines()
                                            .limit(2)
                                            .map(line -> "  " + line)
                                            .collect(Collectors.joining("\n")));
            case FilterResult.Compiled(var filter) -> Optional.of(filter.program());
        };
    }

    private static PacketProgram ready(BpfProgram program) throws PacketFilters.Unfit {
        Loaded loaded =
                BpfLoader.compile(program, BpfValidator.LIBPCAP)
                        .tellingFallback(why -> LOG.warn("the filter is interpreted: {}", why));
        return switch (loaded) {
            case Loaded.Ready ready -> ready.program();
            case Loaded.Refused(var refusal) -> throw new PacketFilters.Unfit("sluice: " + refusal);
        };
    }
}
