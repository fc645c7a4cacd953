package sluice.run;

import sluice.capture.CaptureMode;
import sluice.packetce.PacketCeProgram;
import sluice.packetce.PktDriver;
import sluice.packetce.PktHandle;
import sluice.report.Figures;
import sluice.script.ProgramSpec;
import sluice.tap.CaptureStats;

/** A capture of a scenario by the embedded engine. */
final class PacketCeRun implements CaptureCounts {
    private static final long NANOS_PER_MICRO = 1_000;

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
        CaptureStats stats = handle.stats();
        return switch (name) {
            case "received" -> stats.received();
            case "dropped" -> stats.dropped();
            case "captured" -> stats.captured();
            case "rejected" -> stats.rejected();
            case "packets" -> program.packets();
            case "octets" -> program.octets();
            case "wire-octets" -> program.wireOctets();
            case "record-octets" -> program.recordOctets();
            case "reads" -> program.reads();
            case "calls" -> handle.tally().systemCalls();
            case "copies" -> handle.tally().copies();
            case "copied-octets" -> handle.tally().copiedOctets();
            case "buffers" -> handle.tally().buffers();
            case "delay-us" -> program.delayNanosMax() / NANOS_PER_MICRO;
            case "mean-delay-us" -> program.delayNanosMean() / NANOS_PER_MICRO;
            default -> 0;
        };
    }

    @Override
    public String did() {
        if (!program.trouble().isEmpty()) return "did not capture: " + program.trouble();
        PktHandle handle = program.handle();
        if (handle == null) return "was not started";
        CaptureStats stats = handle.stats();
        return "received "
                + Figures.grouped(stats.received())
                + ", captured "
                + Figures.grouped(stats.captured())
                + ", dropped "
                + Figures.grouped(stats.dropped())
                + "; got "
                + Figures.counted(program.packets(), "packet")
                + " by "
                + Figures.counted(program.reads(), "read")
                + ", the latest after "
                + Figures.duration(program.delayNanosMax());
    }
}
