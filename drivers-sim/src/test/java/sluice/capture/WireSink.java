package sluice.capture;

import java.util.List;
import java.util.Set;
import sluice.nic.NicCallbacks;
import sluice.nic.ReceiveFilter;
import sluice.nic.SimNic;
import sluice.packet.Consumption;
import sluice.packet.Packet;
import sluice.packet.Place;
import sluice.time.Handler;
import sluice.trace.Layering;
import sluice.world.Host;

/** The other end of the cable: writes down what comes. */
final class WireSink implements NicCallbacks {
    private static final Handler<WireSink> POLL = WireSink::poll;

    private final Host host;
    private final SimNic nic;
    private final Place place;
    private final List<byte[]> frames;

    WireSink(Host host, SimNic nic, List<byte[]> frames) {
        this.host = host;
        this.nic = nic;
        this.frames = frames;
        this.place = host.place("sink", Layering.ETHERNET);
        nic.attach(this);
        nic.setReceiveFilter(new ReceiveFilter(true, true, true, true, Set.of()));
        nic.enableInterrupts(true);
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
            frames.add(frame.toArray());
            frame.end(End.READ);
        }
        nic.enableInterrupts(true);
    }

    enum End implements Consumption {
        READ;

        @Override
        public boolean delivered() {
            return true;
        }

        @Override
        public String area() {
            return "test";
        }

        @Override
        public String text() {
            return "read";
        }
    }
}
