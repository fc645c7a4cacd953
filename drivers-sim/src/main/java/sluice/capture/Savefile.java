package sluice.capture;

import java.io.IOException;
import java.io.OutputStream;
import sluice.tap.BufferKind;
import sluice.tap.CaptureRecord;
import sluice.tap.CopyTally;
import sluice.tap.RecordCursor;
import sluice.time.UserThread;

/**
 * The usual way to disk: a program writes the records it has read to a pcap through its file
 * library. Each packet is copied into the library's buffer, and when that is full, with a system
 * call, into the file system's.
 */
public final class Savefile {
    /** Size of the file library's buffer: {@code BUFSIZ} of Windows' C run time as NPF used it. */
    public static final int STDIO_OCTETS = 4096;

    private static final int RECORD_HEADER_OCTETS = 16;

    private final UserThread self;
    private final CopyTally tally;
    private final OutputStream file;
    private final byte[] stdio = new byte[STDIO_OCTETS];
    private int inStdio;
    private int packetsInStdio;
    private int octetsInStdio;
    private long packets;

    /**
     * A pcap 2.4 of Ethernet frames, written by {@code self}.
     *
     * @throws IOException if the file cannot be written
     */
    public Savefile(UserThread self, CopyTally tally, OutputStream file) throws IOException {
        this.self = self;
        this.tally = tally;
        this.file = file;
        byte[] header = new byte[24];
        CaptureRecord.put32(header, 0, 0xA1B2C3D4);
        CaptureRecord.put32(header, 4, 4 << 16 | 2);
        CaptureRecord.put32(header, 16, 65_535);
        CaptureRecord.put32(header, 20, 1);
        put(header, 0, header.length);
    }

    /**
     * Appends the record the cursor stands at.
     *
     * @throws IOException if the file cannot be written
     */
    public void dump(RecordCursor record) throws IOException {
        put(record.octets(), record.recordOffset(), RECORD_HEADER_OCTETS);
        int octets = record.capturedOctets();
        tally.copiedFor(self, BufferKind.STDIO, 1, octets);
        packetsInStdio++;
        octetsInStdio += octets;
        put(record.octets(), record.offset(), octets);
        packets++;
    }

    private void put(byte[] from, int offset, int count) throws IOException {
        int done = 0;
        while (done < count) {
            if (inStdio == stdio.length) flush();
            int here = Math.min(count - done, stdio.length - inStdio);
            System.arraycopy(from, offset + done, stdio, inStdio, here);
            inStdio += here;
            done += here;
        }
    }

    /**
     * Gives what is in the library's buffer to the file system.
     *
     * @throws IOException if the file cannot be written
     */
    public void flush() throws IOException {
        if (inStdio == 0) return;
        tally.systemCall(self);
        tally.copiedFor(self, BufferKind.FILE_SYSTEM, packetsInStdio, octetsInStdio);
        file.write(stdio, 0, inStdio);
        inStdio = 0;
        packetsInStdio = 0;
        octetsInStdio = 0;
    }

    /** Packets appended. */
    public long packets() {
        return packets;
    }
}
