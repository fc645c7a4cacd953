package sluice.inet;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who has which hardware address: the ARP cache and the IPv6 neighbour cache, with the packets that
 * wait for an answer. States and rules are those of Linux 6.x {@code net/core/neighbour.c}; {@link
 * NeighbourTimings} makes it a Windows cache.
 *
 * <p>The way of a sender: {@link #use}; if that says {@link #NOT_RESOLVED}, {@link #queue}. Later
 * the packet comes back exactly once through {@link NeighbourSink}: ready, failed or overflowed. A
 * timer of the host calls {@link #poll} at {@link #nextDeadlineNanos}.
 *
 * <p>Keys are (device, address); an IPv4 address is {@code high} 0 and {@code low} unsigned.
 * Entries are visited in the order they were made, so runs repeat. One writer.
 *
 * <p>Differs: the kernel sweeps old entries every so often; here they go when room is needed.
 */
public final class NeighbourTable<Q> {
    /** In place of a hardware address: none is known. */
    public static final long NOT_RESOLVED = -1;

    /** {@link #nextDeadlineNanos} when nothing is to be done. */
    public static final long NEVER = Long.MAX_VALUE;

    private NeighbourTimings timings;
    private final NeighbourIndex<Q> index = new NeighbourIndex<>();
    private long deadlineNanos = NEVER;

    /** An empty table. */
    public NeighbourTable(NeighbourTimings timings) {
        this.timings = timings;
    }

    /** Other timings and limits from now on; deadlines that are set stay. */
    public void setTimings(NeighbourTimings value) {
        timings = value;
    }

    /** The key's lower half for an IPv4 address. */
    public static long key(int ipv4Address) {
        return ipv4Address & 0xffff_ffffL;
    }

    /** The MAC to send to, or {@link #NOT_RESOLVED}: then {@link #queue} the packet. */
    public long use(int deviceIndex, int ipv4Address, long nowNanos) {
        return use(deviceIndex, 0, key(ipv4Address), nowNanos);
    }

    /** {@link #use(int, int, long)} for either family. A stale entry that is used gets probed. */
    public long use(int deviceIndex, long high, long low, long nowNanos) {
        var entry = index.find(deviceIndex, high, low);
        if (entry == null || !entry.state.valid()) return NOT_RESOLVED;
        if (entry.state != NeighbourState.REACHABLE
                || timings.ageing() == NeighbourTimings.Ageing.EXPIRE) {
            entry.usedNanos = nowNanos;
            entry.used = true;
        }
        if (entry.state == NeighbourState.STALE) {
            entry.state = NeighbourState.DELAY;
            arm(entry, nowNanos + timings.delayProbeNanos());
        }
        return entry.hardwareAddress;
    }

    /**
     * The MAC known of a neighbour, which this does not count as used; or {@link #NOT_RESOLVED}.
     */
    public long known(int deviceIndex, long high, long low) {
        var entry = index.find(deviceIndex, high, low);
        return entry != null && entry.state.valid() ? entry.hardwareAddress : NOT_RESOLVED;
    }

    /**
     * Hands over a packet for a neighbour that {@link #use} did not know, and asks for it unless
     * that is under way. If too much waits, the oldest packets come back as overflowed.
     *
     * @param octets what the packet counts against the limit: buffer memory on Linux
     * @return false if the table is full of entries that cannot go; the packet stays the caller's
     */
    public boolean queue(
            int deviceIndex,
            long high,
            long low,
            Q packet,
            int octets,
            long nowNanos,
            NeighbourSink<Q> sink) {
        var entry = findOrMake(deviceIndex, high, low, nowNanos);
        if (entry == null) return false;
        if (entry.state.valid()) {
            sink.ready(packet, deviceIndex, use(deviceIndex, high, low, nowNanos));
            return true;
        }
        boolean asking = entry.state == NeighbourState.INCOMPLETE;
        if (!asking) {
            entry.state = NeighbourState.INCOMPLETE;
            entry.hardwareAddress = NOT_RESOLVED;
            entry.requests = 1;
            entry.updatedNanos = nowNanos;
            arm(entry, nowNanos + timings.retransNanos());
        }
        List<Q> pushedOut = entry.pend(packet, octets, timings);
        if (!asking) sink.request(deviceIndex, high, low, NOT_RESOLVED, packet);
        for (Q old : pushedOut) sink.overflowed(old, deviceIndex, high, low);
        return true;
    }

    /**
     * What an ARP message or a neighbour advertisement tells (Linux {@code neigh_update}).
     *
     * @param newState REACHABLE for an answer to our own question, STALE for anything else
     * @param override whether a different address replaces the known one
     * @param create whether to make an entry that is not there
     * @return whether an entry exists and believed it
     */
    public boolean learn(
            int deviceIndex,
            long high,
            long low,
            long hardwareAddress,
            NeighbourState newState,
            boolean override,
            boolean create,
            long nowNanos,
            NeighbourSink<Q> sink) {
        var entry =
                create
                        ? findOrMake(deviceIndex, high, low, nowNanos)
                        : index.find(deviceIndex, high, low);
        if (entry == null || entry.state == NeighbourState.PERMANENT) return false;
        boolean same = entry.hardwareAddress == hardwareAddress;
        boolean wasValid = entry.state.valid();
        if (wasValid && !same && !override) return false;
        var state = newState;
        if (timings.ageing() == NeighbourTimings.Ageing.EXPIRE) state = NeighbourState.REACHABLE;
        if (wasValid && same && state == NeighbourState.STALE) state = entry.state;
        if (state == NeighbourState.REACHABLE) entry.confirmedNanos = nowNanos;
        if (state != entry.state || !same) entry.updatedNanos = nowNanos;
        entry.hardwareAddress = hardwareAddress;
        if (state != entry.state || state == NeighbourState.REACHABLE) {
            entry.state = state;
            entry.used = false;
            arm(entry, state == NeighbourState.REACHABLE ? lifeEnd(entry, nowNanos) : NEVER);
        }
        if (!wasValid) {
            for (Q packet : entry.takeAll()) sink.ready(packet, deviceIndex, hardwareAddress);
        }
        return true;
    }

    /** Whether the entry's last change is too young for another answer to be believed. */
    public boolean locked(int deviceIndex, long high, long low, long nowNanos) {
        var entry = index.find(deviceIndex, high, low);
        return entry != null && nowNanos - entry.updatedNanos < timings.lockNanos();
    }

    /** An upper layer had an answer from the neighbour (Linux {@code dst_confirm}). */
    public void confirm(int deviceIndex, long high, long low, long nowNanos) {
        var entry = index.find(deviceIndex, high, low);
        if (entry != null) entry.confirmedNanos = nowNanos;
    }

    /** Enters an address by hand; waiting packets are sent. False if there is no room. */
    public boolean putPermanent(
            int deviceIndex,
            long high,
            long low,
            long hardwareAddress,
            long nowNanos,
            NeighbourSink<Q> sink) {
        var entry = findOrMake(deviceIndex, high, low, nowNanos);
        if (entry == null) return false;
        entry.state = NeighbourState.PERMANENT;
        entry.hardwareAddress = hardwareAddress;
        arm(entry, NEVER);
        for (Q packet : entry.takeAll()) sink.ready(packet, deviceIndex, hardwareAddress);
        return true;
    }

    /** Forgets an entry; waiting packets fail. False if there was none. */
    public boolean remove(int deviceIndex, long high, long low, NeighbourSink<Q> sink) {
        var entry = index.find(deviceIndex, high, low);
        if (entry == null) return false;
        forget(entry, sink);
        return true;
    }

    /** Forgets all entries of a device that goes down; waiting packets fail. */
    public void removeDevice(int deviceIndex, NeighbourSink<Q> sink) {
        for (var entry : index.all()) if (entry.deviceIndex == deviceIndex) forget(entry, sink);
    }

    /** When {@link #poll} has to be called next; never too late, {@link #NEVER} if not at all. */
    public long nextDeadlineNanos() {
        return deadlineNanos;
    }

    /** Does what is due: requests, failures, changes of state. */
    public void poll(long nowNanos, NeighbourSink<Q> sink) {
        if (nowNanos < deadlineNanos) return;
        deadlineNanos = NEVER;
        for (var entry = index.first; entry != null; entry = entry.after) {
            if (!entry.removed && entry.deadlineNanos <= nowNanos) fire(entry, nowNanos, sink);
        }
        for (var entry = index.first; entry != null; entry = entry.after) {
            deadlineNanos = Math.min(deadlineNanos, entry.deadlineNanos);
        }
    }

    /** A snapshot of all entries in the order they were made. Allocates. */
    public List<NeighbourEntry> entries() {
        var lines = new ArrayList<NeighbourEntry>(index.count());
        for (var entry = index.first; entry != null; entry = entry.after) {
            lines.add(
                    new NeighbourEntry(
                            entry.deviceIndex,
                            entry.high,
                            entry.low,
                            entry.hardwareAddress,
                            entry.state,
                            entry.pendingCount()));
        }
        return lines;
    }

    // The timer of one entry: neigh_timer_handler.
    private void fire(NeighbourIndex.Entry<Q> entry, long nowNanos, NeighbourSink<Q> sink) {
        entry.deadlineNanos = NEVER;
        switch (entry.state) {
            case REACHABLE -> reachableEnds(entry, nowNanos, sink);
            case DELAY -> {
                if (nowNanos - entry.confirmedNanos <= timings.delayProbeNanos()) {
                    entry.state = NeighbourState.REACHABLE;
                    arm(entry, entry.confirmedNanos + timings.reachableNanos());
                } else {
                    entry.state = NeighbourState.PROBE;
                    entry.requests = 0;
                    ask(entry, timings.unicastRequests(), nowNanos, sink);
                }
            }
            case PROBE -> ask(entry, timings.unicastRequests(), nowNanos, sink);
            case INCOMPLETE -> ask(entry, timings.broadcastRequests(), nowNanos, sink);
            case NONE, STALE, FAILED, PERMANENT -> {}
        }
    }

    private void reachableEnds(
            NeighbourIndex.Entry<Q> entry, long nowNanos, NeighbourSink<Q> sink) {
        if (timings.ageing() == NeighbourTimings.Ageing.EXPIRE) {
            long end = entry.confirmedNanos + timings.referencedNanos();
            if (entry.used && nowNanos < end) arm(entry, end);
            else forget(entry, sink);
        } else if (nowNanos < entry.confirmedNanos + timings.reachableNanos()) {
            arm(entry, entry.confirmedNanos + timings.reachableNanos());
        } else if (entry.used && nowNanos <= entry.usedNanos + timings.delayProbeNanos()) {
            entry.state = NeighbourState.DELAY;
            arm(entry, nowNanos + timings.delayProbeNanos());
        } else {
            entry.state = NeighbourState.STALE;
        }
    }

    private void ask(
            NeighbourIndex.Entry<Q> entry, int requestsMax, long nowNanos, NeighbourSink<Q> sink) {
        if (entry.requests >= requestsMax) {
            entry.state = NeighbourState.FAILED;
            entry.updatedNanos = nowNanos;
            for (Q packet : entry.takeAll()) {
                sink.failed(packet, entry.deviceIndex, entry.high, entry.low);
            }
            return;
        }
        entry.requests++;
        arm(entry, nowNanos + timings.retransNanos());
        sink.request(
                entry.deviceIndex, entry.high, entry.low, entry.hardwareAddress, entry.newest());
    }

    private long lifeEnd(NeighbourIndex.Entry<Q> entry, long nowNanos) {
        return Math.max(entry.confirmedNanos + timings.reachableNanos(), nowNanos);
    }

    private void arm(NeighbourIndex.Entry<Q> entry, long atNanos) {
        entry.deadlineNanos = atNanos;
        deadlineNanos = Math.min(deadlineNanos, atNanos);
    }

    private void forget(NeighbourIndex.Entry<Q> entry, NeighbourSink<Q> sink) {
        index.remove(entry);
        for (Q packet : entry.takeAll()) {
            sink.failed(packet, entry.deviceIndex, entry.high, entry.low);
        }
    }

    private NeighbourIndex.@Nullable Entry<Q> findOrMake(
            int deviceIndex, long high, long low, long nowNanos) {
        var entry = index.find(deviceIndex, high, low);
        if (entry != null) return entry;
        if (index.count() >= timings.entriesMax()) {
            var oldest = index.oldestIdle();
            if (oldest == null) return null;
            index.remove(oldest);
        }
        entry = new NeighbourIndex.Entry<>(deviceIndex, high, low);
        // A new entry is neither locked nor confirmed, even at time 0.
        entry.confirmedNanos = nowNanos - 2 * timings.reachableNanos();
        entry.updatedNanos = nowNanos - timings.lockNanos();
        index.add(entry);
        return entry;
    }
}
