package sluice.nat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sluice.conntrack.Connection;
import sluice.conntrack.Conntrack;
import sluice.conntrack.Direction;
import sluice.conntrack.Tuple;
import sluice.nat.NatRange.Flag;
import sluice.netfilter.Jhash;
import sluice.netfilter.NfFamily;
import sluice.packet.wire.IpProtocols;
import sluice.time.SeededRandom;

/**
 * Finds the tuple that a connection gets within a range ({@code get_unique_tuple}): if it can be,
 * the one it has, then the one its source has elsewhere, then another port.
 */
final class TupleChooser {
    private static final int ATTEMPTS_MAX = 128;
    private static final int ATTEMPTS_MIN = 16;
    private static final int HARDER_ATTEMPTS = 32;
    private static final int PORT_COUNT = 65_536;

    private final Conntrack conntrack;
    private final SeededRandom random;
    private final Map<Source, List<Connection>> bySource = new HashMap<>();

    /** Where a connection comes from, in its own eyes. */
    private record Source(NfFamily family, int protocol, long high, long low, int port) {
        static Source of(Tuple tuple) {
            return new Source(
                    tuple.family(),
                    tuple.protocol(),
                    tuple.sourceHigh(),
                    tuple.sourceLow(),
                    tuple.sourcePort());
        }
    }

    TupleChooser(Conntrack conntrack, SeededRandom random) {
        this.conntrack = conntrack;
        this.random = random;
    }

    void remember(Connection connection) {
        bySource.computeIfAbsent(Source.of(connection.original()), _ -> new ArrayList<>(1))
                .add(connection);
    }

    void forget(Connection connection) {
        Source source = Source.of(connection.original());
        List<Connection> there = bySource.get(source);
        if (there == null) return;
        there.remove(connection);
        if (there.isEmpty()) bySource.remove(source);
    }

    /** Whether another connection's answers would look like this one's. */
    private boolean used(Tuple tuple, Connection of) {
        return conntrack.taken(Conntrack.inverse(tuple), of);
    }

    /** The tuple for {@code now} within {@code range}. */
    Tuple choose(Tuple now, NatRange range, Connection of, Manip manip) {
        boolean drawn = range.has(Flag.PROTO_RANDOM) || range.has(Flag.PROTO_RANDOM_FULLY);
        if (manip == Manip.SRC && !drawn) {
            if (inRange(now, range)) {
                if (!used(now, of)) return now;
            } else {
                Tuple known = sameSource(now, range, of);
                if (known != null && !used(known, of)) return known;
            }
        }
        Tuple moved = withAddress(now, range, of, manip);
        if (!drawn) {
            if (range.has(Flag.PROTO_SPECIFIED)) {
                if (!range.has(Flag.PROTO_OFFSET)
                        && portInRange(moved, range, manip)
                        && (range.minPort() == range.maxPort() || !used(moved, of))) return moved;
            } else if (!used(moved, of)) {
                return moved;
            }
        }
        return withPort(moved, range, of, manip);
    }

    private static boolean inRange(Tuple tuple, NatRange range) {
        if (range.has(Flag.MAP_IPS)
                && !NatRange.between(
                        tuple.sourceHigh(),
                        tuple.sourceLow(),
                        range.minHigh(),
                        range.minLow(),
                        range.maxHigh(),
                        range.maxLow())) return false;
        return !range.has(Flag.PROTO_SPECIFIED) || portInRange(tuple, range, Manip.SRC);
    }

    private static boolean portInRange(Tuple tuple, NatRange range, Manip manip) {
        int port;
        switch (tuple.protocol()) {
            case IpProtocols.ICMP, IpProtocols.ICMPV6 -> port = tuple.icmpId();
            case IpProtocols.GRE,
                    IpProtocols.TCP,
                    IpProtocols.UDP,
                    IpProtocols.UDP_LITE,
                    IpProtocols.SCTP ->
                    port = manip == Manip.SRC ? tuple.sourcePort() : tuple.destinationPort();
            default -> {
                return true;
            }
        }
        return port >= range.minPort() && port <= range.maxPort();
    }

    // find_appropriate_src: the same socket keeps the source it was given for another destination
    private @Nullable Tuple sameSource(Tuple now, NatRange range, Connection of) {
        List<Connection> known = bySource.get(Source.of(now));
        if (known == null) return null;
        int zone = of.zone().id(Direction.ORIGINAL);
        for (int i = known.size() - 1; i >= 0; i--) {
            Connection other = known.get(i);
            if (other.zone().id(Direction.ORIGINAL) != zone) continue;
            Tuple mapped = Conntrack.inverse(other.reply());
            Tuple candidate =
                    now.withSource(mapped.sourceHigh(), mapped.sourceLow())
                            .withSourcePort(mapped.sourcePort());
            if (inRange(candidate, range)) return candidate;
        }
        return null;
    }

    // find_best_ips_proto: the address of a range goes by a hash of both ends
    private static Tuple withAddress(Tuple now, NatRange range, Connection of, Manip manip) {
        if (!range.has(Flag.MAP_IPS)) return now;
        if (range.minHigh() == range.maxHigh() && range.minLow() == range.maxLow())
            return moved(now, manip, range.minHigh(), range.minLow());
        boolean v4 = now.family() == NfFamily.IPV4;
        int words = v4 ? 1 : 4;
        boolean persistent = range.has(Flag.PERSISTENT);
        int lastOfDestination = word(now.destinationHigh(), now.destinationLow(), words - 1, v4);
        int seed = persistent ? 0 : Integer.reverseBytes(lastOfDestination) ^ of.zone().id();
        byte[] key = new byte[4 * Integer.BYTES];
        for (int i = 0; i < 4; i++) Jhash.putWord(key, i * Integer.BYTES, hashed(now, i, v4));
        int hash = Jhash.of(key, 0, key.length, seed);
        long high = 0;
        long low = 0;
        boolean whole = false;
        for (int i = 0; i < words; i++) {
            int max = word(range.maxHigh(), range.maxLow(), i, v4);
            int min = whole ? 0 : word(range.minHigh(), range.minLow(), i, v4);
            int distance = whole ? -1 : max - min + 1;
            int chosen = min + scaled(hash, distance);
            if (chosen != max) whole = true;
            if (!persistent) {
                int w = word(now.destinationHigh(), now.destinationLow(), i, v4);
                hash ^= Integer.reverseBytes(w);
            }
            long bits = chosen & 0xffff_ffffL;
            if (v4) low = bits;
            else if (i < 2) high |= bits << (32 - 32 * i);
            else low |= bits << (96 - 32 * i);
        }
        return moved(now, manip, high, low);
    }

    private static int word(long high, long low, int index, boolean v4) {
        if (v4) return index == 0 ? (int) low : 0;
        long half = index < 2 ? high : low;
        return (int) (half >>> (32 - 32 * (index & 1)));
    }

    private static int hashed(Tuple tuple, int index, boolean v4) {
        return Integer.reverseBytes(word(tuple.sourceHigh(), tuple.sourceLow(), index, v4));
    }

    private static int scaled(int value, int bound) {
        return (int) (((value & 0xffff_ffffL) * (bound & 0xffff_ffffL)) >>> 32);
    }

    private static Tuple moved(Tuple tuple, Manip manip, long high, long low) {
        return manip == Manip.SRC ? tuple.withSource(high, low) : tuple.withDestination(high, low);
    }

    // nf_nat_l4proto_unique_tuple
    private Tuple withPort(Tuple tuple, NatRange range, Connection of, Manip manip) {
        boolean specified = range.has(Flag.PROTO_SPECIFIED);
        int min;
        int count;
        boolean source = manip == Manip.SRC;
        switch (tuple.protocol()) {
            case IpProtocols.ICMP, IpProtocols.ICMPV6 -> {
                source = true; // the identifier is the same in both directions
                min = specified ? range.minPort() : 0;
                count = specified ? range.maxPort() - min + 1 : PORT_COUNT;
            }
            case IpProtocols.GRE -> {
                if (of.master() == null) return tuple;
                min = specified ? range.minPort() : 1;
                count = specified ? range.maxPort() - min + 1 : PORT_COUNT - 1;
            }
            case IpProtocols.UDP, IpProtocols.UDP_LITE, IpProtocols.TCP, IpProtocols.SCTP -> {
                int port = source ? tuple.sourcePort() : tuple.destinationPort();
                if (specified) {
                    min = Math.min(range.minPort(), range.maxPort());
                    count = Math.max(range.minPort(), range.maxPort()) - min + 1;
                } else if (!source) {
                    return tuple;
                } else if (port < 512) {
                    min = 1;
                    count = 511;
                } else if (port < 1024) {
                    min = 600;
                    count = 424;
                } else {
                    min = 1024;
                    count = PORT_COUNT - 1024;
                }
            }
            default -> {
                return tuple;
            }
        }
        return search(tuple, range, of, source, min, count);
    }

    private Tuple search(
            Tuple tuple, NatRange range, Connection of, boolean source, int min, int count) {
        int port = source ? tuple.sourcePort() : tuple.destinationPort();
        int offset =
                range.has(Flag.PROTO_OFFSET)
                        ? port - range.basePort() & 0xffff
                        : (int) random.below(PORT_COUNT);
        int attempts = Math.min(count, ATTEMPTS_MAX);
        Tuple tried = tuple;
        while (true) {
            for (int i = 0; i < attempts; i++) {
                int next = min + offset % count & 0xffff;
                offset = offset + 1 & 0xffff;
                tried = source ? tuple.withSourcePort(next) : tuple.withDestinationPort(next);
                if (!usedTryingHard(tried, of, attempts - i)) return tried;
            }
            if (attempts >= count || attempts < ATTEMPTS_MIN) return tried;
            attempts /= 2;
            offset = (int) random.below(PORT_COUNT);
        }
    }

    // nf_nat_used_tuple_harder: towards the end a TCP connection that is over gives way
    private boolean usedTryingHard(Tuple tuple, Connection of, int attemptsLeft) {
        if (attemptsLeft > HARDER_ATTEMPTS || tuple.protocol() != IpProtocols.TCP)
            return used(tuple, of);
        Tuple reply = Conntrack.inverse(tuple);
        if (!conntrack.taken(reply, of)) return false;
        Connection there = conntrack.find(reply, of.zone());
        return there == null || !conntrack.giveWay(there, of, reply);
    }
}
