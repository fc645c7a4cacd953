package sluice.conformance.netfilter;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import sluice.conformance.netfilter.CaseRuleset.Variant;
import sluice.conformance.netfilter.Difference.Aspect;
import sluice.conformance.netfilter.KernelCase.ExpectedStep;
import sluice.edge.SocketRefused;
import sluice.edge.SocketStatus;
import sluice.world.WorldOptions;

/** Plays one variant of a case on a device of its own, to the end, and notes all that differs. */
final class CasePlayer {
    /** A step ends when nothing has happened for so long. */
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(15);

    /** How long a call of a TCP socket is watched at least. */
    private static final long TCP_NANOS = TimeUnit.MILLISECONDS.toNanos(60);

    /** Quiet times waited for at most, so that no echo between two sockets is watched for ever. */
    private static final int ROUNDS_MAX = 1000;

    private final KernelCase one;
    private final Variant variant;
    private final DeviceUnderTest device;
    private final long quietNanos;
    private final List<Map<String, List<byte[]>>> sentBySteps = new ArrayList<>();
    private final List<Difference> differences = new ArrayList<>();

    private CasePlayer(KernelCase one, Variant variant, DeviceUnderTest device, long quietNanos) {
        this.quietNanos = quietNanos;
        this.one = one;
        this.variant = variant;
        this.device = device;
    }

    /** Plays a variant of a case; what differs, in the order in which it was seen. */
    static List<Difference> play(KernelCase one, Variant variant) {
        return play(one, variant, QUIET_NANOS, WorldOptions.DEFAULT);
    }

    /**
     * The same at another pace.
     *
     * @param quietNanos a step ends when nothing has happened for so long
     */
    static List<Difference> play(
            KernelCase one, Variant variant, long quietNanos, WorldOptions options) {
        try {
            var device = new DeviceUnderTest(one.device(), options);
            try (var _ = device.world) {
                var player = new CasePlayer(one, variant, device, quietNanos);
                player.play();
                return player.differences;
            }
        } catch (IllegalArgumentException e) {
            return List.of(new Difference(Aspect.PLAY, -1, "cannot be set up: " + e.getMessage()));
        } catch (SocketRefused e) {
            return List.of(
                    new Difference(Aspect.PLAY, -1, "a socket is refused: " + e.getMessage()));
        }
    }

    private void play() throws SocketRefused {
        for (KernelCase.Socket socket : one.device().sockets()) device.sockets.open(socket);
        for (CaseRuleset.Part part : variant.parts()) {
            List<String> faults = device.load(part);
            if (!faults.isEmpty()) {
                String first = "the rules are refused: " + faults.getFirst();
                List<String> more = faults.subList(1, faults.size());
                differences.add(
                        new Difference(
                                Aspect.PLAY,
                                -1,
                                first,
                                more.stream().map("    "::concat).toList()));
                return;
            }
        }
        watch(0);
        device.rules.take();
        Map<String, Long> before = device.host.statistics();
        for (int i = 0; i < one.steps().size(); i++) {
            if (!step(i)) return;
        }
        atTheEnd();
        one.statistics()
                .flatMap(kernel -> CaseStatistics.compare(before, device.host.statistics(), kernel))
                .ifPresent(differences::add);
    }

    private ExpectedRules rules() {
        return one.variants().getOrDefault(variant.expectation(), ExpectedRules.NONE);
    }

    /** False if the case cannot go on. */
    private boolean step(int index) {
        device.observed.clear();
        CaseStep step = one.steps().get(index);
        String error = "";
        try {
            error = carryOut(step);
        } catch (UnansweredException e) {
            // Frames are missing; what should have left is told in the step it belongs to.
            differences.add(new Difference(Aspect.PLAY, index, String.valueOf(e.getMessage())));
        } catch (IllegalArgumentException e) {
            differences.add(new Difference(Aspect.PLAY, index, String.valueOf(e.getMessage())));
            return false;
        }
        watch(
                Math.max(
                        TimeUnit.MILLISECONDS.toNanos(step.watchMillis()),
                        step.callsTcp() && quietNanos == QUIET_NANOS ? TCP_NANOS : quietNanos));
        sentBySteps.add(Map.copyOf(device.observed.sent));
        ExpectedStep expected = one.expected().get(index);
        differences.addAll(
                new StepComparison(index, one, device.observed).compare(expected, error));
        List<TraceLine> kernel = rules().trace(index);
        List<TraceLine> ours = rules().kept(device.rules.take());
        if (!one.ruleset().file().isEmpty()) {
            // Whole rulesets number packets by their events, not as they enter.
            kernel = TraceLine.renumbered(kernel);
            ours = TraceLine.renumbered(ours);
        }
        RulesComparison.trace(index, ours, kernel).ifPresent(differences::add);
        return true;
    }

    private void watch(long nanos) {
        var scheduler = device.world.scheduler();
        device.world.runUntil(scheduler.nowNanos() + nanos);
        long before = -1;
        for (int round = 0; round < ROUNDS_MAX && before != device.observed.count(); round++) {
            before = device.observed.count();
            device.world.runUntil(scheduler.nowNanos() + quietNanos);
        }
    }

    /** An answer to a frame that never left. */
    static final class UnansweredException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        UnansweredException(String text) {
            super(text);
        }
    }

    /** Does what the step says; the errno of its call, or empty. */
    private String carryOut(CaseStep step) {
        return switch (step) {
            case CaseStep.Inject inject -> {
                byte[] frame = inject.octets().clone();
                if (inject.answer().isPresent())
                    TcpAnswers.complete(
                            frame,
                            inject.answer().get(),
                            sentBySteps,
                            StepComparison.bare(one, inject.device()),
                            StepComparison.bare(one, inject.answer().get().device()));
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
        };
    }

    private static String errno(SocketStatus status) {
        return status.ok() ? "" : status.name();
    }

    private void atTheEnd() {
        List<String> unbalanced = device.unbalanced();
        if (!unbalanced.isEmpty())
            differences.add(
                    new Difference(Aspect.PLAY, -1, "packets are unaccounted for", unbalanced));
        boolean iptables = variant.expectation().equals("iptables");
        Map<String, String> counters = RuleWatch.counters(device.ruleset(), iptables);
        RulesComparison.counters(rules().kept(counters), rules().counters())
                .ifPresent(differences::add);
        end(Aspect.CONNTRACK, "tracked connections", one.connections(), device.connections());
        one.neighbours()
                .ifPresent(kernel ->
                        end(
                                Aspect.TABLES,
                                "neighbours",
                                lines(kernel),
                                device.host.neighbourLines()));
        one.routes()
                .ifPresent(
                        kernel -> end(Aspect.TABLES, "routes", kernel, device.host.routeLines()));
    }

    private static List<String> lines(List<KernelCase.Neighbour> neighbours) {
        return neighbours.stream()
                .map(each -> {
                    String mac = each.mac().isEmpty() ? "" : " lladdr " + each.mac();
                    return each.address() + " dev " + each.device() + mac + " " + each.state();
                })
                .toList();
    }

    /**
     * Whether a recorded line, in which {@code *} stands for any number, stands for one of ours.
     */
    private static boolean stands(String kernel, String ours) {
        if (!kernel.contains("*")) return kernel.equals(ours);
        String[] parts = kernel.split("\\*", -1);
        String pattern = Arrays.stream(parts).map(Pattern::quote).collect(joining("[0-9]+"));
        return ours.matches(pattern);
    }

    /** Tables whose order says nothing. */
    private void end(Aspect aspect, String what, List<String> kernel, List<String> ours) {
        List<String> details = new ArrayList<>();
        List<String> left = new ArrayList<>(kernel);
        for (String line : ours) {
            Optional<String> same = left.stream().filter(each -> stands(each, line)).findFirst();
            if (same.isEmpty()) details.add("    ours   " + line);
            else left.remove(same.get());
        }
        for (String line : left) details.add("    kernel " + line);
        if (!details.isEmpty())
            differences.add(new Difference(aspect, -1, "the " + what + " differ", details));
    }
}
