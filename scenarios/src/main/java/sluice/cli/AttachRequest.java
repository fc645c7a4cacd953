package sluice.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import sluice.attach.AttachPlan;
import sluice.attach.AttachReport;
import sluice.attach.AttachResult;
import sluice.attach.AttachedHost;
import sluice.attach.ServiceSpec;
import sluice.attach.StatusLine;
import sluice.edge.SocketRefused;
import sluice.live.DeviceOpening;
import sluice.live.DeviceProblem;
import sluice.live.ShardEnd;
import sluice.packet.wire.Addresses;
import sluice.run.BugCheckReport;
import sluice.run.ChosenParts;
import sluice.run.StackInstaller;
import sluice.trace.ContractBroken;

/**
 * Runs an attached host until the user, the time or the device ends it.
 *
 * @param parts drivers of a Windows host or hooks of a Linux one
 * @param durationNanos after which it ends by itself
 */
record AttachRequest(AttachPlan plan, PartOptions.Chosen parts, OptionalLong durationNanos)
        implements Request {

    /** How often it is asked whether the emulated machine still runs. */
    private static final long LOOK_NANOS = 200_000_000;

    @Override
    public ExitCode carryOut(Console console) throws IOException {
        if (plan.capture().isPresent()) Inputs.requireNoFolder(plan.capture().get());
        for (ServiceSpec service : plan.services()) {
            if (service instanceof ServiceSpec.Http(_, Path folder, _, _)
                    && !Files.isDirectory(folder)) {
                console.complain(folder + ": no such folder to serve");
                return ExitCode.USAGE;
            }
        }
        StackInstaller installer;
        try {
            installer = parts.installer(new ChosenParts(console.classpath()), plan.host());
        } catch (ChosenParts.Unknown unknown) {
            console.complain(unknown.text());
            return ExitCode.USAGE;
        }
        try {
            return switch (AttachedHost.start(plan, installer)) {
                case DeviceOpening.Refused<AttachedHost>(var problem) -> refuse(problem, console);
                case DeviceOpening.Opened<AttachedHost>(var host) -> {
                    try (host) {
                        yield watch(host, console);
                    }
                }
            };
        } catch (SocketRefused | IllegalArgumentException refusal) {
            console.complain(String.valueOf(refusal.getMessage()));
            return ExitCode.USAGE;
        }
    }

    private ExitCode refuse(DeviceProblem problem, Console console) {
        console.complain(problem.reason());
        String remedy =
                problem.kind() == DeviceProblem.Kind.INTERFACE
                        ? plan.setUpCommand()
                        : problem.remedy();
        if (!remedy.isEmpty()) console.err().println("  try: " + remedy);
        return ExitCode.USAGE;
    }

    private ExitCode watch(AttachedHost host, Console console) throws IOException {
        String device = plan.device().name();
        console.err()
                .println(
                        "attached to %s: %s host, %s, %s; Ctrl-C ends it"
                                .formatted(
                                        device,
                                        plan.host().word(),
                                        String.join(
                                                ", ",
                                                plan.addresses().stream()
                                                        .map(Object::toString)
                                                        .toList()),
                                        Addresses.formatMac(plan.device().mac())));
        if (!host.deviceIsUp()) {
            console.complain(
                    device
                            + " is down, nothing will come; try: sudo ip link set dev "
                            + device
                            + " up");
        }
        AttachResult result;
        try (var interruption = new Interruption(host::askToEnd)) {
            try (var status = new StatusLine(console.err(), console.errIsTerminal())) {
                follow(host, status);
            }
            result = host.finish();
            return tell(result, interruption.asked(), console);
        }
    }

    private void follow(AttachedHost host, StatusLine status) {
        long begin = System.nanoTime();
        long next = status.everyNanos();
        long end = durationNanos.orElse(Long.MAX_VALUE);
        try {
            while (true) {
                long now = System.nanoTime() - begin;
                if (now >= end) return;
                long until = Math.min(Math.min(next, end) - now, LOOK_NANOS);
                if (host.awaitEnd(Math.max(1, until)) || host.machineStopped()) return;
                if (System.nanoTime() - begin >= next) {
                    status.show(host.sample());
                    next += status.everyNanos();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // as if the user had asked
        }
    }

    private ExitCode tell(AttachResult result, boolean interrupted, Console console) {
        String ended =
                switch (result.end()) {
                    case ShardEnd.Stopped _ when !result.bugChecks().isEmpty() ->
                            BugCheckReport.headline(result.bugChecks().getFirst());
                    case ShardEnd.Stopped _ -> interrupted ? "interrupted" : "time over";
                    case ShardEnd.DoorGone(_, var why) -> why;
                    case ShardEnd.Failed(var failure) -> String.valueOf(failure.getMessage());
                };
        if (console.json()) console.print(json -> AttachReport.json(json, plan, result, ended));
        else console.out().print(AttachReport.text(plan, result));
        result.breaches().forEach(breach -> console.complain("contract broken: " + breach));
        for (var stopped : result.bugChecks()) console.complain(BugCheckReport.lines(stopped));
        result.findings().forEach(console::complain);
        if (!result.breaches().isEmpty() || !result.bugChecks().isEmpty()) return ExitCode.BREACH;
        if (!result.unbalanced().isEmpty())
            throw new IllegalStateException(String.join("; ", result.unbalanced()));
        return switch (result.end()) {
            case ShardEnd.Stopped _ -> ExitCode.DONE;
            case ShardEnd.DoorGone _ -> {
                console.complain(ended);
                yield ExitCode.NO;
            }
            case ShardEnd.Failed(ContractBroken broken) -> {
                console.complain("contract broken: " + broken.getMessage());
                yield ExitCode.BREACH;
            }
            case ShardEnd.Failed(UncheckedIOException unwritten) -> {
                console.complain("the capture could not be written: " + unwritten.getMessage());
                yield ExitCode.USAGE;
            }
            case ShardEnd.Failed(var failure) -> throw new IllegalStateException(failure);
        };
    }
}
