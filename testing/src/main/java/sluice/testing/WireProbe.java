package sluice.testing;

import java.util.ArrayList;
import java.util.List;
import sluice.nic.NicCallbacks;
import sluice.nic.ReceiveFilter;
import sluice.nic.SimNic;
import sluice.packet.Packet;
import sluice.packet.Place;
import sluice.time.Handler;
import sluice.trace.Layering;
import sluice.world.Host;

/** The far end of a cable: reads every frame that comes and says nothing by itself. */
final class WireProbe implements NicCallbacks {
    private static final Handler<WireProbe> POLL = WireProbe::poll;

    private final Host host;
    private final SimNic nic;
    private final Place place;
    private final List<Frame> frames = new ArrayList<>();

    WireProbe(Host host, SimNic nic) {
        this.host = host;
        this.nic = nic;
        this.place = host.place("probe/" + nic.name(), Layering.ETHERNET);
        nic.attach(this);
        nic.setReceiveFilter(PROMISCUOUS);
        nic.enableInterrupts(true);
    }

    private static final ReceiveFilter PROMISCUOUS =
            new ReceiveFilter(true, true, true, true, java.util.Set.of());

    SimNic nic() {
        return nic;
    }

    List<Frame> frames() {
        return List.copyOf(frames);
    }

    /** Puts a frame on the cable. */
    void transmit(Frame frame) {
        nic.transmit(frame.toPacket(host.pool(), place));
    }

    @Override
    public Place driverPlace() {
        return place;
    }

    @Override
    public void interrupt() {
        host.scheduler().schedule(0, host.cpu().deferred(), POLL, this);
    }

    @Override
    public void linkChanged(boolean up) {}

    private void poll() {
        for (Packet frame; (frame = nic.pollReceived()) != null; ) {
            frames.add(Frame.of(frame.toArray(), "left by the peer of " + nic.name()));
            frame.end(ProbeEnd.READ_ON_WIRE);
        }
        for (Packet frame; (frame = nic.pollTransmitted()) != null; )
            frame.end(ProbeEnd.PUT_ON_WIRE);
        nic.enableInterrupts(true);
    }
}
