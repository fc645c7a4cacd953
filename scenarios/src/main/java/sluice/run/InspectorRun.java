package sluice.run;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.report.Figures;
import sluice.script.InspectorSpec;
import sluice.time.Handler;
import sluice.time.UserThread;
import sluice.userland.CheckedDevice;
import sluice.userland.DeviceStatus;
import sluice.userland.InspectionCounts;
import sluice.userland.InspectionDriver;
import sluice.userland.InspectionProgram;
import sluice.userland.InspectionProgram.Habits;
import sluice.userland.InspectionRecord;
import sluice.userland.Inspector;
import sluice.winstack.PointFilter.Decision;
import sluice.winstack.Seen;
import sluice.world.Host;

/** An inspector of a scenario: it starts, may end in three ways, and may start again. */
final class InspectorRun {
    private static final Handler<InspectorRun> START = InspectorRun::start;

    private final InspectorSpec spec;
    private final WindowsControl control;
    private final Host host;
    private final List<PointMeter> policies;
    private @Nullable InspectionDriver driver;
    private @Nullable Incarnation running;
    private String ended = "";
    private int starts;
    private long fetchedBefore;
    private long wakesBefore;
    private long opens;

    /** One life of it. */
    private record Incarnation(
            InspectionProgram program, CheckedDevice handle, UserThread thread, Failing failing) {}

    /** The failure that a step asks for. */
    private static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Crash() {
            super("the inspector fails", null, false, false);
        }
    }

    InspectorRun(InspectorSpec spec, WindowsControl control) {
        this.spec = spec;
        this.control = control;
        this.host = control.windows().host();
        this.policies = spec.policies().stream().map(PointMeter::new).toList();
        long at = spec.startNanos();
        if (at == 0) start();
        else if (at > 0) host.scheduler().schedule(at, host.cpu().thread(), START, this);
    }

    /** Starts it; a running one is left alone. */
    void start() {
        Incarnation before = running;
        if (before != null && !before.thread.ended()) return;
        InspectionDriver there = control.inspecting(spec.decidesFor());
        starts++;
        if (there == null) {
            ended = "found no device";
            return;
        }
        remember();
        driver = there;
        CheckedDevice handle = control.deviceOf(there);
        var failing = new Failing();
        var program =
                new InspectionProgram(
                        there.device(), handle, control.events(), host.costs(), failing, habits());
        UserThread thread =
                host.cpu().start(spec.name(), spec.priority(), self -> run(program, self));
        running = new Incarnation(program, handle, thread, failing);
        ended = "";
    }

    private void run(InspectionProgram program, UserThread self) {
        try {
            program.run(self);
        } catch (Crash _) {
            ended = "crashed";
        }
        if (program.opened() != DeviceStatus.SUCCESS) ended = "was answered " + program.opened();
    }

    private Habits habits() {
        return new Habits(
                spec.event(),
                spec.judgeNanos(),
                spec.readsOnce(),
                spec.spinNanos(),
                spec.signalEvery(),
                Long.MAX_VALUE,
                false);
    }

    /** The counts of the life that is over. */
    private void remember() {
        Incarnation last = running;
        if (last == null) return;
        fetchedBefore += last.program.fetched();
        wakesBefore += last.program.wakes();
        if (last.program.opened() == DeviceStatus.SUCCESS) opens++;
        running = null;
    }

    void end(InspectorSpec.End how) {
        Incarnation last = running;
        if (last == null || last.thread.ended()) return;
        switch (how) {
            case CLOSE -> {
                last.program.end();
                ended = "closed";
            }
            case KILL -> {
                last.thread.kill();
                last.handle.close(); // as the system does for whom it ends
                ended = "killed";
            }
            case CRASH -> last.failing.next = true;
        }
    }

    void setPriority(int priority) {
        Incarnation last = running;
        if (last != null && !last.thread.ended()) last.thread.setPriority(priority);
    }

    long counter(String name) {
        Incarnation last = running;
        InspectionDriver there = driver;
        switch (name) {
            case "fetched" -> {
                return fetchedBefore + (last == null ? 0 : last.program.fetched());
            }
            case "wakes" -> {
                return wakesBefore + (last == null ? 0 : last.program.wakes());
            }
            case "opened" -> {
                boolean open = last != null && last.program.opened() == DeviceStatus.SUCCESS;
                return opens + (open ? 1 : 0);
            }
            case "may-set" -> {
                return last != null && last.program.maySet() ? 1 : 0;
            }
            case "priority" -> {
                return last == null ? 0 : last.thread.priority();
            }
            default -> {}
        }
        if (there == null) return 0;
        InspectionCounts counts = there.counts();
        return switch (name) {
            case "shown-sends" -> counts.shownSends();
            case "shown-receives" -> counts.shownReceives();
            case "forwarded" -> counts.forwarded();
            case "changed" -> counts.changed();
            case "dropped" -> counts.dropped();
            case "sends-lost" -> counts.sendsLost();
            case "receives-lost" -> counts.receivesLost();
            case "unseen" -> counts.unseen();
            case "refused-pended" -> counts.refusedPended();
            case "released" -> counts.released();
            case "rejected" -> counts.rejected();
            case "reads" -> counts.reads();
            case "writes" -> counts.writes();
            case "signals" -> counts.signals();
            case "waiting" -> there.device().waiting();
            default -> throw new IllegalArgumentException(name);
        };
    }

    String did() {
        if (starts == 0) return "was not started";
        var text = new StringBuilder();
        if (driver != null) {
            text.append("was shown ")
                    .append(Figures.grouped(counter("shown-sends") + counter("shown-receives")))
                    .append(", fetched ")
                    .append(Figures.grouped(counter("fetched")))
                    .append(" in ")
                    .append(Figures.counted(counter("wakes"), "wake-up"))
                    .append(", let ")
                    .append(Figures.grouped(counter("forwarded")))
                    .append(" go on, changed ")
                    .append(Figures.grouped(counter("changed")))
                    .append(", dropped ")
                    .append(Figures.grouped(counter("dropped")));
            more(text, "sends lost", counter("sends-lost"));
            more(text, "receives lost", counter("receives-lost"));
            more(text, "passed unseen", counter("unseen"));
            more(text, "refused", counter("refused-pended"));
            more(text, "released", counter("released"));
            more(text, "waiting", counter("waiting"));
        }
        if (!ended.isEmpty()) text.append(text.isEmpty() ? "" : "; ").append(ended);
        return text.toString();
    }

    private static void more(StringBuilder text, String what, long count) {
        if (count > 0) text.append(", ").append(what).append(' ').append(Figures.grouped(count));
    }

    /** Its judgement: what its policies say, until it is to fail. */
    private final class Failing implements Inspector {
        private boolean next;

        @Override
        public int judge(byte[] octets, int offset, int lengthOctets, boolean received) {
            if (next) throw new Crash();
            if (policies.isEmpty()) return InspectionRecord.FORWARD;
            var way = received ? Seen.Direction.IN : Seen.Direction.OUT;
            for (PointMeter policy : policies) {
                Seen seen = Seen.frame(way, octets, offset, lengthOctets);
                long matched = policy.counter("matched");
                Decision decision = policy.decide(seen);
                if (policy.counter("matched") == matched) continue;
                return switch (decision) {
                    case PASS -> InspectionRecord.FORWARD;
                    case STOP -> InspectionRecord.DROP;
                    case CHANGED -> InspectionRecord.FORWARD_CHANGED;
                };
            }
            return InspectionRecord.FORWARD;
        }
    }
}
