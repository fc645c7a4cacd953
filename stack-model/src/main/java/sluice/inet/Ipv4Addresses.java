package sluice.inet;

import java.util.OptionalInt;
import sluice.packet.wire.Addresses;

/** IPv4 addresses as 32-bit ints: text, masks and the special ranges (RFC 791, RFC 6890). */
public final class Ipv4Addresses {
    /** 0.0.0.0: "this host", or no address. */
    public static final int ANY = 0;

    /** 255.255.255.255, the limited broadcast. */
    public static final int LIMITED_BROADCAST = -1;

    private Ipv4Addresses() {}

    /** The address a.b.c.d; each part uses its low 8 bits. */
    public static int of(int a, int b, int c, int d) {
        return (a & 0xff) << 24 | (b & 0xff) << 16 | (c & 0xff) << 8 | (d & 0xff);
    }

    /** Dotted quad of four decimal numbers without leading zeros; empty for anything else. */
    public static OptionalInt checked(String text) {
        return Addresses.parseIpv4(text);
    }

    /**
     * The address a program wrote down itself.
     *
     * @throws IllegalArgumentException if the text is not a dotted quad
     */
    public static int require(String text) {
        return checked(text)
                .orElseThrow(() -> new IllegalArgumentException("no IPv4 address: " + text));
    }

    /** Dotted quad. */
    public static String text(int address) {
        return Addresses.formatIpv4(address);
    }

    /** The network mask of a prefix of 0..32 bits. */
    public static int mask(int prefixLength) {
        return prefixLength == 0 ? 0 : -1 << (32 - prefixLength);
    }

    /** Whether {@code address} lies in {@code prefix}/{@code prefixLength}. */
    public static boolean inPrefix(int address, int prefix, int prefixLength) {
        return ((address ^ prefix) & mask(prefixLength)) == 0;
    }

    /** The directed broadcast of the subnet that {@code address} is in. */
    public static int directedBroadcast(int address, int prefixLength) {
        return address | ~mask(prefixLength);
    }

    /** 224.0.0.0/4. */
    public static boolean isMulticast(int address) {
        return address >>> 28 == 0xe;
    }

    /** 224.0.0.0/24, which routers never forward (RFC 5771 section 4). */
    public static boolean isLocalMulticast(int address) {
        return address >>> 8 == 0xe00000;
    }

    /** 127.0.0.0/8. */
    public static boolean isLoopback(int address) {
        return address >>> 24 == 127;
    }

    /** 169.254.0.0/16 (RFC 3927). */
    public static boolean isLinkLocal(int address) {
        return address >>> 16 == 0xa9fe;
    }

    /** 0.0.0.0/8. */
    public static boolean isZeroNet(int address) {
        return address >>> 24 == 0;
    }

    /** 240.0.0.0/4 but the limited broadcast. */
    public static boolean isReserved(int address) {
        return address >>> 28 == 0xf && address != LIMITED_BROADCAST;
    }

    /** The Ethernet address of a multicast group: 01:00:5e and its low 23 bits (RFC 1112, 6.4). */
    public static long multicastMac(int group) {
        return Addresses.multicastMac4(group);
    }
}
