package sluice.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sluice.bpf.BpfInstruction;
import sluice.pcap.filter.Filter;
import sluice.pcap.filter.FilterCompiler;
import sluice.pcap.filter.FilterError;
import sluice.pcap.filter.FilterOptions;
import sluice.pcap.filter.FilterResult;

/**
 * Any text is a filter for libpcap 1.10.3 exactly if it is one for us, and then both match the same
 * packets. Texts with names that libpcap would ask the network for are left out.
 */
final class FilterPeerFuzz {
    private static final int PACKETS = 8;
    private static final int PACKET_OCTETS = 700;
    private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9._-]*|[^\\x01-\\x7e]");
    private static final Pattern LITERAL = Pattern.compile("[0-9A-Fa-f:.-]*[:.-][0-9A-Fa-f:.-]*");
    private static final Set<String> KNOWN = Set.copyOf(FilterWords.ALL);

    private FilterPeerFuzz() {}

    static void run(byte[] input) {
        FilterInput asked = FilterInput.of(input);
        String text = asked.expression();
        if (NativePcap.problem().isPresent() || !isAskedOfNobody(text)) return;
        FilterOptions options = asked.options().withSource(FilterOptions.Source.LIVE);
        int netmask = options.netmask();
        int dlt = asked.linkType().dlt();
        NativePcap.Compiled plain = NativePcap.compile(dlt, text, false, netmask);
        FilterResult ours = FilterCompiler.compile(text, options.withOptimize(false));
        same(plain, ours);
        NativePcap.Compiled optimized = NativePcap.compile(dlt, text, true, netmask);
        FilterResult oursOptimized = FilterCompiler.compile(text, options);
        same(optimized, oursOptimized);
        if (oursOptimized instanceof FilterResult.Compiled(Filter filter))
            agree(optimized.program(), filter.program().instructions(), Arrays.hashCode(input));
    }

    private static boolean isAskedOfNobody(String text) {
        for (Matcher word = WORD.matcher(text); word.find(); ) {
            String found = word.group();
            if (!KNOWN.contains(found) && !LITERAL.matcher(found).matches()) return false;
        }
        return text.indexOf(0) < 0;
    }

    /** Limits of ours are not libpcap's, which has none on nesting but its memory. */
    private static void same(NativePcap.Compiled theirs, FilterResult ours) {
        if (ours instanceof FilterResult.Refused(FilterError error)
                && error.message().startsWith("nested deeper")) return;
        String said =
                ours instanceof FilterResult.Refused(FilterError error)
                        ? error.toString()
                        : "a filter";
        assertThat(ours instanceof FilterResult.Compiled)
                .as("libpcap: %s; we: %s", theirs.error(), said)
                .isEqualTo(theirs.error().isEmpty());
    }

    private static void agree(List<BpfInstruction> theirs, List<BpfInstruction> ours, long seed) {
        LikelyPackets packets = new LikelyPackets(theirs, PACKET_OCTETS, seed);
        for (int i = 0; i < PACKETS; i++) {
            byte[] packet = packets.next();
            var wanted = ReferenceMachine.run(theirs, packet, packet.length);
            var found = ReferenceMachine.run(ours, packet, packet.length);
            if (wanted.cause() == ReferenceMachine.Cause.RETURN)
                assertThat(found.kept()).as("octets kept").isEqualTo(wanted.kept());
        }
    }
}
