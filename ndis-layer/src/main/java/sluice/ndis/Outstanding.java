package sluice.ndis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Packets that a rule keeps an eye on, each with who has it and since when, in the order in which
 * they came. Each packet knows its place, so nothing is looked up and nothing is allocated.
 */
final class Outstanding {
    /** Which of its places a packet knows; each rule has one. */
    enum Of {
        /** Pending in some driver. */
        PENDED,
        /** Kept by a filter. */
        KEPT,
        /** Not in its pool. */
        LIVE
    }

    private final int which;
    private @Nullable NdisPacket[] packets = new @Nullable NdisPacket[16];
    private @Nullable Party[] parties = new @Nullable Party[16];
    private long[] since = new long[16];
    private int end;
    private int count;

    Outstanding(Of which) {
        this.which = which.ordinal();
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Behind the last place; some of those before may be empty. */
    int end() {
        return end;
    }

    /** The packet at a place; null if the place is empty. */
    @Nullable NdisPacket at(int place) {
        return packets[place];
    }

    /** Who has, or had, the packet at a place. */
    Party partyAt(int place) {
        return java.util.Objects.requireNonNull(parties[place]);
    }

    /** Since when. */
    long sinceAt(int place) {
        return since[place];
    }

    /** Where the packet is; negative if it is not in. */
    int placeOf(NdisPacket packet) {
        return packet.places[which] - 1;
    }

    /** Puts it in, or says of one that is in who has it now. */
    void put(NdisPacket packet, Party by, long nowNanos) {
        int place = placeOf(packet);
        if (place < 0) {
            if (end == packets.length) makeRoom();
            place = end++;
            count++;
            packets[place] = packet;
            packet.places[which] = place + 1;
        }
        parties[place] = by;
        since[place] = nowNanos;
    }

    /** Takes it out; where it was, or a negative number. What is said of the place stays true. */
    int remove(NdisPacket packet) {
        int place = placeOf(packet);
        if (place < 0) return place;
        packets[place] = null;
        packet.places[which] = 0;
        count--;
        while (end > 0 && packets[end - 1] == null) end--;
        return place;
    }

    /** Those that have been with their party since before {@code nanos}; a copy. */
    List<NdisPacket> before(long nanos) {
        List<NdisPacket> found = new ArrayList<>();
        for (int i = 0; i < end; i++) {
            NdisPacket packet = packets[i];
            if (packet != null && since[i] < nanos) found.add(packet);
        }
        return found;
    }

    /** Those of certain parties; a copy. */
    List<NdisPacket> of(Predicate<Party> which) {
        List<NdisPacket> found = new ArrayList<>();
        for (int i = 0; i < end; i++) {
            NdisPacket packet = packets[i];
            if (packet != null && which.test(partyAt(i))) found.add(packet);
        }
        return found;
    }

    /** Closes the gaps; if there are few, takes more room. */
    private void makeRoom() {
        if (count > end / 2) {
            int room = 2 * end;
            packets = Arrays.copyOf(packets, room);
            parties = Arrays.copyOf(parties, room);
            since = Arrays.copyOf(since, room);
        }
        int to = 0;
        for (int from = 0; from < end; from++) {
            NdisPacket packet = packets[from];
            if (packet == null) continue;
            packets[to] = packet;
            parties[to] = parties[from];
            since[to] = since[from];
            packet.places[which] = ++to;
        }
        Arrays.fill(packets, to, end, null);
        end = to;
    }
}
