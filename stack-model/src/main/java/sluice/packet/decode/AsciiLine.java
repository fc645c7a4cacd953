package sluice.packet.decode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import sluice.packet.Octets;

/**
 * One line of printable ASCII in a buffer that is reused. What does not fit is left out and marked
 * by dots at the end. Octets from packets get in only through {@link #escaped} and {@link #label}.
 * One thread.
 */
final class AsciiLine {
    private static final String HEX = "0123456789abcdef";
    private static final String DOTS = "...";
    private static final int IPV6_GROUPS = 8;

    private final byte[] line;
    private int length;
    private boolean cut;

    AsciiLine(int octetsMax) {
        line = new byte[octetsMax];
    }

    void clear() {
        length = 0;
        cut = false;
    }

    /** Ends the line and returns its length. */
    int finish() {
        if (cut) {
            length = Math.max(0, Math.min(length, line.length - DOTS.length()));
            cut = false;
            text(DOTS);
        }
        return length;
    }

    int length() {
        return length;
    }

    byte[] octets() {
        return line;
    }

    @Override
    public String toString() {
        return new String(line, 0, length, StandardCharsets.US_ASCII);
    }

    void text(String ascii) {
        int count = Math.min(ascii.length(), line.length - length);
        for (int i = 0; i < count; i++) {
            line[length + i] = (byte) ascii.charAt(i);
        }
        length += count;
        cut |= count < ascii.length();
    }

    /** One printable character. */
    void octet(int value) {
        if (length < line.length) {
            line[length++] = (byte) value;
        } else {
            cut = true;
        }
    }

    /** A number from 0, decimal. */
    void number(long value) {
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        long rest = value;
        for (int at = length + digits - 1; at >= length; at--) {
            if (at < line.length) {
                line[at] = (byte) ('0' + rest % 10);
            }
            rest /= 10;
        }
        cut |= digits > line.length - length;
        length = Math.min(line.length, length + digits);
    }

    void hex(long value, int digits) {
        text("0x");
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            octet(HEX.charAt((int) (value >>> shift) & 15));
        }
    }

    /** Puts blanks before what was written from {@code start} until it is {@code width} wide. */
    void shiftRight(int start, int width) {
        int blanks = Math.min(width - (length - start), line.length - length);
        if (blanks > 0) {
            System.arraycopy(line, start, line, start + blanks, length - start);
            Arrays.fill(line, start, start + blanks, (byte) ' ');
            length += blanks;
        }
    }

    void ipv4(long address) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            number(address >>> shift & 0xff);
            if (shift > 0) {
                octet('.');
            }
        }
    }

    void mac(long address) {
        for (int shift = 40; shift >= 0; shift -= 8) {
            octet(HEX.charAt((int) (address >>> (shift + 4)) & 15));
            octet(HEX.charAt((int) (address >>> shift) & 15));
            if (shift > 0) {
                octet(':');
            }
        }
    }

    /** The address at a place, in the form of RFC 5952 without dotted decimals. */
    void ipv6(byte[] octets, int at) {
        int foldFrom = -1;
        int foldCount = 1;
        for (int i = 0; i < IPV6_GROUPS; i++) {
            int run = 0;
            while (i + run < IPV6_GROUPS && Octets.u16(octets, at + 2 * (i + run)) == 0) {
                run++;
            }
            if (run > foldCount) {
                foldFrom = i;
                foldCount = run;
            }
            i += run;
        }
        for (int i = 0; i < IPV6_GROUPS; i++) {
            if (i == foldFrom) {
                text("::");
                i += foldCount - 1;
                continue;
            }
            if (i > 0 && (foldFrom < 0 || i != foldFrom + foldCount)) {
                octet(':');
            }
            group(Octets.u16(octets, at + 2 * i));
        }
    }

    private void group(int group) {
        boolean started = false;
        for (int shift = 12; shift >= 0; shift -= 4) {
            int digit = group >>> shift & 15;
            if (digit != 0 || started || shift == 0) {
                octet(HEX.charAt(digit));
                started = true;
            }
        }
    }

    /**
     * Octets as text: printable ASCII as it is, all else as {@code \xNN}. At most {@code shownMax}
     * octets, then dots.
     */
    void escaped(byte[] octets, int from, int end, int shownMax) {
        int shownEnd = end - from > shownMax ? from + shownMax : end;
        for (int at = from; at < shownEnd; at++) {
            int value = octets[at] & 0xff;
            if (value >= ' ' && value <= '~' && value != '\\') {
                octet(value);
            } else if (value == '\\') {
                text("\\\\");
            } else {
                text("\\x");
                octet(HEX.charAt(value >>> 4));
                octet(HEX.charAt(value & 15));
            }
        }
        if (shownEnd < end) {
            text(DOTS);
        }
    }

    /** A label of a domain name in the form of master files (RFC 1035 section 5.1). */
    void label(byte[] octets, int from, int end) {
        for (int at = from; at < end; at++) {
            int value = octets[at] & 0xff;
            if (value == '.' || value == '\\') {
                octet('\\');
                octet(value);
            } else if (value > ' ' && value <= '~') {
                octet(value);
            } else {
                octet('\\');
                octet('0' + value / 100);
                octet('0' + value / 10 % 10);
                octet('0' + value % 10);
            }
        }
    }
}
