package sluice.run;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import sluice.capture.NpfDriver;
import sluice.defer.Deferral;
import sluice.edge.HostStack;
import sluice.edge.IpAddress;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.script.InspectorSpec;
import sluice.script.LinuxProgramSpec;
import sluice.script.ProgramSpec;
import sluice.script.RawReceiveSpec;
import sluice.script.TcpProgramSpec;
import sluice.script.VerdictWord;
import sluice.service.ServiceStats;
import sluice.service.TcpOutcome;
import sluice.service.UdpEcho;
import sluice.time.UserThread;
import sluice.winstack.WindowsHost;

/** A running program of a scenario, with what it did so far. */
abstract sealed class Program {
    private final ProgramSpec spec;

    private Program(ProgramSpec spec) {
        this.spec = spec;
    }

    ProgramSpec spec() {
        return spec;
    }

    /** What it did, in words. */
    abstract String did();

    /** UDP port on which it receives, if it does. */
    OptionalInt port() {
        return OptionalInt.empty();
    }

    /** Datagrams that it received. */
    long received() {
        return 0;
    }

    /** One of the counts of a program that captures or sends raw frames. */
    long counter(String name) {
        throw new IllegalArgumentException(name);
    }

    /** How far the connection of a client has come; empty for others. */
    String outcome() {
        return "";
    }

    /** Lines of its display with these words. */
    long shown(String words) {
        return 0;
    }

    /** Both families through one port. */
    private static void open(HostStack stack, ProgramSpec spec, int port, SocketHandler receiver)
            throws UnfitScenario {
        try {
            stack.sockets().udp(IpAddress.ANY4, port, receiver);
            stack.sockets().udp(IpAddress.ANY6, port, receiver);
        } catch (SocketRefused refused) {
            throw noPort(spec, "UDP", port, refused);
        }
    }

    private static UnfitScenario noPort(
            ProgramSpec spec, String protocol, int port, SocketRefused refused) {
        return new UnfitScenario(
                spec.place(),
                "program %s cannot open %s port %d: %s"
                        .formatted(spec.name(), protocol, port, refused.getMessage()));
    }

    /** Receives and counts. */
    static final class Sink extends Program {
        private final int port;
        private long received;
        private long receivedOctets;
        private long firstOctets;
        private long firstNanos;
        private long lastNanos;

        Sink(ProgramSpec.UdpSink spec, HostStack stack) throws UnfitScenario {
            super(spec);
            this.port = spec.port();
            open(
                    stack,
                    spec,
                    port,
                    new SocketHandler() {
                        @Override
                        public void received(
                                long packetId,
                                byte[] octets,
                                int offset,
                                int lengthOctets,
                                long sourceHigh,
                                long sourceLow,
                                int sourcePort) {
                            received++;
                            receivedOctets += lengthOctets;
                            lastNanos = stack.host().scheduler().nowNanos();
                            if (received > 1) return;
                            firstNanos = lastNanos;
                            firstOctets = lengthOctets;
                        }
                    });
        }

        @Override
        OptionalInt port() {
            return OptionalInt.of(port);
        }

        @Override
        long received() {
            return received;
        }

        /** kbit/s from the first to the last datagram. */
        @Override
        long counter(String name) {
            long nanos = lastNanos - firstNanos;
            return nanos == 0 ? 0 : Math.round((receivedOctets - firstOctets) * 8e6 / nanos);
        }

        @Override
        String did() {
            return "received " + received + " datagrams, " + receivedOctets + " octets";
        }
    }

    /** Sends each datagram back. */
    static final class Echo extends Program {
        private final UdpEcho echo;

        Echo(ProgramSpec.UdpEcho spec, HostStack stack) throws UnfitScenario {
            super(spec);
            try {
                echo = new UdpEcho(stack.sockets(), spec.port(), true);
            } catch (SocketRefused refused) {
                throw noPort(spec, "UDP", spec.port(), refused);
            }
        }

        @Override
        OptionalInt port() {
            return OptionalInt.of(echo.port());
        }

        @Override
        long received() {
            return echo.stats().asked();
        }

        @Override
        String did() {
            ServiceStats stats = echo.stats();
            return "received " + stats.asked() + " datagrams, sent " + stats.answered() + " back";
        }
    }

    /** Serves or asks over TCP. */
    static final class Tcp extends Program {
        private final TcpRun run;

        /** A server. */
        Tcp(TcpProgramSpec spec, HostStack stack) throws UnfitScenario {
            super(spec);
            try {
                run = TcpRun.server(spec, stack);
            } catch (SocketRefused refused) {
                throw noPort(spec, "TCP", spec.port(), refused);
            }
        }

        /** A client. */
        Tcp(TcpProgramSpec.Client spec, HostStack stack, IpAddress to) {
            super(spec);
            run = TcpRun.client(spec, stack, to);
        }

        @Override
        long counter(String name) {
            return run.counter(name);
        }

        @Override
        String outcome() {
            return run.outcome().map(TcpOutcome::word).orElse("");
        }

        @Override
        String did() {
            return run.did();
        }
    }

    /** Decides what a driver or hook parks: by itself on a thread of its own, or as steps say. */
    static final class Decider extends Program {
        private final DecisionDesk desk;
        private final HostControl.Listening handle;
        private boolean gone;

        Decider(ProgramSpec.UserProgram spec, HostControl control) throws UnfitScenario {
            super(spec);
            this.desk = new DecisionDesk();
            this.handle = control.listen(spec.place(), spec.decidesFor(), desk);
            if (spec.verdict().isPresent()) {
                VerdictWord verdict = spec.verdict().get();
                control.assembly()
                        .stack()
                        .host()
                        .cpu()
                        .start(
                                spec.name(),
                                spec.priority(),
                                self -> decideAll(self, verdict, spec.afterNanos()));
            }
        }

        /** One wake-up may stand for many packets, so the desk is emptied at each. */
        private void decideAll(UserThread self, VerdictWord verdict, long afterNanos) {
            while (!gone) {
                self.await(desk.filled());
                for (Deferral next = desk.poll(); next != null; next = desk.poll()) {
                    self.compute(afterNanos);
                    self.systemCall();
                    if (next.isOpen()) {
                        desk.finish(next, verdict);
                    }
                }
            }
        }

        DecisionDesk desk() {
            return desk;
        }

        /** Closes its handle, as the system does when it ends or crashes. */
        void detach() {
            if (gone) {
                return;
            }
            gone = true;
            handle.close();
            desk.close();
        }

        @Override
        String did() {
            return "was asked about "
                    + desk.offered()
                    + ", let "
                    + desk.continued()
                    + " go on, dropped "
                    + desk.dropped()
                    + (desk.refused() > 0 ? ", had no room for " + desk.refused() : "")
                    + (desk.waitingCount() > 0 ? ", " + desk.waitingCount() + " wait" : "");
        }
    }

    /** Captures on a NIC for a time. */
    static final class Capture extends Program {
        private final CaptureCounts run;
        private final @Nullable Display display;
        private final @Nullable ReferenceTap tap;

        Capture(ProgramSpec.Capture spec, HostControl control, Taps taps) throws UnfitScenario {
            super(spec);
            this.display = spec.newest() == 0 ? null : new Display(spec.newest(), spec.linkType());
            this.tap = taps.of(spec);
            CapturedHandler shown = display == null ? CapturedHandler.NOBODY : display;
            this.run = control.capture(spec, taps.handler(spec, shown));
        }

        @Override
        long counter(String name) {
            return switch (name) {
                case "shown" -> shown("");
                case "same" -> tap == null ? 0 : tap.outcome().same();
                case "missing" -> tap == null ? 0 : tap.outcome().missing();
                case "different" -> tap == null ? 0 : tap.outcome().different();
                default -> run.counter(name);
            };
        }

        @Override
        long shown(String words) {
            return display == null ? 0 : display.linesWith(words);
        }

        @Override
        String did() {
            String did = tap == null ? run.did() : run.did() + "; " + tap.did();
            return display == null ? did : did + "; " + display.did();
        }
    }

    /** Sends frames as they are given. */
    static final class RawSend extends Program {
        private final RawSendRun run;

        RawSend(ProgramSpec.RawSend spec, NpfDriver driver) {
            super(spec);
            this.run = new RawSendRun(spec, driver);
        }

        @Override
        long counter(String name) {
            return run.counter(name);
        }

        @Override
        String did() {
            return run.did();
        }
    }

    /** Runs on a Linux host only. */
    static final class OfLinux extends Program {
        private final LinuxPrograms.Counting run;

        OfLinux(LinuxProgramSpec spec, LinuxPrograms.Counting run) {
            super(spec);
            this.run = run;
        }

        @Override
        long counter(String name) {
            return run.counter(name);
        }

        @Override
        String did() {
            return run.did();
        }
    }

    /** Decides about every packet of a driver. */
    static final class Inspecting extends Program {
        private final InspectorRun run;

        Inspecting(InspectorSpec spec, WindowsControl control) {
            super(spec);
            this.run = new InspectorRun(spec, control);
        }

        InspectorRun run() {
            return run;
        }

        @Override
        long counter(String name) {
            return run.counter(name);
        }

        @Override
        String did() {
            return run.did();
        }
    }

    /** Listens through a raw socket. */
    static final class RawReceive extends Program {
        private final RawReceiveRun run;

        RawReceive(RawReceiveSpec spec, WindowsHost host) {
            super(spec);
            this.run = new RawReceiveRun(spec, host);
        }

        @Override
        long counter(String name) {
            return run.counter(name);
        }

        @Override
        String did() {
            return run.did();
        }
    }

    /** Sends as fast as it can. */
    static final class Flood extends Program {
        private final FloodRun run;

        Flood(ProgramSpec.UdpFlood spec, HostControl control, IpAddress to) throws UnfitScenario {
            super(spec);
            this.run = new FloodRun(spec, control, to);
        }

        FloodRun run() {
            return run;
        }

        @Override
        String did() {
            return run.did();
        }
    }

    /** Uses a processor and nothing else. */
    static final class Busy extends Program {
        private static final long PIECE_NANOS = 1_000_000;
        private final UserThread thread;

        Busy(ProgramSpec.Busy spec, HostStack stack) {
            super(spec);
            this.thread =
                    stack.host()
                            .cpu()
                            .start(spec.name(), spec.priority(), self -> spin(self, spec));
        }

        private static void spin(UserThread self, ProgramSpec.Busy spec) {
            if (spec.startNanos() > 0) {
                self.sleep(spec.startNanos());
            }
            for (long left = spec.lastsNanos(); left > 0; left -= PIECE_NANOS) {
                self.compute(Math.min(left, PIECE_NANOS));
            }
        }

        @Override
        String did() {
            return "used " + sluice.report.Figures.duration(thread.usedNanos()) + " of the CPU";
        }
    }
}
