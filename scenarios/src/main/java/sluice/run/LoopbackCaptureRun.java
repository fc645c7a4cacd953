package sluice.run;

import org.jspecify.annotations.Nullable;
import sluice.bpf.BpfLoader;
import sluice.bpf.BpfValidator;
import sluice.bpf.Loaded;
import sluice.bpf.PacketProgram;
import sluice.capture.CaptureAccount;
import sluice.npfloop.LoopbackCapture;
import sluice.report.Figures;
import sluice.script.CaptureFilter;
import sluice.script.ProgramSpec;
import sluice.winstack.WindowsHost;

/**
 * A capture of a scenario at the device NPF_Loopback of a Windows host: what turns round above
 * NDIS. Its records go to the program at once; there is no ring that could fill.
 */
final class LoopbackCaptureRun implements CaptureCounts {
    private final ProgramSpec.Capture spec;
    private final WindowsHost windows;
    private final CapturedHandler handler;
    private final CaptureAccount account = new CaptureAccount();
    private final @Nullable PacketProgram filter;
    private final String trouble;
    private @Nullable LoopbackCapture device;
    private long rejected;

    LoopbackCaptureRun(ProgramSpec.Capture spec, WindowsHost windows, CapturedHandler handler) {
        this.spec = spec;
        this.windows = windows;
        this.handler = handler;
        Loaded loaded =
                spec.filter()
                        .map(CaptureFilter::program)
                        .map(program -> BpfLoader.compile(program, BpfValidator.NPF))
                        .orElse(null);
        filter = loaded instanceof Loaded.Ready ready ? ready.program() : null;
        trouble = loaded instanceof Loaded.Refused refused ? refused.toString() : "";
        if (!trouble.isEmpty()) return;
        var scheduler = windows.host().scheduler();
        var lane = windows.host().cpu().thread();
        if (spec.startNanos() == 0) start();
        else scheduler.schedule(spec.startNanos(), lane, LoopbackCaptureRun::start, this);
        if (!spec.ends()) return;
        long end = spec.startNanos() + spec.lastsNanos();
        scheduler.schedule(end, lane, LoopbackCaptureRun::stop, this);
    }

    private void start() {
        device = LoopbackCapture.open(windows, "NPF_Loopback of " + spec.name(), this::record);
    }

    @Override
    public void stop() {
        LoopbackCapture open = device;
        if (open != null) open.close();
        device = null;
    }

    private void record(long packetId, long timeNanos, byte[] octets, int lengthOctets) {
        PacketProgram program = filter;
        int kept =
                program == null ? lengthOctets : program.run(octets, 0, lengthOctets, lengthOctets);
        if (kept == 0) {
            rejected++;
            return;
        }
        int captured = (int) Math.min(Integer.toUnsignedLong(kept), lengthOctets);
        account.take(timeNanos, timeNanos, captured, lengthOctets);
        handler.captured(timeNanos, octets, 0, captured, lengthOctets);
        if (account.packets() == spec.packetsMax())
            windows.host()
                    .scheduler()
                    .schedule(0, windows.host().cpu().thread(), LoopbackCaptureRun::stop, this);
    }

    @Override
    public long counter(String name) {
        return switch (name) {
            case "received" -> account.packets() + rejected;
            case "captured", "packets" -> account.packets();
            case "rejected" -> rejected;
            case "octets" -> account.octets();
            case "wire-octets" -> account.wireOctets();
            case "troubles" -> trouble.isEmpty() ? 0 : 1;
            default -> 0;
        };
    }

    @Override
    public String did() {
        if (!trouble.isEmpty()) return "did not capture: " + trouble;
        return "NPF_Loopback: received "
                + Figures.grouped(account.packets() + rejected)
                + ", captured "
                + Figures.counted(account.packets(), "packet")
                + " of "
                + Figures.grouped(account.octets())
                + " octets";
    }
}
