package sluice.capture;

import org.jspecify.annotations.Nullable;
import sluice.tap.RecordCursor;

/**
 * What a capturing program got, and how late, whichever engine it reads from. Kept by the program's
 * own thread; read when it rests.
 */
public final class CaptureAccount {
    private CaptureProgram.@Nullable RecordHandler handler;
    private long reads;
    private long packets;
    private long octets;
    private long wireOctets;
    private long recordOctets;
    private long delayNanos;
    private long delayNanosMax;
    private long latestNanos = Long.MIN_VALUE;
    private long outOfOrder;

    /** Nothing yet. */
    public CaptureAccount() {}

    /** Who gets the records. */
    public void handing(CaptureProgram.RecordHandler to) {
        handler = to;
    }

    /** A read has returned so many octets of records. */
    public void read(int usedOctets) {
        reads++;
        recordOctets += usedOctets;
    }

    /** The program has the record that the cursor stands at. */
    public void take(long nowNanos, RecordCursor record) {
        take(nowNanos, record.timeNanos(), record.capturedOctets(), record.wireOctets());
        CaptureProgram.RecordHandler to = handler;
        if (to != null) to.captured(record);
    }

    /** The program has a packet that was stamped at {@code timeNanos}. */
    public void take(long nowNanos, long timeNanos, int capturedOctets, int packetWireOctets) {
        packets++;
        octets += capturedOctets;
        wireOctets += packetWireOctets;
        if (timeNanos < latestNanos) outOfOrder++;
        else latestNanos = timeNanos;
        // Another processor's work is done in one piece: what it ends with may lie ahead of now.
        long delay = Math.max(0, nowNanos - timeNanos);
        delayNanos += delay;
        delayNanosMax = Math.max(delayNanosMax, delay);
    }

    /** Packets were counted, and not copied: statistics mode. */
    void count(long packetCount, long octetCount) {
        packets += packetCount;
        octets += octetCount;
    }

    /** Reads that returned. */
    public long reads() {
        return reads;
    }

    /** Packets read. */
    public long packets() {
        return packets;
    }

    /** Their captured octets. */
    public long octets() {
        return octets;
    }

    /** Their lengths on the wire. */
    public long wireOctets() {
        return wireOctets;
    }

    /** Octets of its buffer that reads used: headers, packets, padding. */
    public long recordOctets() {
        return recordOctets;
    }

    /** The longest time from a packet's stamp until the program had it, in nanoseconds. */
    public long delayNanosMax() {
        return delayNanosMax;
    }

    /** The mean of it. */
    public long delayNanosMean() {
        return packets == 0 ? 0 : delayNanos / packets;
    }

    /** Packets with an earlier stamp than one that was read before them. */
    public long outOfOrder() {
        return outOfOrder;
    }
}
