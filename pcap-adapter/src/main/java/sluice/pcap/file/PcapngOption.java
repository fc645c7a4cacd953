package sluice.pcap.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * An option of a pcapng block as it stands in the file (draft-ietf-opsawg-pcapng, section 3.5).
 *
 * @param code which option; its meaning depends on the block but for {@link #COMMENT} and the
 *     custom ones
 * @param value its octets without padding, 0..65535 of them, not to be changed
 */
public record PcapngOption(int code, byte[] value) {
    /** End of the options; never listed. */
    public static final int END_OF_OPTIONS = 0;

    /** A comment in UTF-8, in every block, any number of times. */
    public static final int COMMENT = 1;

    /** Section header: hardware of the capturing machine, UTF-8. */
    public static final int SECTION_HARDWARE = 2;

    /** Section header: its operating system, UTF-8. */
    public static final int SECTION_OS = 3;

    /** Section header: the application that wrote the section, UTF-8. */
    public static final int SECTION_APPLICATION = 4;

    /** Interface: its name, UTF-8. */
    public static final int INTERFACE_NAME = 2;

    /** Interface: a description of it, UTF-8. */
    public static final int INTERFACE_DESCRIPTION = 3;

    /** Interface: resolution of its times, one octet. */
    public static final int INTERFACE_TIME_RESOLUTION = 9;

    /** Interface: seconds to add to its times, 64 bits. */
    public static final int INTERFACE_TIME_OFFSET = 14;

    /** Packet: direction and errors, 32 bits. */
    public static final int PACKET_FLAGS = 2;

    /** Custom option with text, copied by programs that do not know it. */
    public static final int CUSTOM_TEXT = 2988;

    /** Custom option with octets, copied by programs that do not know it. */
    public static final int CUSTOM_OCTETS = 2989;

    /** Custom option with text, not to be copied. */
    public static final int CUSTOM_TEXT_NO_COPY = 19_372;

    /** Custom option with octets, not to be copied. */
    public static final int CUSTOM_OCTETS_NO_COPY = 19_373;

    /** How many options of one block are listed at most. */
    public static final int OPTIONS_MAX = 4096;

    /** Longest value: its length is a 16-bit number. */
    public static final int VALUE_OCTETS_MAX = 65_535;

    /** Refuses what a block cannot hold: a caller's mistake. */
    public PcapngOption {
        Objects.requireNonNull(value, "value");
        if (code < 0 || code > 0xffff || value.length > VALUE_OCTETS_MAX) {
            throw new IllegalArgumentException(
                    "option " + code + " with " + value.length + " octets");
        }
    }

    /** A text option; cut to what fits at a character's end. */
    public static PcapngOption ofText(int code, String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        if (utf8.length <= VALUE_OCTETS_MAX) {
            return new PcapngOption(code, utf8);
        }
        int end = VALUE_OCTETS_MAX;
        while ((utf8[end] & 0xc0) == 0x80) {
            end--;
        }
        return new PcapngOption(code, Arrays.copyOf(utf8, end));
    }

    /** A comment. */
    public static PcapngOption comment(String text) {
        return ofText(COMMENT, text);
    }

    /** The value as UTF-8 text; broken sequences become U+FFFD. */
    public String text() {
        return new String(value, UTF_8);
    }

    static List<String> comments(List<PcapngOption> options) {
        List<String> comments = new ArrayList<>(0);
        for (PcapngOption option : options) {
            if (option.code == COMMENT) {
                comments.add(option.text());
            }
        }
        return List.copyOf(comments);
    }

    /** The options between two places, up to the end mark or to the first that does not fit. */
    static List<PcapngOption> list(byte[] octets, int from, int to, boolean bigEndian) {
        List<PcapngOption> options = new ArrayList<>(0);
        int at = from;
        while (to - at >= 4 && options.size() < OPTIONS_MAX) {
            int code = FileOctets.u16(octets, at, bigEndian);
            int length = FileOctets.u16(octets, at + 2, bigEndian);
            if (code == END_OF_OPTIONS || length > to - at - 4) {
                break;
            }
            options.add(
                    new PcapngOption(code, Arrays.copyOfRange(octets, at + 4, at + 4 + length)));
            at += 4 + FileOctets.padded(length);
        }
        return List.copyOf(options);
    }

    /** The value as a number of its own length, 1..8 octets; 0 for any other. */
    long number(ByteOrder order) {
        if (value.length > 8) {
            return 0;
        }
        long number = 0;
        for (int i = 0; i < value.length; i++) {
            int at = order == ByteOrder.BIG_ENDIAN ? i : value.length - 1 - i;
            number = (number << 8) | (value[at] & 0xff);
        }
        return number;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PcapngOption(int otherCode, byte[] otherValue)
                && code == otherCode
                && Arrays.equals(value, otherValue);
    }

    @Override
    public int hashCode() {
        return 31 * code + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return "option " + code + " (" + value.length + " octets)";
    }
}
