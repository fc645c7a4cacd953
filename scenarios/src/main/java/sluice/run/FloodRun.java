package sluice.run;

import java.util.Arrays;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketEdge.UdpSocket;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.edge.SocketStatus;
import sluice.report.Figures;
import sluice.script.ProgramSpec;
import sluice.time.UserThread;
import sluice.time.WaitableEvent;

/** A thread that sends as fast as it can; when there is no room it waits for some. */
final class FloodRun implements SocketHandler {
    private final ProgramSpec.UdpFlood spec;
    private final IpAddress to;
    private final UdpSocket socket;
    private final UserThread thread;
    private final WaitableEvent room = WaitableEvent.autoReset();
    private long sent;
    private long waits;
    private long refused;

    FloodRun(ProgramSpec.UdpFlood spec, HostControl control, IpAddress to) throws UnfitScenario {
        this.spec = spec;
        this.to = to;
        var stack = control.assembly().stack();
        try {
            socket = stack.sockets().udp(to.isV4() ? IpAddress.ANY4 : IpAddress.ANY6, 0, this);
        } catch (SocketRefused why) {
            throw new UnfitScenario(
                    spec.place(),
                    "program " + spec.name() + " cannot open its socket: " + why.getMessage());
        }
        thread = stack.host().cpu().start(spec.name(), spec.priority(), this::send);
    }

    private void send(UserThread self) {
        if (spec.startNanos() > 0) self.sleep(spec.startNanos());
        byte[] payload = new byte[spec.lengthOctets()];
        Arrays.fill(payload, (byte) 'x');
        long end = spec.startNanos() + spec.lastsNanos();
        while (sent + refused < spec.countMax() && self.nowNanos() < end) {
            SocketStatus status =
                    socket.send(payload, 0, payload.length, to, spec.toPort(), SendOptions.DEFAULT);
            if (Sender.isNoRoom(status)) {
                waits++;
                self.await(room, Math.max(1, end - self.nowNanos()));
                continue;
            }
            if (status.ok()) sent++;
            else refused++;
            self.compute(spec.eachNanos());
        }
    }

    void setPriority(int priority) {
        if (!thread.ended()) thread.setPriority(priority);
    }

    @Override
    public void received(
            long packetId,
            byte[] octets,
            int offset,
            int lengthOctets,
            long sourceHigh,
            long sourceLow,
            int port) {}

    @Override
    public void writable() {
        room.set();
    }

    String did() {
        return "sent "
                + Figures.counted(sent, "datagram")
                + " to "
                + to
                + ", waited for room "
                + Figures.counted(waits, "time")
                + (refused > 0 ? ", " + Figures.grouped(refused) + " refused" : "");
    }
}
