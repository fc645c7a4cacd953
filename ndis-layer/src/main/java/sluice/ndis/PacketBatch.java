package sluice.ndis;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The packets of a chain of net buffer lists while one call takes them on: the wrapper's records,
 * and what is to be known about each when the call returns.
 */
final class PacketBatch {
    private static final int FIRST_SIZE = 16;

    private @Nullable NdisPacket[] packets = new @Nullable NdisPacket[FIRST_SIZE];
    private NdisStatus[] statuses = filled(FIRST_SIZE);
    private long[] turns = new long[FIRST_SIZE];
    private int count;

    private static NdisStatus[] filled(int size) {
        var array = new NdisStatus[size];
        Arrays.fill(array, NdisStatus.SUCCESS);
        return array;
    }

    int count() {
        return count;
    }

    void add(NdisPacket packet, NdisStatus status) {
        if (count == packets.length) {
            packets = Arrays.copyOf(packets, 2 * count);
            statuses = Arrays.copyOf(statuses, 2 * count);
            turns = Arrays.copyOf(turns, 2 * count);
        }
        packets[count] = packet;
        statuses[count] = status;
        turns[count] = packet.turn;
        count++;
    }

    void add(NdisPacket packet) {
        add(packet, NdisStatus.SUCCESS);
    }

    NdisPacket packet(int index) {
        NdisPacket packet = packets[index];
        if (packet == null) throw new IndexOutOfBoundsException(index);
        return packet;
    }

    NdisStatus status(int index) {
        return statuses[index];
    }

    /** Whether it is as it was when it was added: not completed, returned or sent anew since. */
    boolean isSame(int index) {
        return packet(index).turn == turns[index];
    }

    void clear() {
        Arrays.fill(packets, 0, count, null);
        count = 0;
    }

    /** As {@link #chain}, and each says how its send went. */
    NetBufferList chainWithStatuses() {
        for (int i = 0; i < count; i++) packet(i).list().setStatus(statuses[i]);
        return chain();
    }

    /**
     * The lists of all, as a chain.
     *
     * @return its head
     */
    NetBufferList chain() {
        for (int i = 0; i + 1 < count; i++) packet(i).list().attach(packet(i + 1).list());
        return packet(0).list();
    }
}
