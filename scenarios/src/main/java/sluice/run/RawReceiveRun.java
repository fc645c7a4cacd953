package sluice.run;

import java.util.Map;
import java.util.TreeMap;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.edge.SocketStatus;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.report.Figures;
import sluice.script.RawReceiveSpec;
import sluice.winstack.RawSocket;
import sluice.winstack.WindowsHost;

/** Counts what a raw socket with SIO_RCVALL is given: whole IPv4 packets, from their header on. */
final class RawReceiveRun implements SocketHandler {
    private static final int ANY_PROTOCOL = 0;

    private final RawReceiveSpec spec;
    private final Map<String, Long> counts = new TreeMap<>();
    private String refused = "";

    RawReceiveRun(RawReceiveSpec spec, WindowsHost host) {
        this.spec = spec;
        try {
            RawSocket socket =
                    host.process(spec.name()).winsock().raw(spec.address(), ANY_PROTOCOL, this);
            SocketStatus status = socket.receiveAll(spec.mode());
            if (!status.ok()) refused = status.name();
        } catch (SocketRefused why) {
            refused = why.status().name();
        }
    }

    @Override
    public void received(
            long packetId,
            byte[] octets,
            int offset,
            int lengthOctets,
            long sourceHigh,
            long sourceLow,
            int port) {
        count("packets");
        switch (Octets.u8(octets, offset + 9)) {
            case IpProtocols.TCP -> count("tcp");
            case IpProtocols.UDP -> count("udp");
            case IpProtocols.ICMP -> count("icmp");
            default -> {}
        }
        int own = spec.address().v4();
        boolean mine =
                Octets.i32(octets, offset + 12) == own || Octets.i32(octets, offset + 16) == own;
        if (!mine) count("foreign");
    }

    private void count(String name) {
        counts.merge(name, 1L, Long::sum);
    }

    long counter(String name) {
        if (name.equals("refused")) return refused.isEmpty() ? 0 : 1;
        return counts.getOrDefault(name, 0L);
    }

    String did() {
        if (!refused.isEmpty()) return "was refused: " + refused;
        return "received %s, %s of them of or for another station"
                .formatted(
                        Figures.counted(counter("packets"), "packet"),
                        Figures.grouped(counter("foreign")));
    }
}
