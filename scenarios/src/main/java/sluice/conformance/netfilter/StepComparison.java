package sluice.conformance.netfilter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import sluice.conformance.netfilter.Difference.Aspect;
import sluice.conformance.netfilter.KernelCase.ExpectedStep;
import sluice.conformance.netfilter.KernelCase.Interface;
import sluice.conformance.netfilter.KernelCase.Kind;
import sluice.conformance.netfilter.KernelCase.SeenFrame;

/**
 * One step held against the kernel's, in the order of weight: the error of the call, the frames
 * that left, what sockets were told, what a packet socket saw.
 */
final class StepComparison {
    private final int step;
    private final KernelCase one;
    private final Observation observed;

    StepComparison(int step, KernelCase one, Observation observed) {
        this.step = step;
        this.one = one;
        this.observed = observed;
    }

    /** What differs: of each aspect the first. */
    List<Difference> compare(ExpectedStep expected, String error) {
        List<Difference> all = new ArrayList<>();
        if (!error.equals(expected.error()))
            all.add(
                    new Difference(
                            Aspect.ERROR,
                            step,
                            "error " + said(error) + ", kernel " + said(expected.error())));
        sent(expected).ifPresent(all::add);
        told(expected.told()).ifPresent(all::add);
        expected.seen().flatMap(this::seen).ifPresent(all::add);
        return all;
    }

    private static String said(String error) {
        return error.isEmpty() ? "none" : error;
    }

    private Optional<Difference> failed(Aspect aspect, String difference, String... details) {
        return Optional.of(new Difference(aspect, step, difference, List.of(details)));
    }

    private Optional<Difference> failed(Aspect aspect, String what, FrameDifference difference) {
        return Optional.of(
                new Difference(
                        aspect, step, what + ": " + difference.text(), difference.details()));
    }

    private boolean bare(String device) {
        return bare(one, device);
    }

    /** Whether frames of a device begin with the IP header. */
    static boolean bare(KernelCase one, String device) {
        for (Interface each : one.device().interfaces()) {
            if (each.name().equals(device)) return each.kind() == Kind.TUN;
        }
        return false;
    }

    private Optional<Difference> sent(ExpectedStep expected) {
        Set<String> devices = new LinkedHashSet<>(expected.sent().keySet());
        devices.addAll(observed.sent.keySet());
        for (String device : devices) {
            List<ExpectedFrame> kernel = expected.sent().getOrDefault(device, List.of());
            List<byte[]> ours = observed.sent.getOrDefault(device, List.of());
            boolean bare = bare(device);
            for (int i = 0; i < Math.min(kernel.size(), ours.size()); i++) {
                Optional<FrameDifference> found = kernel.get(i).difference(ours.get(i), bare);
                if (found.isPresent())
                    return failed(
                            Aspect.SENT, "frame %d sent on %s".formatted(i, device), found.get());
            }
            if (kernel.size() != ours.size()) {
                List<String> lines = new ArrayList<>();
                for (byte[] frame : ours)
                    lines.add("    ours   " + FrameDifference.decoded(frame, bare));
                for (ExpectedFrame frame : kernel)
                    lines.add("    kernel " + FrameDifference.decoded(frame.octets(), bare));
                return failed(
                        Aspect.SENT,
                        "%d frames sent on %s, kernel %d"
                                .formatted(ours.size(), device, kernel.size()),
                        lines.toArray(String[]::new));
            }
        }
        return Optional.empty();
    }

    private Optional<Difference> told(List<SocketEvent> recorded) {
        List<SocketEvent> kernel = bySocket(recorded);
        List<SocketEvent> ours = bySocket(observed.told);
        for (int i = 0; i < Math.min(kernel.size(), ours.size()); i++) {
            Optional<String> found = kernel.get(i).difference(ours.get(i));
            if (found.isPresent()) return failed(Aspect.SOCKET, "socket: " + found.get());
        }
        if (kernel.size() > ours.size())
            return failed(Aspect.SOCKET, "socket: nothing, kernel " + kernel.get(ours.size()));
        if (kernel.size() < ours.size())
            return failed(Aspect.SOCKET, "socket: " + ours.get(kernel.size()) + ", kernel nothing");
        return Optional.empty();
    }

    /** The order between sockets is that in which the recording programs asked them. */
    private static List<SocketEvent> bySocket(List<SocketEvent> events) {
        return events.stream().sorted(Comparator.comparing(SocketEvent::socket)).toList();
    }

    private Optional<Difference> seen(List<SeenFrame> kernel) {
        List<Observation.Seen> ours = observed.seen;
        for (int i = 0; i < Math.min(kernel.size(), ours.size()); i++) {
            SeenFrame expected = kernel.get(i);
            Observation.Seen frame = ours.get(i);
            if (!expected.where().equals(frame.where()))
                return failed(
                        Aspect.TAP,
                        "packet socket, frame %d: %s, kernel %s"
                                .formatted(i, frame.where(), expected.where()),
                        "    ours   "
                                + FrameDifference.decoded(frame.octets(), bare(frame.device())),
                        "    kernel "
                                + FrameDifference.decoded(
                                        expected.frame().octets(), bare(expected.device())));
            Optional<FrameDifference> found =
                    expected.frame().difference(frame.octets(), bare(frame.device()));
            if (found.isPresent())
                return failed(
                        Aspect.TAP,
                        "packet socket, frame %d, %s".formatted(i, frame.where()),
                        found.get());
        }
        return kernel.size() == ours.size()
                ? Optional.empty()
                : failed(
                        Aspect.TAP,
                        "packet socket: %d frames, kernel %d"
                                .formatted(ours.size(), kernel.size()));
    }
}
