package sluice.bpf;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** What the generated classes extend: what is too rare to be written out in them. */
abstract class CompiledFilter implements PacketProgram {
    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** Two octets as the machine's order has them, 0..65535. */
    static int raw16(byte[] octets, int at) {
        return (short) SHORT.get(octets, at) & 0xffff;
    }

    /** Four octets as the machine's order has them. */
    static int raw32(byte[] octets, int at) {
        return (int) INT.get(octets, at);
    }

    /** Eight octets as the machine's order has them. */
    static long raw64(byte[] octets, int at) {
        return (long) LONG.get(octets, at);
    }

    /** A shift by X, which gives 0 from 32 bits on. */
    static int shiftLeft(int a, int by) {
        return by >>> 5 == 0 ? a << by : 0;
    }

    /** A shift by X, which gives 0 from 32 bits on. */
    static int shiftRight(int a, int by) {
        return by >>> 5 == 0 ? a >>> by : 0;
    }

    /** {@link LinuxLoads#ancillary} with the field by its ordinal. */
    static int ancillary(
            int field,
            int a,
            int x,
            byte[] octets,
            int offset,
            int captured,
            PacketMetadata metadata) {
        return LinuxLoads.ancillary(
                Ancillary.ofOrdinal(field), a, x, octets, offset, captured, metadata);
    }

    /** {@link LinuxLoads#load}. */
    static long far(
            int at, int size, byte[] octets, int offset, int captured, PacketMetadata metadata) {
        return LinuxLoads.load(at, size, octets, offset, captured, metadata);
    }
}
