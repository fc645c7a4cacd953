package sluice.tap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The header in front of each captured packet, as a program finds it ({@code bpf_hdr} of WinPcap's
 * 32-bit interface), all little-endian:
 *
 * <pre>
 *   0 seconds   4 microseconds   8 captured length   12 original length
 *   16 header length (16 bits) = 20   18 padding (16 bits)
 * </pre>
 *
 * <p>The next record begins at the header length plus the captured length, rounded up to words.
 * Source: winpcap, {@code win_bpf.h}.
 */
public final class CaptureRecord {
    /** Length of the header. */
    public static final int HEADER_OCTETS = 20;

    /** Records in a user buffer begin at multiples of it. */
    public static final int WORD_OCTETS = 4;

    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long NANOS_PER_MICRO = 1_000L;

    private CaptureRecord() {}

    /** {@code octets} rounded up to the next word: WORDALIGN. */
    public static int wordAligned(int octets) {
        return (octets + WORD_OCTETS - 1) & -WORD_OCTETS;
    }

    /** Writes a header; the time is given in virtual nanoseconds and cut to microseconds. */
    public static void put(
            byte[] target, int at, long timeNanos, int capturedOctets, int wireOctets) {
        put32(target, at, (int) (timeNanos / NANOS_PER_SECOND));
        put32(target, at + 4, (int) (timeNanos % NANOS_PER_SECOND / NANOS_PER_MICRO));
        put32(target, at + 8, capturedOctets);
        put32(target, at + 12, wireOctets);
        put32(target, at + 16, HEADER_OCTETS);
    }

    /** When the packet was seen, in nanoseconds, a multiple of a thousand. */
    public static long timeNanos(byte[] octets, int at) {
        long seconds = i32(octets, at) & 0xffff_ffffL;
        long micros = i32(octets, at + 4) & 0xffff_ffffL;
        return seconds * NANOS_PER_SECOND + micros * NANOS_PER_MICRO;
    }

    /** How many octets of the packet follow. */
    public static int capturedOctets(byte[] octets, int at) {
        return i32(octets, at + 8);
    }

    /** How long the packet was. */
    public static int wireOctets(byte[] octets, int at) {
        return i32(octets, at + 12);
    }

    /** How long the header says it is; the packet's octets follow it. */
    public static int headerOctets(byte[] octets, int at) {
        return (short) SHORT.get(octets, at + 16) & 0xffff;
    }

    /** A 32-bit number, little-endian. */
    public static int i32(byte[] octets, int at) {
        return (int) INT.get(octets, at);
    }

    /** Writes a 32-bit number, little-endian. */
    public static void put32(byte[] octets, int at, int value) {
        INT.set(octets, at, value);
    }

    /** A 64-bit number, little-endian. */
    public static long i64(byte[] octets, int at) {
        return (long) LONG.get(octets, at);
    }

    /** Writes a 64-bit number, little-endian. */
    public static void put64(byte[] octets, int at, long value) {
        LONG.set(octets, at, value);
    }
}
