package sluice.cli;

import java.io.IOException;
import java.util.Optional;
import sluice.bpf.BpfProgram;
import sluice.live.DeviceOpening;
import sluice.live.DeviceProblem;
import sluice.pcap.filter.FilterOptions;
import sluice.pcap.live.LibpcapHandle;
import sluice.report.Suggestions;
import sluice.sniffer.PacketFilters;
import sluice.sniffer.SniffLimits;
import sluice.sniffer.Sniffer;
import sluice.sniffer.SourceEnd;
import sluice.sniffer.live.LiveSource;

/**
 * {@code sluice capture -i}: what an interface of this machine sees.
 *
 * @param promiscuous whether the interface is to take frames for other stations
 */
record LiveCaptureRequest(String device, boolean promiscuous, CaptureOutput output)
        implements Request {
    @Override
    public ExitCode carryOut(Console console) throws IOException {
        if (!output.isPossible(console)) return ExitCode.USAGE;
        SniffLimits limits = output.limits();
        return switch (LiveSource.open(
                device, limits.snapOctets(), promiscuous, limits.durationNanos())) {
            case DeviceOpening.Refused<LiveSource>(var problem) -> refuse(problem, console);
            case DeviceOpening.Opened<LiveSource>(var source) -> {
                try (source) {
                    yield capture(source, console);
                }
            }
        };
    }

    private ExitCode refuse(DeviceProblem problem, Console console) {
        boolean unknown = problem.kind() == DeviceProblem.Kind.INTERFACE;
        String meant = unknown ? Suggestions.didYouMean(device, LibpcapHandle.interfaces()) : "";
        console.complain(problem.reason() + meant);
        String remedy =
                switch (problem.kind()) {
                    case PERMISSION -> "sudo ./sluice capture -i " + device;
                    case INTERFACE -> "./sluice capture --list-interfaces";
                    default -> problem.remedy();
                };
        if (!remedy.isEmpty()) console.err().println("  try: " + remedy);
        return ExitCode.USAGE;
    }

    private ExitCode capture(LiveSource source, Console console) throws IOException {
        SourceEnd end;
        var sinks =
                new CaptureSinks(console, output, device, source.linkType())
                        .counting(source::counts);
        try (var interruption = new Interruption(source::askToEnd)) {
            var sniffer = new Sniffer(filters(source), withoutDuration(), sinks.all());
            console.err()
                    .println(
                            "capturing on %s, %s%s; Ctrl-C ends it"
                                    .formatted(
                                            device,
                                            source.linkType(),
                                            promiscuous ? "" : ", not promiscuous"));
            end = source.run(sniffer);
            var counts = source.counts(); // before the interface is let go
            sinks.close();
            sinks.tell(sniffer.totals(), counts);
            console.out().flush();
            if (interruption.asked()) return ExitCode.DONE;
        } catch (PacketFilters.Unfit unfit) {
            console.out().flush();
            console.err().println(unfit.text());
            return ExitCode.USAGE;
        }
        if (end instanceof SourceEnd.Gone(String reason)) {
            console.complain(reason);
            return ExitCode.NO;
        }
        return ExitCode.DONE;
    }

    /**
     * By the kernel where it can, which takes tags off before a filter looks; else here, where
     * libpcap has put them back. Told before anything is captured if it is none.
     */
    private PacketFilters filters(LiveSource source) throws PacketFilters.Unfit {
        Optional<BpfProgram> program =
                FilterPrograms.instructions(
                        output.expression(), source.linkType(), FilterOptions.Source.LINUX_SOCKET);
        if (program.isEmpty() || source.filterInKernel(program.get())) return PacketFilters.ALL;
        PacketFilters here = FilterPrograms.inProcess(output.expression());
        here.program(source.linkType());
        return here;
    }

    /** The time is the source's own: it goes on where no packet comes. */
    private SniffLimits withoutDuration() {
        SniffLimits limits = output.limits();
        return new SniffLimits(limits.packets(), Long.MAX_VALUE, limits.snapOctets());
    }
}
