package sluice.conformance.netfilter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import sluice.conformance.netfilter.KernelCase.ExpectedStep;
import sluice.edge.SocketRefused;
import sluice.edge.SocketStatus;

/** Plays a case on a device of its own, and stops at the first step in which something differs. */
final class CasePlayer {
    /** A step ends when nothing has happened for so long. */
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(15);

    /** How long a call of a TCP socket is watched at least. */
    private static final long TCP_NANOS = TimeUnit.MILLISECONDS.toNanos(60);

    /** Quiet times waited for at most, so that no echo between two sockets is watched for ever. */
    private static final int ROUNDS_MAX = 1000;

    private final KernelCase one;
    private final DeviceUnderTest device;
    private final List<java.util.Map<String, List<byte[]>>> sentBySteps = new ArrayList<>();

    private CasePlayer(KernelCase one, DeviceUnderTest device) {
        this.one = one;
        this.device = device;
    }

    /** Plays a case, unless it needs what is not there. */
    static CaseOutcome play(KernelCase one) {
        Optional<String> missing = CaseNeeds.missing(one);
        if (missing.isPresent()) return new CaseOutcome.Skipped(missing.get());
        try {
            var device = new DeviceUnderTest(one.device());
            try (var _ = device.world) {
                return new CasePlayer(one, device).play();
            }
        } catch (IllegalArgumentException e) {
            return new CaseOutcome.Failed("cannot be set up: " + e.getMessage());
        } catch (SocketRefused e) {
            return new CaseOutcome.Failed("a socket is refused: " + e.getMessage());
        }
    }

    private CaseOutcome play() throws SocketRefused {
        for (KernelCase.Socket socket : one.device().sockets()) device.sockets.open(socket);
        watch(0);
        for (int i = 0; i < one.steps().size(); i++) {
            device.observed.clear();
            CaseStep step = one.steps().get(i);
            String error = carryOut(step);
            watch(
                    Math.max(
                            TimeUnit.MILLISECONDS.toNanos(step.watchMillis()),
                            step.callsTcp() ? TCP_NANOS : QUIET_NANOS));
            sentBySteps.add(java.util.Map.copyOf(device.observed.sent));
            Optional<CaseOutcome> different =
                    new StepComparison(i, one, device.observed).compare(expected(i), error);
            if (different.isPresent()) return different.get();
        }
        return atTheEnd();
    }

    private ExpectedStep expected(int step) {
        return one.expected().get(step);
    }

    private void watch(long nanos) {
        var scheduler = device.world.scheduler();
        device.world.runUntil(scheduler.nowNanos() + nanos);
        long before = -1;
        for (int round = 0; round < ROUNDS_MAX && before != device.observed.count(); round++) {
            before = device.observed.count();
            device.world.runUntil(scheduler.nowNanos() + QUIET_NANOS);
        }
    }

    /** Does what the step says; the errno of its call, or empty. */
    private String carryOut(CaseStep step) {
        return switch (step) {
            case CaseStep.Inject inject -> {
                byte[] frame = inject.octets().clone();
                if (inject.answer().isPresent())
                    TcpAnswers.complete(frame, inject.answer().get(), sentBySteps);
                String error = "";
                for (int i = 0; error.isEmpty() && i < inject.count(); i++)
                    error = device.inject(inject.device(), frame);
                yield error;
            }
            case CaseStep.UdpSend send -> errno(device.sockets.send(send));
            case CaseStep.Ping ping -> errno(device.sockets.ping(ping));
            case CaseStep.RawSend send -> errno(device.sockets.rawSend(send));
            case CaseStep.IpCommand command -> device.ip(command.arguments());
            case CaseStep.Wait _ -> "";
            case CaseStep.TcpConnect connect -> errno(device.sockets.tcp().connect(connect));
            case CaseStep.TcpSend send -> errno(device.sockets.tcp().send(send));
            case CaseStep.Close close -> {
                device.sockets.close(close);
                yield "";
            }
            case CaseStep.Other _ -> throw new IllegalStateException("not played: " + step);
        };
    }

    private static String errno(SocketStatus status) {
        return status.ok() ? "" : status.name();
    }

    private CaseOutcome atTheEnd() {
        List<String> unbalanced = device.unbalanced();
        if (!unbalanced.isEmpty())
            return new CaseOutcome.Failed("packets are unaccounted for", unbalanced);
        Optional<CaseOutcome> neighbours =
                one.neighbours()
                        .flatMap(kernel ->
                                differ("neighbours", lines(kernel), device.host.neighbourLines()));
        return neighbours
                .or(() ->
                        one.routes()
                                .flatMap(kernel ->
                                        differ("routes", kernel, device.host.routeLines())))
                .orElseGet(CaseOutcome.Passed::new);
    }

    private static List<String> lines(List<KernelCase.Neighbour> neighbours) {
        return neighbours.stream()
                .map(each -> {
                    String mac = each.mac().isEmpty() ? "" : " lladdr " + each.mac();
                    return each.address() + " dev " + each.device() + mac + " " + each.state();
                })
                .toList();
    }

    /** Tables whose order says nothing. */
    private static Optional<CaseOutcome> differ(
            String what, List<String> kernel, List<String> ours) {
        List<String> details = new ArrayList<>();
        for (String line : ours) if (!kernel.contains(line)) details.add("    ours   " + line);
        for (String line : kernel) if (!ours.contains(line)) details.add("    kernel " + line);
        return details.isEmpty()
                ? Optional.empty()
                : Optional.of(new CaseOutcome.Failed("the " + what + " differ", details));
    }
}
