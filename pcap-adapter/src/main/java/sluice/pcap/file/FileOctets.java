package sluice.pcap.file;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in the byte order of a file, read and written in place. */
final class FileOctets {
    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private FileOctets() {}

    /** The next multiple of four: options, packets and blocks of pcapng are padded to it. */
    static int padded(int lengthOctets) {
        return (lengthOctets + 3) & ~3;
    }

    static int u16(byte[] octets, int offset, boolean bigEndian) {
        short value = (short) SHORT.get(octets, offset);
        return (bigEndian ? Short.reverseBytes(value) : value) & 0xffff;
    }

    static int i32(byte[] octets, int offset, boolean bigEndian) {
        int value = (int) INT.get(octets, offset);
        return bigEndian ? Integer.reverseBytes(value) : value;
    }

    static long u32(byte[] octets, int offset, boolean bigEndian) {
        return i32(octets, offset, bigEndian) & 0xffff_ffffL;
    }

    static long i64(byte[] octets, int offset, boolean bigEndian) {
        long value = (long) LONG.get(octets, offset);
        return bigEndian ? Long.reverseBytes(value) : value;
    }

    static void put16(byte[] octets, int offset, int value, boolean bigEndian) {
        short written = (short) value;
        SHORT.set(octets, offset, bigEndian ? Short.reverseBytes(written) : written);
    }

    static void put32(byte[] octets, int offset, int value, boolean bigEndian) {
        INT.set(octets, offset, bigEndian ? Integer.reverseBytes(value) : value);
    }

    static void put64(byte[] octets, int offset, long value, boolean bigEndian) {
        LONG.set(octets, offset, bigEndian ? Long.reverseBytes(value) : value);
    }
}
