package sluice.capture;

import org.jspecify.annotations.Nullable;
import sluice.ndis.Lookahead;
import sluice.ndis.NdisBuffer;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisPacketPool;
import sluice.ndis.NdisStatus;
import sluice.ndis.ProtocolBinding;
import sluice.tap.BufferKind;
import sluice.tap.CaptureBuffer;
import sluice.tap.CaptureRings;
import sluice.time.Cpu;

/**
 * ProtocolReceive of one instance: program, then statistics or the ring (winpcap, {@code Read.c},
 * NPF_tap).
 *
 * <p>What the look-ahead does not hold is transferred straight into the ring; while such a transfer
 * is pending, frames of the same CPU are dropped. Allocates nothing for a frame whose look-ahead
 * holds what is kept.
 */
final class NpfTap {
    private static final int FRAME_OCTETS_MIN = 60;
    private static final int AROUND_FRAME_OCTETS = 12;
    private static final int TRANSFERS = 32;

    private final NpfDriver driver;
    private final CaptureBuffer buffer;
    private final boolean oneRing;
    private final Pending[] pending;
    private byte[] joined = {};
    private @Nullable NdisPacketPool transferPool;

    CaptureMode mode = CaptureMode.CAPTURE;

    /** What the program costs for each frame; 0 without one. */
    long filterNanos;

    long statPackets;
    long statOctets;
    long dumpPacketsMax;
    boolean dumpEnded;
    long afterDumpEnd;
    Runnable dumpWork = () -> {};

    /** A transfer into the ring of one CPU that the miniport has not completed. */
    private static final class Pending {
        @Nullable NdisPacket target;
        int generation;
        long timeNanos;
        int keep;
        int wire;
        int rest;
    }

    NpfTap(NpfDriver driver, CaptureBuffer buffer) {
        this.driver = driver;
        this.buffer = buffer;
        this.oneRing = !driver.preset().ringPerCpu();
        this.pending = new Pending[buffer.rings().cpus()];
        for (int i = 0; i < pending.length; i++) pending[i] = new Pending();
    }

    private int ringOf(Cpu cpu) {
        return oneRing ? 0 : driver.host().cpus().indexOf(cpu);
    }

    NdisStatus receive(ProtocolBinding binding, Lookahead frame) {
        Cpu cpu = driver.host().runningCpu();
        int ring = ringOf(cpu);
        int wire = frame.frameLengthOctets();
        int there = frame.headerLengthOctets() + frame.lookaheadLengthOctets();
        boolean oneRun = frame.isContiguous();
        byte[] octets = oneRun ? frame.header() : joined(frame, there);
        int offset = oneRun ? frame.headerOffset() : 0;
        if (filterNanos > 0) cpu.charge(filterNanos);
        int keep = buffer.decide(ring, octets, offset, there, wire);
        if (keep == 0) return NdisStatus.NOT_ACCEPTED;
        if (mode.counts()) {
            statPackets++;
            statOctets += Math.max(FRAME_OCTETS_MIN, wire) + AROUND_FRAME_OCTETS;
            if (mode == CaptureMode.STATISTICS) return NdisStatus.NOT_ACCEPTED;
        }
        if (mode.dumps() && dumpIsOver()) {
            afterDumpEnd++;
            return NdisStatus.NOT_ACCEPTED;
        }
        long now = driver.host().scheduler().nowNanos();
        if (pending[ring].target != null) {
            buffer.drop(ring);
        } else if (keep <= there) {
            buffer.store(ring, now, octets, offset, keep, wire, cpu);
        } else {
            transfer(binding, frame, ring, now, keep, cpu);
        }
        if (mode.dumps()) dumpWork.run();
        return NdisStatus.NOT_ACCEPTED;
    }

    private boolean dumpIsOver() {
        if (dumpEnded) return true;
        if (dumpPacketsMax == 0 || buffer.captured() < dumpPacketsMax) return false;
        dumpWork.run();
        return true;
    }

    /**
     * Header and look-ahead in one run for the program. Differs: NPF has a second interpreter that
     * reads two runs; so this copy is not counted.
     */
    private byte[] joined(Lookahead frame, int there) {
        if (joined.length < there) joined = new byte[Math.max(there, 2048)];
        int header = frame.headerLengthOctets();
        System.arraycopy(frame.header(), frame.headerOffset(), joined, 0, header);
        System.arraycopy(
                frame.lookahead(), frame.lookaheadOffset(), joined, header, there - header);
        return joined;
    }

    /** Keeps more than lies ready: the rest goes from the miniport straight into the ring. */
    private void transfer(
            ProtocolBinding binding, Lookahead frame, int ring, long now, int keep, Cpu cpu) {
        CaptureRings rings = buffer.rings();
        if (!rings.fits(ring, keep)) {
            buffer.drop(ring);
            return;
        }
        int header = frame.headerLengthOctets();
        int ahead = frame.lookaheadLengthOctets();
        int rest = keep - header - ahead;
        NdisPacket target = pool(binding).allocate(room(rings, ring, header + ahead, rest));
        if (target == null) {
            buffer.drop(ring);
            return;
        }
        rings.fill(ring, 0, frame.header(), frame.headerOffset(), header);
        rings.fill(ring, header, frame.lookahead(), frame.lookaheadOffset(), ahead);
        buffer.tally().copied(BufferKind.KERNEL, 0, header + ahead, cpu);
        Pending waiting = pending[ring];
        waiting.target = target;
        waiting.generation = rings.generation();
        waiting.timeNanos = now;
        waiting.keep = keep;
        waiting.wire = frame.frameLengthOctets();
        waiting.rest = rest;
        NdisStatus status = binding.transferData(frame, ahead, rest, target);
        if (status != NdisStatus.PENDING) transferred(target, status);
    }

    private static NdisBuffer room(CaptureRings rings, int ring, int index, int count) {
        int first = Math.min(count, rings.segmentOctets(ring, index));
        var room = NdisBuffer.of(rings.octets(), rings.segmentOffset(ring, index), first);
        if (first < count) {
            int at = rings.segmentOffset(ring, index + first);
            room.chain(NdisBuffer.of(rings.octets(), at, count - first));
        }
        return room;
    }

    private NdisPacketPool pool(ProtocolBinding binding) {
        NdisPacketPool pool = transferPool;
        if (pool == null) {
            pool = binding.packetPool(TRANSFERS);
            transferPool = pool;
        }
        return pool;
    }

    /** ProtocolTransferDataComplete, or the same at once. */
    void transferred(NdisPacket target, NdisStatus status) {
        target.pool().free(target);
        for (int ring = 0; ring < pending.length; ring++) {
            Pending waiting = pending[ring];
            if (waiting.target != target) continue;
            waiting.target = null;
            // Emptied meanwhile: the frame is among those that were thrown away.
            if (waiting.generation != buffer.rings().generation()) return;
            if (status != NdisStatus.SUCCESS) {
                buffer.drop(ring);
                return;
            }
            buffer.rings().commit(ring, waiting.timeNanos, waiting.keep, waiting.wire);
            // What was transferred was charged where it was copied.
            buffer.tally().copied(BufferKind.KERNEL, 1, waiting.rest, null);
            buffer.stored(ring);
            if (mode.dumps()) dumpWork.run();
            return;
        }
    }
}
