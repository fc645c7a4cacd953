package sluice.bpf;

/** What the generated classes extend: what is too rare to be written out in them. */
abstract class CompiledFilter implements PacketProgram {
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
