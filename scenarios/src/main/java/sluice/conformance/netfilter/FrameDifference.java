package sluice.conformance.netfilter;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import sluice.packet.decode.SummaryLine;
import sluice.pcap.file.LinkType;

/**
 * Two frames that should be equal.
 *
 * @param text the first difference
 * @param ours with the recorded mask applied
 * @param bare whether they begin with the IP header
 */
record FrameDifference(String text, byte[] ours, byte[] kernel, boolean bare) {
    private static final String INDENT = "    ";
    private static final int ROW_OCTETS = 16;
    private static final int ROWS_MAX = 8;

    /** Both frames decoded, and the first rows of octets in which they differ. */
    List<String> details() {
        List<String> lines = new ArrayList<>();
        lines.add(INDENT + "ours   " + decoded(ours, bare));
        lines.add(INDENT + "kernel " + decoded(kernel, bare));
        int rows = 0;
        for (int at = 0; at < Math.max(ours.length, kernel.length); at += ROW_OCTETS) {
            String mine = row(ours, at);
            String theirs = row(kernel, at);
            if (mine.equals(theirs)) continue;
            if (rows++ == ROWS_MAX) {
                lines.add(INDENT + "... and more");
                break;
            }
            lines.add(INDENT + "%04x ours   %s".formatted(at, mine));
            lines.add(INDENT + "%04x kernel %s".formatted(at, theirs));
        }
        return lines;
    }

    private static String row(byte[] octets, int at) {
        if (at >= octets.length) return "-";
        byte[] row = Arrays.copyOfRange(octets, at, Math.min(at + ROW_OCTETS, octets.length));
        return HexFormat.ofDelimiter(" ").formatHex(row);
    }

    /** A frame in a line: addresses, protocol, length and what it says. */
    static String decoded(byte[] octets, boolean bare) {
        var line = new SummaryLine();
        int type = (bare ? LinkType.RAW : LinkType.ETHERNET).number();
        int end = line.format(1, 0, type, octets, 0, octets.length, octets.length);
        int from = line.addressesAt();
        return new String(line.octets(), from, end - from, StandardCharsets.UTF_8);
    }
}
