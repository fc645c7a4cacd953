package sluice.packet.decode;

import sluice.packet.Octets;
import sluice.packet.wire.Addresses;

/** The text of field values, as tables and listings show them. */
public final class FieldText {
    private static final String HEX = "0123456789abcdef";

    private static final int SHOWN_OCTETS_MAX = 64;
    private static final int TEXT_OCTETS_MAX = 255;
    private static final int TEXT_CHARACTERS_MAX = 4 * TEXT_OCTETS_MAX + 3;
    private static final int NAME_CHARACTERS_MAX = 4 * DomainName.OCTETS_MAX + 3;

    private FieldText() {}

    /**
     * Appends the value a sink was told.
     *
     * @param octets the array the frame was decoded from, for values longer than a number; of long
     *     runs of octets the first {@value #SHOWN_OCTETS_MAX} are shown
     */
    public static void append(
            StringBuilder text,
            Field field,
            byte[] octets,
            int offset,
            int lengthOctets,
            long value) {
        switch (field.kind()) {
            case DECIMAL, FLAG -> text.append(value);
            case HEX8 -> appendHex(text, value, 2);
            case HEX16 -> appendHex(text, value, 4);
            case HEX24 -> appendHex(text, value, 6);
            case HEX32 -> appendHex(text, value, 8);
            case MAC -> Addresses.appendMac(text, value);
            case IPV4 -> Addresses.appendIpv4(text, (int) value);
            case IPV6 ->
                    Addresses.appendIpv6(
                            text, Octets.i64(octets, offset), Octets.i64(octets, offset + 8));
            case BYTES -> appendBytes(text, octets, offset, lengthOctets);
            case TEXT -> appendText(text, octets, offset, lengthOctets);
            case NAME -> {
                AsciiLine name = new AsciiLine(NAME_CHARACTERS_MAX);
                DomainName.append(name, octets, (int) value, offset, (int) (value >>> 32));
                name.finish();
                text.append(name);
            }
        }
    }

    private static void appendText(
            StringBuilder text, byte[] octets, int offset, int lengthOctets) {
        int end = offset;
        while (end < offset + lengthOctets && octets[end] != 0) {
            end++;
        }
        AsciiLine line = new AsciiLine(TEXT_CHARACTERS_MAX);
        line.escaped(octets, offset, end, TEXT_OCTETS_MAX);
        line.finish();
        text.append(line);
    }

    private static void appendBytes(
            StringBuilder text, byte[] octets, int offset, int lengthOctets) {
        int shown = Math.min(lengthOctets, SHOWN_OCTETS_MAX);
        for (int i = 0; i < shown; i++) {
            text.append(HEX.charAt(octets[offset + i] >> 4 & 15));
            text.append(HEX.charAt(octets[offset + i] & 15));
        }
        text.append(shown < lengthOctets ? "..." : "");
    }

    private static void appendHex(StringBuilder text, long value, int digits) {
        text.append("0x");
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            text.append(HEX.charAt((int) (value >>> shift) & 15));
        }
    }
}
