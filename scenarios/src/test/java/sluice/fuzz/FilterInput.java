package sluice.fuzz;

import java.nio.charset.StandardCharsets;
import sluice.pcap.file.LinkType;
import sluice.pcap.filter.FilterCompiler;
import sluice.pcap.filter.FilterOptions;

/**
 * An expression and what it is compiled for. In octets: the place of the link type in the
 * compiler's list, then bits (two of the source, one for a netmask), both as the digits and letters
 * from '0' on; the rest is the expression.
 */
record FilterInput(LinkType linkType, FilterOptions options, String expression) {
    private static final int NETMASK = 0xffffff00;

    static FilterInput of(byte[] input) {
        int type = input.length > 0 ? (input[0] & 0xff) - '0' : 0;
        int bits = input.length > 1 ? (input[1] & 0xff) - '0' : 0;
        var types = FilterCompiler.linkTypes();
        LinkType linkType = types.get(Math.floorMod(type, types.size()));
        var sources = FilterOptions.Source.values();
        FilterOptions options =
                FilterOptions.of(linkType)
                        .withSource(sources[(bits & 3) % sources.length])
                        .withNetmask((bits & 4) == 0 ? 0 : NETMASK);
        String text =
                input.length > 2
                        ? new String(input, 2, input.length - 2, StandardCharsets.UTF_8)
                        : "";
        return new FilterInput(linkType, options, text);
    }

    /** The octets that {@link #of} reads. */
    static byte[] octets(int linkTypeIndex, int bits, String expression) {
        String head = "" + (char) ('0' + linkTypeIndex) + (char) ('0' + bits);
        return (head + expression).getBytes(StandardCharsets.UTF_8);
    }
}
