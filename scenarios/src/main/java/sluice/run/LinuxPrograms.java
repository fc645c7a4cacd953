package sluice.run;

import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketRefused;
import sluice.linuxstack.LinuxHost;
import sluice.netdev.NetDevice;
import sluice.netdev.ProtocolHandler;
import sluice.netdev.ProtocolRegistration;
import sluice.netdev.TunDevice;
import sluice.report.Figures;
import sluice.script.LinuxProgramSpec;
import sluice.service.Tunnel;
import sluice.service.VirtualSwitch;
import sluice.time.Handler;

/** Programs of a scenario that only run on Linux hosts. */
final class LinuxPrograms {
    private static final Handler<Tunnel> GREET = Tunnel::greet;

    private LinuxPrograms() {}

    /** What a program counts, and says of itself. */
    interface Counting {
        long counter(String name);

        String did();
    }

    static Counting open(LinuxProgramSpec spec, LinuxHost linux, @Nullable IpAddress to)
            throws UnfitScenario {
        try {
            return switch (spec) {
                case LinuxProgramSpec.Tunnel tunnel ->
                        tunnel(tunnel, linux, to == null ? IpAddress.ANY4 : to);
                case LinuxProgramSpec.Switch it ->
                        counting(new VirtualSwitch(linux.sockets(), it.port()));
                case LinuxProgramSpec.Protocol protocol -> new Protocol(protocol, linux);
            };
        } catch (SocketRefused refused) {
            throw new UnfitScenario(
                    spec.place(),
                    "program %s cannot be opened: %s".formatted(spec.name(), refused.getMessage()));
        }
    }

    private static Counting tunnel(LinuxProgramSpec.Tunnel spec, LinuxHost linux, IpAddress to)
            throws SocketRefused, UnfitScenario {
        TunDevice found = null;
        for (NetDevice each : linux.devices()) {
            if (each instanceof TunDevice device && device.name().equals(spec.device()))
                found = device;
        }
        if (found == null) {
            throw new UnfitScenario(
                    spec.place(),
                    "host %s has no tun or tap device %s".formatted(spec.on(), spec.device()));
        }
        var tunnel = new Tunnel(linux.sockets(), found, spec.port(), to, spec.toPort(), spec.key());
        var host = linux.host();
        host.scheduler().schedule(0, host.cpu().thread(), GREET, tunnel);
        return new Counting() {
            @Override
            public long counter(String name) {
                return switch (name) {
                    case "sent" -> tunnel.sent();
                    case "received" -> tunnel.received();
                    case "refused" -> tunnel.refused();
                    default -> 0;
                };
            }

            @Override
            public String did() {
                return "sent "
                        + Figures.counted(tunnel.sent(), "packet")
                        + ", received "
                        + Figures.counted(tunnel.received(), "packet")
                        + (tunnel.refused() == 0 ? "" : ", refused " + tunnel.refused());
            }
        };
    }

    private static Counting counting(VirtualSwitch it) {
        return new Counting() {
            @Override
            public long counter(String name) {
                return switch (name) {
                    case "received" -> it.received();
                    case "forwarded" -> it.forwarded();
                    case "flooded" -> it.flooded();
                    case "stations" -> it.stations();
                    default -> 0;
                };
            }

            @Override
            public String did() {
                return "forwarded "
                        + Figures.counted(it.forwarded(), "frame")
                        + ", flooded "
                        + Figures.counted(it.flooded(), "frame")
                        + ", learned "
                        + Figures.counted(it.stations(), "station");
            }
        };
    }

    /** A module that is loaded and goes again. */
    private static final class Protocol implements Counting {
        private static final Handler<Protocol> LOAD = Protocol::load;
        private static final Handler<Protocol> UNLOAD = Protocol::unload;

        private final LinuxProgramSpec.Protocol spec;
        private final LinuxHost linux;
        private @Nullable ProtocolRegistration registration;
        private String refused = "";
        private long frames;

        Protocol(LinuxProgramSpec.Protocol spec, LinuxHost linux) {
            this.spec = spec;
            this.linux = linux;
            var host = linux.host();
            host.scheduler().schedule(spec.startNanos(), host.cpu().thread(), LOAD, this);
            if (spec.lastsNanos() == LinuxProgramSpec.Protocol.FOR_EVER) return;
            long end = spec.startNanos() + spec.lastsNanos();
            host.scheduler().schedule(end, host.cpu().thread(), UNLOAD, this);
        }

        private void load() {
            try {
                registration =
                        spec.etherType() == LinuxProgramSpec.Protocol.ALL
                                ? linux.registerForAll((_, _, _, _, _, _, _) -> frames++)
                                : linux.registerProtocol(
                                        spec.etherType(),
                                        skb -> {
                                            frames++;
                                            ProtocolHandler.consume(skb);
                                        });
            } catch (IllegalStateException taken) {
                refused = String.valueOf(taken.getMessage());
            }
        }

        private void unload() {
            ProtocolRegistration loaded = registration;
            if (loaded != null) loaded.close();
        }

        @Override
        public long counter(String name) {
            if (name.equals("refused")) return refused.isEmpty() ? 0 : 1;
            return name.equals("frames") ? frames : 0;
        }

        @Override
        public String did() {
            return refused.isEmpty()
                    ? "took " + Figures.counted(frames, "frame")
                    : "was refused: " + refused;
        }
    }
}
