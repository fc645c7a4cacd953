package sluice.packetce;

import org.jspecify.annotations.Nullable;
import sluice.capture.CaptureOptions;
import sluice.capture.CaptureProgram;
import sluice.tap.RecordCursor;
import sluice.time.UserProgram;
import sluice.time.UserThread;

/** A program that captures by the embedded engine until it is stopped, and keeps account. */
public final class PacketCeProgram implements UserProgram {
    private final PktDriver driver;
    private final String adapterName;
    private final CaptureOptions options;
    private final long packetsMax;
    private @Nullable PktHandle handle;
    private CaptureProgram.@Nullable RecordHandler handler;
    private String trouble = "";
    private boolean stopping;
    private long reads;
    private long packets;
    private long octets;
    private long wireOctets;
    private long recordOctets;
    private long delayNanos;
    private long delayNanosMax;

    /**
     * A program for this adapter.
     *
     * @param packetsMax it stops after so many; 0: it does not
     */
    public PacketCeProgram(
            PktDriver driver, String adapterName, CaptureOptions options, long packetsMax) {
        this.driver = driver;
        this.adapterName = adapterName;
        this.options = options;
        this.packetsMax = packetsMax;
    }

    /** Who gets the records; before it runs. */
    public PacketCeProgram handing(CaptureProgram.RecordHandler to) {
        handler = to;
        return this;
    }

    @Override
    public void run(UserThread self) {
        var library = new PacketCe(driver, self);
        PktHandle opened = library.packetOpenAdapter(adapterName);
        if (opened == null) {
            trouble = "no adapter named " + adapterName;
            return;
        }
        handle = opened;
        library.packetSetBuff(opened, options.kernelBufferOctets());
        library.packetSetReadTimeout(opened, options.timeoutMillis());
        library.packetSetMinToCopy(opened, options.minToCopyOctets());
        if (!library.packetSetBpf(opened, options.filter())) trouble = "filter refused";
        else if (!library.packetSetHwFilter(opened, options.packetFilter()))
            trouble = "packet filter refused";
        else read(self, library, opened);
        if (trouble.isEmpty()) library.packetCloseAdapter(opened);
    }

    private void read(UserThread self, PacketCe library, PktHandle opened) {
        byte[] buffer = new byte[options.userBufferOctets()];
        var cursor = new RecordCursor();
        while (true) {
            int used = library.packetReceivePacket(opened, buffer);
            if (used < 0) return;
            reads++;
            recordOctets += used;
            cursor.over(buffer, 0, used);
            while (cursor.next()) take(self, cursor);
            if (stopping || (packetsMax > 0 && packets >= packetsMax)) return;
            if (used == 0 && options.timeoutMillis() < 0) self.sleep(1);
        }
    }

    private void take(UserThread self, RecordCursor record) {
        packets++;
        octets += record.capturedOctets();
        wireOctets += record.wireOctets();
        long delay = self.nowNanos() - record.timeNanos();
        delayNanos += delay;
        delayNanosMax = Math.max(delayNanosMax, delay);
        CaptureProgram.RecordHandler to = handler;
        if (to != null) to.captured(record);
    }

    /** Stops it: it reads once more what is there, and closes the adapter. */
    public void stop() {
        stopping = true;
        PktHandle opened = handle;
        if (opened != null) opened.wake();
    }

    /** The instance, once it runs; null before, or if there is no such adapter. */
    public @Nullable PktHandle handle() {
        return handle;
    }

    /** Why it does not capture; empty if it does. */
    public String trouble() {
        return trouble;
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

    /** Octets of its buffer that reads used. */
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
}
