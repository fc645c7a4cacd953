package sluice.run;

import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import sluice.capture.CaptureMode;
import sluice.capture.CaptureOptions;
import sluice.capture.CaptureProgram;
import sluice.capture.NpfDriver;
import sluice.capture.NpfInstance;
import sluice.report.Figures;
import sluice.script.ProgramSpec;
import sluice.tap.CaptureStats;

/** A capture of a scenario on a Windows host: starts, changes, stops, and says what it counted. */
final class CaptureRun implements CaptureCounts {
    private static final long NANOS_PER_MICRO = 1_000;

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
                spec.filter().orElse(null),
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
        CaptureStats stats = adapter.stats();
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
            case "calls" -> program.calls();
            case "copies" -> adapter.tally().copies();
            case "copied-octets" -> adapter.tally().copiedOctets();
            case "buffers" -> adapter.tally().buffers();
            case "delay-us" -> program.delayNanosMax() / NANOS_PER_MICRO;
            case "mean-delay-us" -> program.delayNanosMean() / NANOS_PER_MICRO;
            case "intervals" -> program.intervals().size();
            case "file-packets" -> filePackets(adapter);
            case "file-octets" -> file.octets;
            case "sent" -> adapter.sent();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private long filePackets(NpfInstance adapter) {
        return switch (spec.mode()) {
            case "dump" -> adapter.dumpedPackets();
            case "save" -> program.packets();
            default -> 0;
        };
    }

    @Override
    public String did() {
        if (!program.trouble().isEmpty()) return "did not capture: " + program.trouble();
        NpfInstance adapter = program.adapter();
        if (adapter == null) return "was not started";
        CaptureStats stats = adapter.stats();
        var text = new StringBuilder();
        text.append("received ").append(Figures.grouped(stats.received()));
        text.append(", captured ").append(Figures.grouped(stats.captured()));
        text.append(", dropped ").append(Figures.grouped(stats.dropped()));
        text.append("; got ").append(Figures.counted(program.packets(), "packet"));
        text.append(" by ").append(Figures.counted(program.calls(), "call"));
        text.append(", the latest after ").append(Figures.duration(program.delayNanosMax()));
        adapter.warning().ifPresent(warning -> text.append("; ").append(warning));
        return text.toString();
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
