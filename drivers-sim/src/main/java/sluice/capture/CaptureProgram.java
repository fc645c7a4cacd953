package sluice.capture;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.ndis.OidRequest;
import sluice.tap.CaptureRecord;
import sluice.tap.RecordCursor;
import sluice.time.UserProgram;
import sluice.time.UserThread;

/**
 * A program that captures until it is stopped: opens an adapter, sets it up, reads, and keeps
 * account of what it got and how late. In dump mode it waits for the end of the dump; without dump
 * mode it may save what it reads by the usual way.
 */
public final class CaptureProgram implements UserProgram {
    private final NpfDriver driver;
    private final String adapterName;
    private final CaptureOptions options;
    private final List<Interval> intervals = new ArrayList<>();
    private final CaptureAccount account = new CaptureAccount();
    private @Nullable OutputStream file;
    private Set<Long> groups = Set.of();
    private long dumpOctetsMax;
    private long dumpPacketsMax;
    private @Nullable NpfInstance adapter;
    private String trouble = "";
    private long callsToSetUp;
    private boolean stopping;
    private int userBufferOctets;
    private long packetsMax;

    /** Gets every record of a program's reads. */
    @FunctionalInterface
    public interface RecordHandler {
        /** The record that the cursor stands at; the cursor is to be used during the call only. */
        void captured(RecordCursor record);
    }

    /**
     * Counts of one interval in statistics mode.
     *
     * @param timeNanos when it ended
     * @param packets frames that passed the filter
     * @param octets their lengths, at least 60 each, and 12 more each
     */
    public record Interval(long timeNanos, long packets, long octets) {}

    /** A program for this adapter; it opens it when it runs. */
    public CaptureProgram(NpfDriver driver, String adapterName, CaptureOptions options) {
        this.driver = driver;
        this.adapterName = adapterName;
        this.options = options;
        this.userBufferOctets = options.userBufferOctets();
    }

    /** Where a dump goes, or what it reads is saved; before it runs. */
    public CaptureProgram into(OutputStream target) {
        file = target;
        return this;
    }

    /** Which groups it asks for by address, beside its packet filter; before it runs. */
    public CaptureProgram joining(Set<Long> groupMacs) {
        groups = Set.copyOf(groupMacs);
        return this;
    }

    /** When a dump ends; 0 is no limit; before it runs. */
    public CaptureProgram limitedTo(long fileOctets, long filePackets) {
        dumpOctetsMax = fileOctets;
        dumpPacketsMax = filePackets;
        return this;
    }

    /** Who gets the records; before it runs. */
    public CaptureProgram handing(RecordHandler to) {
        account.handing(to);
        return this;
    }

    @Override
    public void run(UserThread self) {
        var library = new Packet32(driver, self);
        NpfInstance opened = library.packetOpenAdapter(adapterName);
        if (opened == null) {
            trouble = "no adapter named " + adapterName;
            return;
        }
        adapter = opened;
        if (!setUp(library, opened)) return;
        callsToSetUp = opened.tally().systemCalls();
        if (options.mode() == CaptureMode.DUMP) library.packetIsDumpEnded(opened, true);
        else if (options.mode().counts()) readStatistics(library, opened);
        else readPackets(self, library, opened);
        if (stopping) library.packetCloseAdapter(opened);
    }

    /**
     * Stops it: it reads once more what is there, ends a dump, closes the adapter, and is over.
     * Before it has opened one, nothing happens.
     */
    public void stop() {
        NpfInstance opened = adapter;
        if (opened == null || stopping) return;
        stopping = true;
        if (options.mode() == CaptureMode.DUMP) opened.setMode(CaptureMode.CAPTURE);
        opened.readEvent().set();
    }

    /** Stops by itself after so many packets; before it runs. */
    public CaptureProgram stoppingAfter(long packetCount) {
        packetsMax = packetCount;
        return this;
    }

    /** Reads into a buffer of another size from its next read on ({@code pcap_setuserbuffer}). */
    public void setUserBuffer(int sizeOctets) {
        userBufferOctets = sizeOctets;
    }

    private boolean setUp(Packet32 library, NpfInstance opened) {
        OutputStream target = file;
        boolean dumps = options.mode().dumps();
        if (!library.packetSetBuff(opened, options.kernelBufferOctets()))
            trouble = "kernel buffer of " + options.kernelBufferOctets() + " octets refused";
        else if (!library.packetSetBpf(opened, options.filter()))
            trouble = "filter refused: " + opened.refusal().map(Object::toString).orElse("");
        else if (!library.packetSetMinToCopy(opened, options.minToCopyOctets()))
            trouble = "least to copy of " + options.minToCopyOctets() + " octets refused";
        else if (!library.packetSetReadTimeout(opened, options.timeoutMillis()))
            trouble = "read timeout of " + options.timeoutMillis() + " ms refused";
        else if (!library.packetSetLoopbackBehavior(opened, options.loopback()))
            trouble = "loopback behaviour refused";
        else if (dumps && target != null && !library.packetSetDumpName(opened, target))
            trouble = "dump refused by " + opened.preset().name();
        else if (dumps && !library.packetSetDumpLimits(opened, dumpOctetsMax, dumpPacketsMax))
            trouble = "dump limits refused by " + opened.preset().name();
        else if (!library.packetSetMode(opened, options.mode().bits()))
            trouble = "mode " + options.mode() + " refused by " + opened.preset().name();
        else if (!groups.isEmpty()
                && !library.packetRequest(opened, OidRequest.multicastList(groups)))
            trouble = "list of " + groups.size() + " groups refused";
        else if (!library.packetSetHwFilter(opened, options.packetFilter()))
            trouble = "packet filter %x refused".formatted(options.packetFilter());
        return trouble.isEmpty();
    }

    private void readPackets(UserThread self, Packet32 library, NpfInstance opened) {
        var buffer = new PacketBuffer(userBufferOctets);
        var cursor = new RecordCursor();
        try {
            OutputStream target = file;
            Savefile save = target == null ? null : new Savefile(self, opened.tally(), target);
            while (library.packetReceivePacket(opened, buffer)) {
                account.read(buffer.receivedOctets());
                boolean resized = buffer.octets().length != userBufferOctets;
                if (buffer.receivedOctets() > 0) {
                    cursor.over(buffer.octets(), 0, buffer.receivedOctets());
                    while (cursor.next()) {
                        account.take(self.nowNanos(), cursor);
                        if (save != null) save.dump(cursor);
                    }
                    if (packetsMax > 0 && account.packets() >= packetsMax) stopping = true;
                } else if (!resized) {
                    if (options.timeoutMillis() == NpfInstance.TIMEOUT_IMMEDIATE) self.sleep(1);
                    if (opened.warning().isPresent()) break; // nothing fits, and nothing ever will
                }
                if (stopping) break;
                if (resized) buffer = new PacketBuffer(userBufferOctets);
            }
            if (save != null) save.flush();
        } catch (IOException broken) {
            trouble = "saving failed: " + broken.getMessage();
        }
    }

    private void readStatistics(Packet32 library, NpfInstance opened) {
        var buffer = new PacketBuffer(Math.max(64, options.userBufferOctets()));
        while (library.packetReceivePacket(opened, buffer)) {
            account.read(0);
            byte[] record = buffer.octets();
            long time = CaptureRecord.timeNanos(record, 0);
            long count = CaptureRecord.i64(record, CaptureRecord.HEADER_OCTETS);
            long length = CaptureRecord.i64(record, CaptureRecord.HEADER_OCTETS + 8);
            intervals.add(new Interval(time, count, length));
            account.count(count, length);
            if (stopping || options.timeoutMillis() == NpfInstance.TIMEOUT_IMMEDIATE) return;
        }
        trouble = "read failed: " + opened.lastStatus();
    }

    /** The instance, once it runs; null before, or if there is no such adapter. */
    public @Nullable NpfInstance adapter() {
        return adapter;
    }

    /** Why it does not capture; empty if it does. */
    public String trouble() {
        return trouble;
    }

    /** What it got; in statistics mode packets and octets are as {@link Interval} counts. */
    public CaptureAccount account() {
        return account;
    }

    /** System calls since it was set up: reads, and writes of what is saved. */
    public long calls() {
        NpfInstance opened = adapter;
        return opened == null ? 0 : opened.tally().systemCalls() - callsToSetUp;
    }

    /** What statistics mode counted, interval by interval. */
    public List<Interval> intervals() {
        return List.copyOf(intervals);
    }
}
