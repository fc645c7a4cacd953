package sluice.inet;

import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import sluice.packet.Octets;

/**
 * Puts IPv4 and IPv6 fragments together again, by the rules of Linux 6.x ({@code ip_frag_queue},
 * {@code inet_frag_queue_insert}): a fragment that lies within octets already there is ignored as a
 * duplicate; any other overlap discards the whole datagram (RFC 5722 says so for IPv6, Linux does
 * it for both); the octets beyond a disagreeing end do too. IPv6 atomic fragments are whole at once
 * and meet no others (RFC 6946).
 *
 * <p>Memory is bounded by {@link ReassemblyOptions}: never more than {@code octetsMax} are held. A
 * timer of the host calls {@link #poll} at {@link #nextDeadlineNanos}. One writer.
 *
 * <p>Differs: ECN marks of fragments are not combined (RFC 3168 section 5.3); an IPv6 first
 * fragment without the upper header is not refused (RFC 7112).
 */
public final class Reassembler<Q> {
    /** {@link #nextDeadlineNanos} when nothing waits. */
    public static final long NEVER = Long.MAX_VALUE;

    /** What a held fragment costs beyond its octets: about an skb with its shared info. */
    static final int OVERHEAD_OCTETS = 512;

    private final ReassemblyOptions options;

    // In order of arrival of the first fragment, which is the order of the deadlines too.
    private final LinkedHashMap<Key, FragmentQueue<Q>> queues = new LinkedHashMap<>();
    private int heldOctets;

    /**
     * Which datagram a fragment belongs to.
     *
     * @param context keeps users apart that must not mix: hook and interface
     */
    private record Key(
            long sourceHigh,
            long sourceLow,
            long destinationHigh,
            long destinationLow,
            int identification,
            int protocol,
            int context) {}

    /** An empty reassembler. */
    public Reassembler(ReassemblyOptions options) {
        this.options = options;
    }

    /** Whether an IPv6 packet has a fragment header; {@code length} is that of the packet. */
    public static boolean isIpv6Fragment(byte[] octets, int offset, int length) {
        return Ipv6Chain.fragmentHeaderOffset(octets, offset, length) >= 0;
    }

    /** Whether the IPv4 header at {@code offset} is that of a fragment. */
    public static boolean isIpv4Fragment(byte[] octets, int offset) {
        return (Octets.u16(octets, offset + 6) & 0x3fff) != 0;
    }

    /**
     * Takes an IPv4 fragment whose header was checked; see {@link ReassemblySink} for its end.
     *
     * @param length octets of the packet, header included
     * @param context keeps apart users that must not mix (hook, interface)
     */
    public void addIpv4(
            byte[] packet,
            int offset,
            int length,
            int context,
            Q fragment,
            long nowNanos,
            ReassemblySink<? super Q> sink) {
        int headerOctets = Ipv4Input.headerOctets(packet, offset);
        int field = Octets.u16(packet, offset + 6);
        int start = (field & 0x1fff) * 8;
        boolean more = (field & 0x2000) != 0;
        int end = start + length - headerOctets;
        if (more) end &= ~7; // Linux ignores the octets beyond the last multiple of eight
        var key =
                new Key(
                        0,
                        Octets.u32(packet, offset + 12),
                        0,
                        Octets.u32(packet, offset + 16),
                        Octets.u16(packet, offset + 4),
                        Octets.u8(packet, offset + 9),
                        context);
        var piece = new FragmentPiece(4, packet, offset, headerOctets, headerOctets, start, end);
        add(key, piece, more, fragment, nowNanos, sink);
    }

    /**
     * Takes an IPv6 packet with a fragment header whose fixed header was checked.
     *
     * @param length octets of the packet, header included
     * @param context keeps apart users that must not mix (hook, interface)
     * @return the refusal if it calls for ICMPv6 parameter problem (FRAGMENT_UNALIGNED, pointer 4;
     *     FRAGMENT_TOO_LONG, pointer to the fragment offset), else null
     */
    public @Nullable InetDrop addIpv6(
            byte[] packet,
            int offset,
            int length,
            int context,
            Q fragment,
            long nowNanos,
            ReassemblySink<? super Q> sink) {
        int headerOctets = Ipv6Chain.fragmentHeaderOffset(packet, offset, length);
        if (headerOctets < 0) {
            sink.ended(fragment, InetDrop.FRAGMENT_HEADERS);
            return null;
        }
        int field = Octets.u16(packet, offset + headerOctets + 2);
        int start = field & ~7;
        boolean more = (field & 1) != 0;
        int payloadAt = headerOctets + Ipv6Fragmenter.FRAGMENT_HEADER_OCTETS;
        int end = start + length - payloadAt;
        var piece = new FragmentPiece(6, packet, offset, headerOctets, payloadAt, start, end);
        if (start == 0 && !more) {
            var atomic = new FragmentQueue<Q>(nowNanos);
            atomic.add(piece, false, fragment);
            finish(atomic, sink);
            return null;
        }
        if (more && (end & 7) != 0) {
            return ended(fragment, InetDrop.FRAGMENT_UNALIGNED, sink);
        }
        var key =
                new Key(
                        Octets.i64(packet, offset + 8),
                        Octets.i64(packet, offset + 16),
                        Octets.i64(packet, offset + 24),
                        Octets.i64(packet, offset + 32),
                        Octets.i32(packet, offset + headerOctets + 4),
                        0, // the protocol is no part of an IPv6 key (RFC 8200 section 4.5)
                        context);
        return add(key, piece, more, fragment, nowNanos, sink);
    }

    private static <Q> InetDrop ended(Q fragment, InetDrop why, ReassemblySink<? super Q> sink) {
        sink.ended(fragment, why);
        return why;
    }

    private @Nullable InetDrop add(
            Key key,
            FragmentPiece piece,
            boolean more,
            Q fragment,
            long nowNanos,
            ReassemblySink<? super Q> sink) {
        if (piece.end() > 65_535) {
            return ended(fragment, InetDrop.FRAGMENT_TOO_LONG, sink);
        }
        var queue = queues.get(key);
        int cost = piece.keptOctets() + OVERHEAD_OCTETS;
        if (!makeRoom(queue, cost, sink)) {
            sink.ended(fragment, InetDrop.FRAGMENT_NO_MEMORY);
            return null;
        }
        if (queue == null) {
            queue = new FragmentQueue<>(nowNanos + options.timeoutNanos());
            queues.put(key, queue);
        }
        InetDrop refused = queue.refuses(piece, more);
        if (refused == InetDrop.FRAGMENT_DUPLICATE) {
            sink.ended(fragment, refused);
        } else if (refused != null) {
            take(key, queue);
            queue.end(refused, sink);
            sink.ended(fragment, refused);
        } else {
            queue.add(piece, more, fragment);
            heldOctets += cost;
            if (queue.isWhole()) {
                take(key, queue);
                finish(queue, sink);
            }
        }
        return null;
    }

    private void finish(FragmentQueue<Q> queue, ReassemblySink<? super Q> sink) {
        byte[] whole = queue.join();
        if (whole == null) {
            queue.end(InetDrop.REASSEMBLED_TOO_LONG, sink);
        } else {
            queue.pieces(sink);
            sink.whole(whole, whole.length, queue.largestFragmentOctets());
            queue.end(null, sink);
        }
    }

    private boolean makeRoom(
            @Nullable FragmentQueue<Q> current, int cost, ReassemblySink<? super Q> sink) {
        if (cost > options.octetsMax()) return false;
        while (heldOctets + cost > options.octetsMax()
                || (current == null && queues.size() >= options.datagramsMax())) {
            if (options.overflow() == ReassemblyOptions.Overflow.REFUSE_NEW) return false;
            var oldest = queues.entrySet().iterator().next();
            if (oldest.getValue() == current) {
                if (queues.size() == 1) return false;
                var entries = queues.entrySet().iterator();
                entries.next();
                oldest = entries.next();
            }
            var evicted = oldest.getValue();
            take(oldest.getKey(), evicted);
            evicted.end(InetDrop.FRAGMENT_EVICTED, sink);
        }
        return true;
    }

    private void take(Key key, FragmentQueue<Q> queue) {
        queues.remove(key);
        heldOctets -= queue.keptOctets();
    }

    /** Octets held now, overhead included. */
    public int heldOctets() {
        return heldOctets;
    }

    /** Datagrams under way. */
    public int datagramCount() {
        return queues.size();
    }

    /** When {@link #poll} has to be called next, {@link #NEVER} if nothing waits. */
    public long nextDeadlineNanos() {
        return queues.isEmpty() ? NEVER : queues.firstEntry().getValue().deadlineNanos();
    }

    /** Gives up the datagrams whose time is over. */
    public void poll(long nowNanos, ReassemblySink<? super Q> sink) {
        while (nextDeadlineNanos() <= nowNanos) {
            var entry = queues.firstEntry();
            var queue = entry.getValue();
            take(entry.getKey(), queue);
            byte[] first = queue.firstFragment();
            if (first != null) sink.expired(first);
            queue.end(InetDrop.FRAGMENT_TIMEOUT, sink);
        }
    }

    /** Gives back everything that waits. */
    public void clear(ReassemblySink<? super Q> sink) {
        while (!queues.isEmpty()) {
            var entry = queues.firstEntry();
            var queue = entry.getValue();
            take(entry.getKey(), queue);
            queue.end(InetDrop.FRAGMENT_FLUSHED, sink);
        }
    }
}
