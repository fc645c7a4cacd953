package sluice.bump;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import sluice.packet.Octets;
import sluice.packet.wire.EtherTypes;

/**
 * Frames of PPPoE (RFC 2516 sections 4 and 5).
 *
 * <pre>
 *   0      14        15    16       18        20
 *   | link | ver type| code| session| length  | tags, or PPP protocol and packet
 * </pre>
 */
final class PppoeDiscovery {
    static final int ETHERNET_OCTETS = 14;
    static final int HEADER_OCTETS = 6;
    static final int PROTOCOL_OCTETS = 2;
    static final int PADI = 0x09;
    static final int PADO = 0x07;
    static final int PADR = 0x19;
    static final int PADS = 0x65;
    static final int PADT = 0xa7;
    static final int SESSION_DATA = 0x00;
    static final long BROADCAST = 0xffff_ffff_ffffL;

    static final int SERVICE_NAME = 0x0101;
    static final int AC_NAME = 0x0102;
    static final int HOST_UNIQ = 0x0103;
    static final int AC_COOKIE = 0x0104;

    private static final int VERSION_AND_TYPE = 0x11;

    private final byte[] frame;
    private int end = ETHERNET_OCTETS + HEADER_OCTETS;

    private PppoeDiscovery(int tagOctetsMax) {
        this.frame = new byte[ETHERNET_OCTETS + HEADER_OCTETS + tagOctetsMax];
    }

    /** A discovery frame without tags yet. */
    static PppoeDiscovery of(long to, long from, int code, int session) {
        var made = new PppoeDiscovery(1024);
        putHeader(made.frame, 0, to, from, EtherTypes.PPPOE_DISCOVERY, code, session, 0);
        return made;
    }

    /** Adds a tag; one that is null or does not fit is left out. */
    PppoeDiscovery tag(int type, byte @Nullable [] value) {
        if (value == null || end + 4 + value.length > frame.length) return this;
        Octets.put16(frame, end, type);
        Octets.put16(frame, end + 2, value.length);
        System.arraycopy(value, 0, frame, end + 4, value.length);
        end += 4 + value.length;
        return this;
    }

    PppoeDiscovery tag(int type, String value) {
        return tag(type, value.getBytes(StandardCharsets.UTF_8));
    }

    byte[] octets() {
        Octets.put16(frame, 18, end - ETHERNET_OCTETS - HEADER_OCTETS);
        return Arrays.copyOf(frame, end);
    }

    /** Puts both headers; {@code lengthOctets} is that of what follows them. */
    static void putHeader(
            byte[] to,
            int at,
            long destination,
            long source,
            int type,
            int code,
            int session,
            int lengthOctets) {
        Octets.put48(to, at, destination);
        Octets.put48(to, at + 6, source);
        Octets.put16(to, at + 12, type);
        Octets.put16(to, at + 14, VERSION_AND_TYPE << 8 | code);
        Octets.put16(to, at + 16, session);
        Octets.put16(to, at + 18, lengthOctets);
    }

    /** Whether version, type and length of the frame of {@code count} octets are sound. */
    static boolean isSound(byte[] octets, int at, int count) {
        return count >= ETHERNET_OCTETS + HEADER_OCTETS
                && Octets.u8(octets, at + 14) == VERSION_AND_TYPE
                && Octets.u16(octets, at + 18) <= count - ETHERNET_OCTETS - HEADER_OCTETS;
    }

    /** The value of the first tag of a type, or null. */
    static byte @Nullable [] valueOf(byte[] octets, int at, int type) {
        int tag = at + ETHERNET_OCTETS + HEADER_OCTETS;
        int limit = tag + Octets.u16(octets, at + 18);
        while (limit - tag >= 4) {
            int length = Octets.u16(octets, tag + 2);
            if (length > limit - tag - 4) return null;
            if (Octets.u16(octets, tag) == type)
                return Arrays.copyOfRange(octets, tag + 4, tag + 4 + length);
            tag += 4 + length;
        }
        return null;
    }
}
