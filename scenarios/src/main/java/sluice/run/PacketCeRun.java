package sluice.run;

import sluice.capture.CaptureMode;
import sluice.packetce.PacketCeProgram;
import sluice.packetce.PktDriver;
import sluice.packetce.PktHandle;
import sluice.report.Figures;
import sluice.script.ProgramSpec;

/** A capture of a scenario by the embedded engine. */
final class PacketCeRun implements CaptureCounts {
    private final ProgramSpec.Capture spec;
    private final PktDriver driver;
    private final PacketCeProgram program;

    PacketCeRun(ProgramSpec.Capture spec, PktDriver driver, CapturedHandler handler) {
        this.spec = spec;
        this.driver = driver;
        var options = CaptureRun.options(spec, CaptureMode.CAPTURE);
        this.program = new PacketCeProgram(driver, spec.nic().nic(), options, spec.packetsMax());
        program.handing(CaptureRun.records(handler));
        var scheduler = driver.host().scheduler();
        var lane = driver.host().cpu().thread();
        long from = spec.startNanos();
        if (from == 0) start();
        else scheduler.schedule(from, lane, PacketCeRun::start, this);
        if (spec.ends())
            scheduler.schedule(from + spec.lastsNanos(), lane, PacketCeProgram::stop, program);
    }

    private void start() {
        driver.host().cpu().start(spec.name(), spec.priority(), program);
    }

    @Override
    public void stop() {
        program.stop();
    }

    @Override
    public long counter(String name) {
        if (name.equals("troubles")) return program.trouble().isEmpty() ? 0 : 1;
        PktHandle handle = program.handle();
        if (handle == null) return 0;
        long otherwise = name.equals("calls") ? program.calls() : 0;
        return counts(handle).counter(name).orElse(otherwise);
    }

    private EngineCounts counts(PktHandle handle) {
        return new EngineCounts(handle.stats(), program.account(), handle.tally());
    }

    @Override
    public String did() {
        if (!program.trouble().isEmpty()) return "did not capture: " + program.trouble();
        PktHandle handle = program.handle();
        if (handle == null) return "was not started";
        return counts(handle).did(Figures.counted(program.account().reads(), "read"));
    }
}
