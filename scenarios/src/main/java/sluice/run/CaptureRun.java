package sluice.run;

import java.io.OutputStream;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import sluice.capture.CaptureMode;
import sluice.capture.CaptureOptions;
import sluice.capture.CaptureProgram;
import sluice.capture.NpfDriver;
import sluice.capture.NpfInstance;
import sluice.report.Figures;
import sluice.script.CaptureFilter;
import sluice.script.ProgramSpec;

/** A capture of a scenario on a Windows host: starts, changes, stops, and says what it counted. */
final class CaptureRun implements CaptureCounts {
    private final ProgramSpec.Capture spec;
    private final CaptureProgram program;
    private final CountingFile file = new CountingFile();

    CaptureRun(ProgramSpec.Capture spec, NpfDriver driver, CapturedHandler handler) {
        this.spec = spec;
        this.program = new CaptureProgram(driver, spec.nic().nic(), options(spec, mode(spec)));
        program.handing(records(handler));
        program.joining(spec.groups());
        boolean dumps = spec.mode().equals("dump");
        if (dumps || spec.mode().equals("save")) program.into(file);
        if (dumps) program.limitedTo(0, spec.packetsMax());
        else program.stoppingAfter(spec.packetsMax());
        var scheduler = driver.host().scheduler();
        var lane = driver.host().cpu().thread();
        long from = spec.startNanos();
        if (from == 0) start(driver);
        else scheduler.schedule(from, lane, (NpfDriver there) -> start(there), driver);
        if (spec.ends())
            scheduler.schedule(from + spec.lastsNanos(), lane, CaptureProgram::stop, program);
        spec.resize()
                .ifPresent(resize ->
                        scheduler.schedule(resize.atNanos(), lane, CaptureRun::resize, this));
    }

    private void start(NpfDriver driver) {
        driver.host().cpu().start(spec.name(), spec.priority(), program);
    }

    private void resize() {
        NpfInstance adapter = program.adapter();
        if (adapter == null || spec.resize().isEmpty()) return;
        ProgramSpec.Resize sizes = spec.resize().get();
        if (sizes.kernelOctets() > 0) adapter.setBufferSize(sizes.kernelOctets());
        if (sizes.userOctets() > 0) program.setUserBuffer(sizes.userOctets());
    }

    private static CaptureMode mode(ProgramSpec.Capture spec) {
        return switch (spec.mode()) {
            case "statistics" -> CaptureMode.STATISTICS;
            case "dump" -> CaptureMode.DUMP;
            default -> CaptureMode.CAPTURE;
        };
    }

    /** Gives a program's records on. */
    static CaptureProgram.RecordHandler records(CapturedHandler to) {
        return record ->
                to.captured(
                        record.timeNanos(),
                        record.octets(),
                        record.offset(),
                        record.capturedOctets(),
                        record.wireOctets());
    }

    /** How the program opens its capture. */
    static CaptureOptions options(ProgramSpec.Capture spec, CaptureMode mode) {
        return new CaptureOptions(
                spec.filter().map(CaptureFilter::program).orElse(null),
                spec.kernelOctets(),
                spec.userOctets(),
                spec.leastOctets(),
                spec.timeoutMillis(),
                spec.packetFilter(),
                mode,
                true);
    }

    @Override
    public void stop() {
        program.stop();
    }

    @Override
    public long counter(String name) {
        NpfInstance adapter = program.adapter();
        if (name.equals("troubles")) return program.trouble().isEmpty() ? 0 : 1;
        if (adapter == null) return 0;
        OptionalLong common = counts(adapter).counter(name);
        if (common.isPresent()) return common.getAsLong();
        return switch (name) {
            case "calls" -> program.calls();
            case "rings-used" -> adapter.ringsUsed();
            case "intervals" -> program.intervals().size();
            case "file-packets" -> filePackets(adapter);
            case "file-octets" -> file.octets;
            case "sent" -> adapter.sent();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private EngineCounts counts(NpfInstance adapter) {
        return new EngineCounts(adapter.stats(), program.account(), adapter.tally());
    }

    private long filePackets(NpfInstance adapter) {
        return switch (spec.mode()) {
            case "dump" -> adapter.dumpedPackets();
            case "save" -> program.account().packets();
            default -> 0;
        };
    }

    @Override
    public String did() {
        if (!program.trouble().isEmpty()) return "did not capture: " + program.trouble();
        NpfInstance adapter = program.adapter();
        if (adapter == null) return "was not started";
        String did = counts(adapter).did(Figures.counted(program.calls(), "call"));
        return did + adapter.warning().map(warning -> "; " + warning).orElse("");
    }

    /** A file of which only the length is kept. */
    private static final class CountingFile extends OutputStream {
        private long octets;

        @Override
        public void write(int octet) {
            octets++;
        }

        @Override
        public void write(byte @Nullable [] from, int offset, int length) {
            octets += length;
        }
    }
}
