package sluice.packetce;

import org.jspecify.annotations.Nullable;
import sluice.capture.CaptureAccount;
import sluice.capture.CaptureOptions;
import sluice.capture.CaptureProgram;
import sluice.tap.RecordCursor;
import sluice.time.UserProgram;
import sluice.time.UserThread;
import sluice.trace.Noted;

/** A program that captures by the embedded engine until it is stopped, and keeps account. */
public final class PacketCeProgram implements UserProgram {
    private final PktDriver driver;
    private final String adapterName;
    private final CaptureOptions options;
    private final long packetsMax;
    private final CaptureAccount account = new CaptureAccount();
    private @Nullable PktHandle handle;
    private String trouble = "";
    private long callsToSetUp;
    private boolean stopping;

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
        account.handing(to);
        return this;
    }

    @Override
    public void run(UserThread self) {
        loaded("library", "of the driver " + PktHandle.NAME);
        var library = new PacketCe(driver, self);
        loaded("program", "on " + adapterName);
        PktHandle opened = library.packetOpenAdapter(adapterName);
        if (opened == null) {
            trouble =
                    driver.refusal().isEmpty()
                            ? "no adapter named " + adapterName
                            : "the driver is not registered: " + driver.refusal();
            return;
        }
        handle = opened;
        library.packetSetBuff(opened, options.kernelBufferOctets());
        library.packetSetReadTimeout(opened, options.timeoutMillis());
        library.packetSetMinToCopy(opened, options.minToCopyOctets());
        if (!library.packetSetBpf(opened, options.filter())) trouble = "filter refused";
        else if (!library.packetSetHwFilter(opened, options.packetFilter()))
            trouble = "packet filter refused";
        else {
            callsToSetUp = opened.tally().systemCalls();
            read(self, library, opened);
        }
        if (trouble.isEmpty()) library.packetCloseAdapter(opened);
    }

    private void loaded(String part, String detail) {
        var host = driver.host();
        var trace = host.world().trace();
        if (trace == null) return;
        long now = host.scheduler().nowNanos();
        trace.accept(new Noted(now, 0, host.name() + "/packetce", "load", part + " " + detail));
    }

    private void read(UserThread self, PacketCe library, PktHandle opened) {
        byte[] buffer = new byte[options.userBufferOctets()];
        var cursor = new RecordCursor();
        while (true) {
            int used = library.packetReceivePacket(opened, buffer);
            if (used < 0) return;
            account.read(used);
            cursor.over(buffer, 0, used);
            while (cursor.next()) account.take(self.nowNanos(), cursor);
            if (stopping || (packetsMax > 0 && account.packets() >= packetsMax)) return;
            if (used == 0 && options.timeoutMillis() < 0) self.sleep(1);
        }
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

    /** System calls since it was set up. */
    public long calls() {
        PktHandle opened = handle;
        return opened == null ? 0 : opened.tally().systemCalls() - callsToSetUp;
    }

    /** What it got. */
    public CaptureAccount account() {
        return account;
    }
}
