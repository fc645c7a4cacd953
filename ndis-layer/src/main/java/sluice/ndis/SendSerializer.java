package sluice.ndis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import sluice.time.Timer;

/**
 * The wrapper's send queue in front of a serialized driver, one call at a time (Windows DDK,
 * MiniportSend, NdisMSendResourcesAvailable).
 *
 * <ul>
 *   <li>SUCCESS or a failure: over, the next is submitted.
 *   <li>PENDING: in the driver; nothing more until it completes one or has resources again.
 *   <li>RESOURCES: back to the head of the queue; submitted again after the next of these events.
 * </ul>
 *
 * <p>A packet that is parked in the driver for two check intervals makes the wrapper reset it,
 * unless it said IGNORE_PACKET_TIMEOUT. The default interval is two seconds (NdisMSetAttributesEx).
 */
final class SendSerializer {
    private final Layer layer;
    private final boolean timed;
    private final BooleanSupplier hangs;
    private final ArrayDeque<NdisPacket> queue = new ArrayDeque<>();
    private final ArrayList<NdisPacket> inDriver = new ArrayList<>();
    private final Timer check;
    private @Nullable NdisPacket oldestSeen;
    private long oldestTurn;
    private int seenTicks;
    private boolean calling;
    private boolean blocked;

    SendSerializer(Layer layer, int attributes, BooleanSupplier hangs) {
        this.layer = layer;
        this.timed = (attributes & MiniportAttributes.IGNORE_PACKET_TIMEOUT) == 0;
        this.hangs = hangs;
        var host = layer.adapter.host();
        this.check = host.scheduler().timer(host.cpu().deferred(), this::tick);
    }

    /** A send for the driver. PENDING if it has to wait, else the driver's own answer. */
    NdisStatus submit(NdisPacket packet) {
        if (calling || blocked || !queue.isEmpty()) {
            queue.addLast(packet);
            arm();
            return NdisStatus.PENDING;
        }
        NdisStatus status = call(packet);
        pump(); // what was sent meanwhile
        return status == NdisStatus.RESOURCES ? NdisStatus.PENDING : status;
    }

    /** Sends for the driver, which has a handler for arrays; all are completed by calls. */
    void submitAll(NdisPacket[] packets, int count) {
        if (calling || blocked || !queue.isEmpty()) {
            for (int i = 0; i < count; i++) queue.addLast(packets[i]);
            arm();
            return;
        }
        calling = true;
        blocked = true; // until the answers are known; a completion inside the call lifts it
        for (int i = 0; i < count; i++) inDriver.add(packets[i]);
        NdisStatus[] answers;
        try {
            answers = layer.adapter.arrays.call(packets, count);
        } finally {
            calling = false;
        }
        boolean waits = false;
        for (int i = count - 1; i >= 0; i--) {
            if (answers[i] == NdisStatus.PENDING) {
                waits |= inDriver.contains(packets[i]);
                continue;
            }
            inDriver.remove(packets[i]);
            if (answers[i] != NdisStatus.RESOURCES) continue;
            queue.addFirst(packets[i]);
            waits = true;
        }
        blocked &= waits;
        arm();
        for (int i = 0; i < count; i++) {
            boolean over = answers[i] != NdisStatus.PENDING && answers[i] != NdisStatus.RESOURCES;
            if (over) layer.adapter.sends.up(layer, packets[i], answers[i]);
        }
        pump();
    }

    private NdisStatus call(NdisPacket packet) {
        long turn = packet.turn;
        calling = true;
        blocked = true; // until the answer is known; a completion inside the call lifts it
        inDriver.add(packet);
        NdisStatus status;
        try {
            status = layer.giveSend(packet);
        } finally {
            calling = false;
        }
        boolean still = packet.turn == turn && inDriver.contains(packet);
        if (!still && status != NdisStatus.PENDING)
            throw layer.adapter.breach(
                    SendRule.S02, layer.party, packet, "completed and then answered " + status);
        switch (status) {
            case PENDING -> {
                if (still) arm();
                else blocked = false;
            }
            case RESOURCES -> {
                inDriver.remove(packet);
                queue.addFirst(packet);
                arm();
            }
            default -> {
                inDriver.remove(packet);
                blocked = false;
            }
        }
        return status;
    }

    /** The driver has completed a packet. */
    void completed(NdisPacket packet) {
        inDriver.remove(packet);
        blocked = false;
    }

    /** NdisMSendResourcesAvailable. */
    void roomAgain() {
        blocked = false;
        pump();
    }

    /** Submits what waits, as long as the driver takes it. */
    void pump() {
        while (!calling && !blocked) {
            NdisPacket next = next();
            if (next == null) return;
            NdisStatus status = call(next);
            if (status != NdisStatus.PENDING && status != NdisStatus.RESOURCES)
                layer.adapter.sends.up(layer, next, status);
        }
    }

    private @Nullable NdisPacket next() {
        WrapperFaults faults = layer.adapter.faults;
        return faults != null && faults.swapOrder() ? queue.pollLast() : queue.pollFirst();
    }

    private void arm() {
        if (timed && !check.armed()) check.arm(layer.adapter.hangs.intervalNanos());
    }

    private void tick() {
        if (hangs.getAsBoolean()) {
            layer.adapter.resets.begin(layer, "check for hang");
            return;
        }
        NdisPacket oldest = oldestParked();
        if (oldest == null) oldest = queue.peekFirst();
        if (oldest == null) {
            if (!inDriver.isEmpty()) check.arm(layer.adapter.hangs.intervalNanos());
            return;
        }
        boolean same = oldest == oldestSeen && oldest.turn == oldestTurn;
        oldestSeen = oldest;
        oldestTurn = oldest.turn;
        seenTicks = same ? seenTicks + 1 : 1;
        if (seenTicks >= 2) {
            seenTicks = 0;
            layer.adapter.resets.begin(layer, "send timed out");
        }
        if (!inDriver.isEmpty() || !queue.isEmpty()) check.arm(layer.adapter.hangs.intervalNanos());
    }

    /** Takes away all that wait; the caller completes them. */
    List<NdisPacket> takeQueued() {
        List<NdisPacket> taken = new ArrayList<>(queue);
        queue.clear();
        return taken;
    }

    /** Takes away what waits and carries the id; the caller completes it. */
    List<NdisPacket> takeCancelled(Object cancelId) {
        List<NdisPacket> taken = new ArrayList<>();
        for (NdisPacket waiting : queue) if (cancelId.equals(waiting.cancelId)) taken.add(waiting);
        queue.removeAll(taken);
        return taken;
    }

    /** From now on the driver may touch none of the packets that it holds. */
    void revokeAll() {
        if (layer.adapter.handover == null) return;
        for (NdisPacket packet : inDriver) {
            if (packet.holder != layer) continue;
            layer.adapter.gives(layer.party, packet, RequestRule.Q03, NdisWatch.Moved.ABORTED);
        }
    }

    private @Nullable NdisPacket oldestParked() {
        for (NdisPacket packet : inDriver) if (packet.holder == layer) return packet;
        return null;
    }

    /**
     * Takes away all that the driver itself holds; the caller completes them. Differs: a packet
     * that an intermediate driver has passed on below stays there, as it is the same descriptor.
     */
    List<NdisPacket> takeFromDriver() {
        List<NdisPacket> taken = new ArrayList<>();
        for (NdisPacket packet : inDriver) if (packet.holder == layer) taken.add(packet);
        inDriver.removeAll(taken);
        blocked = !inDriver.isEmpty();
        return taken;
    }
}
