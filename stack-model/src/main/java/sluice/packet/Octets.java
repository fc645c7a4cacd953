package sluice.packet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Network-order reads and writes in a {@code byte[]}; every field of every header goes through
 * here.
 *
 * <p>Offsets are octets from the start of the array. Values are unsigned and returned in the next
 * wider type, except {@link #i32}, which keeps the 32 bits as they are. An offset outside the array
 * throws {@link IndexOutOfBoundsException}: callers check lengths once, when a view is made.
 */
public final class Octets {
    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Octets() {}

    /** The octet at {@code offset}, 0..255. */
    public static int u8(byte[] octets, int offset) {
        return octets[offset] & 0xff;
    }

    /** Two octets in network order, 0..65535. */
    public static int u16(byte[] octets, int offset) {
        return (short) SHORT.get(octets, offset) & 0xffff;
    }

    /** Three octets in network order. */
    public static int u24(byte[] octets, int offset) {
        return u8(octets, offset) << 16 | u16(octets, offset + 1);
    }

    /**
     * Four octets in network order, as an {@code int} that may be negative (addresses, sequence
     * numbers).
     */
    public static int i32(byte[] octets, int offset) {
        return (int) INT.get(octets, offset);
    }

    /** Four octets in network order, 0..2^32-1. */
    public static long u32(byte[] octets, int offset) {
        return i32(octets, offset) & 0xffff_ffffL;
    }

    /** Six octets in network order (a MAC address), 0..2^48-1. */
    public static long u48(byte[] octets, int offset) {
        return (long) u16(octets, offset) << 32 | u32(octets, offset + 2);
    }

    /** Eight octets in network order. */
    public static long i64(byte[] octets, int offset) {
        return (long) LONG.get(octets, offset);
    }

    /** Writes the low 8 bits of {@code value}. */
    public static void put8(byte[] octets, int offset, int value) {
        octets[offset] = (byte) value;
    }

    /** Writes the low 16 bits of {@code value} in network order. */
    public static void put16(byte[] octets, int offset, int value) {
        SHORT.set(octets, offset, (short) value);
    }

    /** Writes the 32 bits of {@code value} in network order. */
    public static void put32(byte[] octets, int offset, int value) {
        INT.set(octets, offset, value);
    }

    /** Writes the low 48 bits of {@code value} in network order. */
    public static void put48(byte[] octets, int offset, long value) {
        put16(octets, offset, (int) (value >>> 32));
        put32(octets, offset + 2, (int) value);
    }

    /** Writes the 64 bits of {@code value} in network order. */
    public static void put64(byte[] octets, int offset, long value) {
        LONG.set(octets, offset, value);
    }
}
