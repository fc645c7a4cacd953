package sluice.inet;

import java.util.ArrayList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import sluice.packet.Checksums;
import sluice.packet.Octets;

/**
 * The fragments of one datagram.
 *
 * <p>What is there is kept as <em>runs</em>: intervals in order, where the last run grows when the
 * next octets arrive in order and all others are single fragments. A fragment inside one run is a
 * duplicate; one that touches a run otherwise overlaps. Two neighbouring runs are not joined, so a
 * fragment that repeats exactly the octets of two others is an overlap, as it is in the kernel.
 */
final class FragmentQueue<Q> {
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int FRAGMENT_HEADER_OCTETS = 8;

    private final long deadlineNanos;
    private final ArrayList<Q> fragments = new ArrayList<>(4);
    private final ArrayList<byte[]> payloads = new ArrayList<>(4);
    private int[] starts = new int[4];
    private int[] runs = new int[8];
    private int runCount;
    private int knownEnd;
    private boolean lastSeen;
    private int octets;
    private int keptOctets;
    private byte @Nullable [] headers;
    private int version;
    private int headerOctets;
    private int largestFragment;
    private int largestWithDontFragment;

    FragmentQueue(long deadlineNanos) {
        this.deadlineNanos = deadlineNanos;
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    int keptOctets() {
        return keptOctets;
    }

    int largestFragmentOctets() {
        return largestFragment;
    }

    /** Why the fragment, and with it the datagram unless it is a duplicate, is of no use. */
    @Nullable InetDrop refuses(FragmentPiece piece, boolean more) {
        int end = piece.end();
        boolean wrongEnd =
                more ? lastSeen && end > knownEnd : end < knownEnd || (lastSeen && end != knownEnd);
        if (wrongEnd) return InetDrop.FRAGMENT_LENGTHS_DISAGREE;
        if (end <= piece.start()) return InetDrop.FRAGMENT_EMPTY;
        int at = runEndingAfter(piece.start());
        if (at == runCount || runs[2 * at] >= end) return null;
        boolean inside = runs[2 * at] <= piece.start() && end <= runs[2 * at + 1];
        return inside ? InetDrop.FRAGMENT_DUPLICATE : InetDrop.FRAGMENT_OVERLAP;
    }

    /** Adds a fragment that {@link #refuses} let pass. */
    void add(FragmentPiece piece, boolean more, Q fragment) {
        if (payloads.size() == starts.length) starts = Arrays.copyOf(starts, starts.length * 2);
        starts[payloads.size()] = piece.start();
        payloads.add(piece.copyPayload());
        fragments.add(fragment);
        octets += piece.payloadOctets();
        keptOctets += piece.keptOctets() + Reassembler.OVERHEAD_OCTETS;
        lastSeen |= !more;
        knownEnd = Math.max(knownEnd, piece.end());
        int whole = piece.payloadAt() + piece.payloadOctets();
        largestFragment = Math.max(largestFragment, whole);
        version = piece.version();
        if (version == 4 && (Octets.u16(piece.packet(), piece.offset() + 6) & DONT_FRAGMENT) != 0)
            largestWithDontFragment = Math.max(largestWithDontFragment, whole);
        if (piece.start() == 0) {
            headers = piece.copyHeaders();
            headerOctets = piece.headerOctets();
        }
        insertRun(piece.start(), piece.end());
    }

    boolean isWhole() {
        return headers != null && lastSeen && octets == knownEnd;
    }

    /** The datagram, or null if it would be longer than 65535 octets. */
    byte @Nullable [] join() {
        byte[] first = headers;
        if (first == null) throw new IllegalStateException("joined without a first fragment");
        int length = headerOctets + knownEnd;
        if (version == 4 ? length > 65_535 : length - Ipv6Input.HEADER_OCTETS > 65_535) return null;
        var whole = new byte[length];
        System.arraycopy(first, 0, whole, 0, headerOctets);
        for (int at = 0; at < payloads.size(); at++) {
            byte[] payload = payloads.get(at);
            System.arraycopy(payload, 0, whole, headerOctets + starts[at], payload.length);
        }
        if (version == 4) {
            // Linux sets DF again if a fragment with DF was the largest (ip_frag_reasm).
            boolean keep =
                    largestWithDontFragment > 0 && largestWithDontFragment == largestFragment;
            Octets.put16(whole, 2, length);
            Octets.put16(whole, 6, keep ? DONT_FRAGMENT : 0);
            Octets.put16(whole, 10, 0);
            Octets.put16(whole, 10, Checksums.finish(Checksums.sum(whole, 0, headerOctets)));
        } else {
            int field = Ipv6Chain.lastNextHeaderOffset(whole, 0, headerOctets);
            whole[field] = first[headerOctets];
            Octets.put16(whole, 4, length - Ipv6Input.HEADER_OCTETS);
        }
        return whole;
    }

    /** Tells of each piece, in the order of their octets. */
    void pieces(ReassemblySink<? super Q> sink) {
        int count = payloads.size();
        var order = new long[count];
        for (int at = 0; at < count; at++) order[at] = (long) starts[at] << 32 | at;
        Arrays.sort(order);
        int before = version == 4 ? headerOctets : headerOctets + FRAGMENT_HEADER_OCTETS;
        for (long each : order) {
            int at = (int) each;
            sink.piece(fragments.get(at), before + payloads.get(at).length);
        }
    }

    /** Header and payload of the fragment with offset 0, or null while it is missing. */
    byte @Nullable [] firstFragment() {
        if (headers == null) return null;
        int at = 0;
        while (starts[at] != 0) at++;
        byte[] payload = payloads.get(at);
        byte[] whole = Arrays.copyOf(headers, headers.length + payload.length);
        System.arraycopy(payload, 0, whole, headers.length, payload.length);
        return whole;
    }

    void end(@Nullable InetDrop why, ReassemblySink<? super Q> sink) {
        if (why != null) sink.failed(why);
        for (Q fragment : fragments) sink.ended(fragment, why);
    }

    /** The first run that ends after {@code position}: all before it are out of the way. */
    private int runEndingAfter(int position) {
        int low = 0;
        int high = runCount;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (runs[2 * middle + 1] > position) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    private void insertRun(int start, int end) {
        int at = runEndingAfter(start);
        if (at == runCount && at > 0 && runs[2 * at - 1] == start) {
            runs[2 * at - 1] = end;
            return;
        }
        if (2 * runCount == runs.length) runs = Arrays.copyOf(runs, runs.length * 2);
        System.arraycopy(runs, 2 * at, runs, 2 * at + 2, 2 * (runCount - at));
        runs[2 * at] = start;
        runs[2 * at + 1] = end;
        runCount++;
    }
}
