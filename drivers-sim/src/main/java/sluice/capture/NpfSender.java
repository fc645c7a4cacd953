package sluice.capture;

import sluice.ndis.NdisPacket;
import sluice.ndis.NdisPacketPool;
import sluice.ndis.NdisStatus;
import sluice.ndis.PacketFlags;
import sluice.ndis.ProtocolBinding;
import sluice.packet.Packet;
import sluice.tap.CaptureRecord;
import sluice.time.UserThread;
import sluice.time.WaitableEvent;

/**
 * Sends of one instance: a frame as it is given, N times; a queue of frames, as fast as possible or
 * with the distances of their time stamps (winpcap, {@code Write.c}).
 *
 * <p>A program's call returns when all its packets are completed. One call at a time.
 */
final class NpfSender {
    private static final int DESCRIPTORS = 256;
    private static final int ENOUGH_FREE = DESCRIPTORS / 2;
    private static final int QUEUE_HEADER_OCTETS = 16;
    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final ProtocolBinding binding;
    private final NdisPacketPool pool;
    private final int frameOctetsMax;
    private final WaitableEvent completed = WaitableEvent.autoReset();
    private boolean busy;
    private int flags;
    private long sent;
    private long failed;

    NpfSender(ProtocolBinding binding, int frameOctetsMax) {
        this.binding = binding;
        this.pool = binding.packetPool(DESCRIPTORS);
        this.frameOctetsMax = frameOctetsMax;
    }

    void setLoopback(boolean on) {
        flags = on ? 0 : PacketFlags.DONT_LOOPBACK;
    }

    /** Packets given to the adapter, and those of them that it failed. */
    long sent() {
        return sent;
    }

    long failed() {
        return failed;
    }

    private boolean fits(int lengthOctets) {
        return lengthOctets > 0 && lengthOctets <= frameOctetsMax;
    }

    /** WriteFile: the frame, {@code repetitions} times; its length once, or -1. */
    int write(UserThread self, byte[] octets, int offset, int lengthOctets, int repetitions) {
        if (busy || !fits(lengthOctets)) return -1;
        if (repetitions <= 0) return lengthOctets;
        busy = true;
        try {
            for (int i = 0; i < repetitions; i++) {
                if (pool.used() >= DESCRIPTORS) waitForRoom(self);
                if (!send(octets, offset, lengthOctets)) return -1;
            }
            waitForAll(self);
            return lengthOctets;
        } finally {
            busy = false;
        }
    }

    private void waitForRoom(UserThread self) {
        while (pool.used() >= ENOUGH_FREE) self.sleep(NANOS_PER_MILLI);
    }

    private void waitForAll(UserThread self) {
        while (pool.used() > 0) self.await(completed);
    }

    /**
     * One call of the send queue.
     *
     * @param timed keeps the distances of the time stamps by waiting busily; then the call ends
     *     when the next frame is more than a second after its first
     * @return octets of the queue that were used up, or -1 at a malformed record
     */
    int queue(UserThread self, byte[] queue, int offset, int lengthOctets, boolean timed) {
        if (busy) return -1;
        busy = true;
        try {
            return sendAll(self, queue, offset, lengthOctets, timed);
        } finally {
            waitForAll(self);
            busy = false;
        }
    }

    private int sendAll(UserThread self, byte[] queue, int offset, int length, boolean timed) {
        int at = 0;
        long startedAt = self.nowNanos();
        boolean first = true;
        long firstStamp = 0;
        while (at < length) {
            int frame = frameAt(queue, offset + at, length - at);
            if (frame < 0) return -1;
            long stamp = CaptureRecord.timeNanos(queue, offset + at);
            if (first) firstStamp = stamp;
            if (timed && !first) {
                if (stamp / NANOS_PER_SECOND - firstStamp / NANOS_PER_SECOND > 1) return at;
                self.compute(stamp - firstStamp - (self.nowNanos() - startedAt));
            }
            first = false;
            if (pool.used() >= DESCRIPTORS) {
                self.await(completed, NANOS_PER_SECOND);
                if (pool.used() >= DESCRIPTORS) return -1;
            }
            if (!send(queue, offset + at + QUEUE_HEADER_OCTETS, frame)) return -1;
            at += QUEUE_HEADER_OCTETS + frame;
        }
        return at;
    }

    /** Length of the frame of the record that begins there, or -1 if it is malformed. */
    private int frameAt(byte[] queue, int at, int left) {
        if (left < QUEUE_HEADER_OCTETS) return -1;
        int frame = CaptureRecord.capturedOctets(queue, at);
        return fits(frame) && frame <= left - QUEUE_HEADER_OCTETS ? frame : -1;
    }

    private boolean send(byte[] octets, int offset, int lengthOctets) {
        Packet frame =
                binding.adapter()
                        .host()
                        .pool()
                        .originate(binding.place(), octets, offset, lengthOctets);
        NdisPacket packet = pool.allocate(frame);
        if (packet == null) {
            frame.end(CaptureDrop.NO_SEND_DESCRIPTOR);
            return false;
        }
        packet.setFlags(flags);
        sent++;
        NdisStatus status = binding.send(packet);
        if (status != NdisStatus.PENDING) over(packet, status);
        return true;
    }

    /** ProtocolSendComplete, or the same at once. */
    void over(NdisPacket packet, NdisStatus status) {
        if (status != NdisStatus.SUCCESS) failed++;
        packet.pool().free(packet);
        completed.set();
    }
}
