package sluice.run;

import org.jspecify.annotations.Nullable;
import sluice.capture.NpfDriver;
import sluice.capture.NpfInstance;
import sluice.capture.Packet32;
import sluice.capture.SendQueue;
import sluice.report.Figures;
import sluice.script.ProgramSpec;
import sluice.time.UserThread;

/** A raw send of a scenario. */
final class RawSendRun {
    private static final int RECORD_HEADER_OCTETS = 16;

    private final ProgramSpec.RawSend spec;
    private final NpfDriver driver;
    private @Nullable NpfInstance adapter;
    private long callsToSetUp;
    private boolean failed;

    RawSendRun(ProgramSpec.RawSend spec, NpfDriver driver) {
        this.spec = spec;
        this.driver = driver;
        driver.host().cpu().start(spec.name(), spec.priority(), this::run);
    }

    private void run(UserThread self) {
        if (spec.startNanos() > 0) self.sleep(spec.startNanos());
        var library = new Packet32(driver, self);
        NpfInstance opened = library.packetOpenAdapter(spec.nic().nic());
        if (opened == null) {
            failed = true;
            return;
        }
        adapter = opened;
        library.packetSetLoopbackBehavior(opened, spec.loopback());
        library.packetSetNumWrites(opened, spec.writes());
        callsToSetUp = opened.tally().systemCalls();
        byte[] frame = spec.frame().toArray();
        if (spec.queueNanos().isEmpty()) {
            failed = !library.packetSendPacket(opened, frame, 0, frame.length);
        } else {
            var queue =
                    new SendQueue((RECORD_HEADER_OCTETS + frame.length) * spec.queueNanos().size());
            for (long at : spec.queueNanos()) queue.add(at, frame);
            int length = queue.lengthOctets();
            failed =
                    library.packetSendPackets(opened, queue.octets(), length, spec.timed())
                            < length;
        }
    }

    private long calls() {
        NpfInstance opened = adapter;
        return opened == null ? 0 : opened.tally().systemCalls() - callsToSetUp;
    }

    long counter(String name) {
        NpfInstance opened = adapter;
        return switch (name) {
            case "sent" -> opened == null ? 0 : opened.sent();
            case "calls" -> calls();
            case "troubles" -> failed ? 1 : 0;
            default -> 0;
        };
    }

    String did() {
        return "sent "
                + Figures.counted(counter("sent"), "frame")
                + " by "
                + Figures.counted(calls(), "call")
                + (failed ? ", and failed" : "");
    }
}
